"""Draws a vehicle's flank below the glass, its side windows, and the sheets over its back."""

import numpy as np

from .bodies import Body
from .drawing import Board
from .ends import BLACK, CHROME, tint

GLASS = (44, 52, 60, 255)


def over(body: Body, z: float) -> float:
    """Height of the body's outline at z metres from the rear."""
    zs = [p[0] for p in body.profile[2:-2]]
    ys = [p[1] for p in body.profile[2:-2]]
    return float(np.interp(z, zs, ys))


def draw_flank(body: Body, rng: np.random.Generator, ppm: float) -> np.ndarray:
    """RGBA [h,w,4], the rear at the left, from the road up to the belt."""
    board = Board(body.length, body.belt, ppm)
    at = lambda y: body.belt - y  # noqa: E731
    zs = np.linspace(0, body.length, 60)
    top = [(float(z), at(min(over(body, z), body.belt))) for z in zs]
    board.shape([*top, (body.length, at(body.floor)), (0, at(body.floor))], tint(body.paint, 0.92))
    board.fade(1.08, 0.62)
    sill = BLACK if body.dark_bumpers else tint(body.paint, 0.5)
    board.box(0.3, at(body.floor + 0.09), body.length - 0.3, at(body.floor), sill, 0.02)
    board.line([(0.1, at(body.belt - 0.17)), (body.length - 0.3, at(body.belt - 0.21))], tint(body.paint, 1.15), 0.012)
    doors = (1.25, 2.25, 3.25) if body.kind != "pickup" else (2.0, 2.9, 3.85)
    for z in doors:
        board.line([(z, at(body.belt)), (z + 0.03, at(body.floor + 0.1))], tint(body.paint, 0.4), 0.009)
    for z in doors[:-1]:
        board.box(z + 0.1, at(body.belt - 0.1), z + 0.27, at(body.belt - 0.13), tint(body.paint, 0.6), 0.01)
    for z in (0.85, body.length - 0.9):
        r = body.wheel
        board.oval(z - r - 0.07, at(2 * r + 0.08), z + r + 0.07, at(-0.1), (10, 10, 11, 255))
        board.oval(z - r, at(2 * r), z + r, at(0), (28, 28, 30, 255))
        rim = r * 0.68
        board.oval(z - rim, at(r + rim), z + rim, at(r - rim), (150, 154, 160, 255))
        for k in range(int(5 + body.lamp_style)):
            a = 2 * np.pi * k / (5 + body.lamp_style)
            spoke = [(z + rim * 0.3 * np.cos(a + 0.5), at(r + rim * 0.3 * np.sin(a + 0.5))),
                     (z + rim * 0.9 * np.cos(a + 0.3), at(r + rim * 0.9 * np.sin(a + 0.3))),
                     (z + rim * 0.9 * np.cos(a + 0.75), at(r + rim * 0.9 * np.sin(a + 0.75)))]  # fmt: skip
            board.shape(spoke, (40, 42, 46, 255))
        board.oval(z - 0.05, at(r + 0.05), z + 0.05, at(r - 0.05), (90, 92, 96, 255))
    board.box(0.0, at(body.belt - 0.05), 0.12, at(body.belt - 0.24), (128, 14, 18, 255), 0.02)
    board.box(body.length - 0.22, at(0.72), body.length - 0.02, at(0.6), (200, 206, 212, 255), 0.02)
    if body.kind == "van" and rng.random() < 0.6:
        # A firm's lettering along the flank.
        word = str(rng.choice(("RIVER CITY PLUMBING", "OZARK ELECTRIC 555-0142", "NOMA FLORIST", "PIKE BROS. 24H")))
        board.words(body.length / 2, at(body.belt - 0.3), word, 0.11, (30, 60, 130, 255) if sum(body.paint) > 380 else CHROME)
    return board.pixels()


def draw_windows(body: Body, ppm: float) -> np.ndarray:
    """RGBA [h,w,4], the rear at the left, from the belt up to the roof; clear where there is no cabin."""
    height = body.height - body.belt
    board = Board(body.length, height, ppm)
    at = lambda y: body.height - y  # noqa: E731
    outline = [(z, at(max(y, body.belt))) for z, y in body.profile[2:-2]]
    board.shape([*outline, (body.profile[-3][0], height), (body.profile[2][0], height)], tint(body.paint, 0.9))
    inner = [(z, y) for z, y in body.profile[2:-2] if y >= body.belt + 0.1]
    if inner:
        first, last = inner[0][0], inner[-1][0]
        foot, back = body.profile[-4][0] - 0.2, max(body.profile[body.profile.index(inner[0]) - 1][0] + 0.25, 0.2)
        glass = [(first + 0.1, at(body.height - 0.09)), (last - 0.02, at(body.height - 0.08)),
                 (foot, height - 0.02), (min(back, first + 0.1), height - 0.02)]  # fmt: skip
        board.shape(glass, GLASS)
        for z in np.linspace(first + 0.4, last, 3)[:2]:
            board.line([(z, 0.05), (z - 0.03, height)], tint(body.paint, 0.3), 0.05)
    return board.pixels()


def draw_sheet(body: Body, kind: str, length: float, ppm: float, rear: bool) -> np.ndarray:
    """RGBA of one sheet across the back: "glass", "paint" or "bed"; `length` metres from its far edge to its near one.

    rear: it slopes towards the rear, so that glass there carries the third brake lamp.
    """
    ground = {"glass": tint(body.paint, 0.8), "paint": tint(body.paint, 1.05), "bed": (48, 50, 54, 255)}[kind]
    board = Board(body.width, max(length, 0.05), ppm, ground)
    if kind == "glass":
        board.box(0.1, length * 0.07, body.width - 0.1, length * 0.93, GLASS, min(0.06, length / 6))
        shine = [(body.width * 0.2, length * 0.1), (body.width * 0.42, length * 0.1), (body.width * 0.3, length * 0.9),
                 (body.width * 0.12, length * 0.9)]  # fmt: skip
        board.shape(shine, (66, 76, 86, 255))
        if rear:
            board.box(body.width * 0.42, length * 0.1, body.width * 0.58, length * 0.16, (120, 14, 18, 255))
    return board.pixels()
