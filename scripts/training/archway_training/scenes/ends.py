"""Draws the rear and the front of a vehicle: lamps, grille, bumper, badges, lettering, everything but the plate."""

import numpy as np

from .bodies import Body
from .drawing import Board

BLACK = (16, 17, 19, 255)
CHROME = (188, 192, 198, 255)
PLATE_WIDTH, PLATE_HEIGHT = 0.3048, 0.1524


def tint(colour, gain: float) -> tuple[int, int, int, int]:
    return (*(int(min(max(c * gain, 0), 255)) for c in colour[:3]), 255)


def draw_rear(body: Body, rng: np.random.Generator, ppm: float, top: float) -> np.ndarray:
    """RGBA [h,w,4] of the rear panel from the body's floor up to height `top`, as wide as the body."""
    w, h = body.width, top - body.floor
    board = Board(w, h, ppm, tint(body.paint, 1.0))
    at = lambda y: top - y  # noqa: E731
    board.fade(1.06, 0.8)
    bumper = body.floor + 0.36 + (0.12 if body.kind == "pickup" else 0)
    shell = BLACK if body.dark_bumpers else tint(body.paint, 0.86)
    if body.kind == "pickup":
        shell = CHROME if rng.random() < 0.6 else shell
    board.box(0, at(bumper), w, h, shell, 0.03)
    board.line([(0, at(bumper)), (w, at(bumper))], tint(body.paint, 0.35), 0.012)
    board.box(0.1, at(body.floor + 0.13), w - 0.1, h, (22, 22, 24, 255), 0.03)
    for side in (0.16, w - 0.16):
        board.box(side - 0.09, at(bumper - 0.12), side + 0.09, at(bumper - 0.155), (150, 20, 22, 255), 0.01)
    seam = 0.17
    lamp_low, lamp_high = bumper + 0.05, min(top - 0.04, bumper + 0.32)
    lamps(board, body, at, lamp_low, lamp_high, rng)
    board.line([(seam, at(top)), (seam + 0.03, at(bumper))], tint(body.paint, 0.45), 0.008)
    board.line([(w - seam, at(top)), (w - seam - 0.03, at(bumper))], tint(body.paint, 0.45), 0.008)
    px, py = w / 2 + body.plate_rear[0], body.plate_rear[1]
    recess = tint(body.paint, 0.6) if rng.random() < 0.6 else BLACK
    board.box(px - 0.27, at(py + 0.12), px + 0.27, at(py - 0.1), recess, 0.03)
    if py > bumper and rng.random() < 0.7:
        board.box(px - 0.28, at(py + 0.15), px + 0.28, at(py + 0.118), CHROME if rng.random() < 0.6 else BLACK, 0.01)
    rear_lettering(board, body, at, bumper, py, top, rng)
    for side in rng.permutation([0.38, w - 0.38])[: int(rng.integers(1, 3))]:
        board.oval(side - 0.04, at(body.floor + 0.1), side + 0.04, at(body.floor + 0.03), (60, 62, 64, 255))
        board.oval(side - 0.028, at(body.floor + 0.09), side + 0.028, at(body.floor + 0.04), (8, 8, 8, 255))
    return rounded(board.pixels(), ppm, 0.08 if body.kind != "pickup" else 0.02)


def lamps(board: Board, body: Body, at, low: float, high: float, rng: np.random.Generator) -> None:
    w, red, bright = body.width, (132, 12, 18, 255), (196, 40, 40, 255)
    for left in (True, False):
        flip = (lambda x: x) if left else (lambda x: w - x)  # noqa: E731
        box = lambda x0, y0, x1, y1, c, r=0.02: board.box(  # noqa: E731
            min(flip(x0), flip(x1)), y0, max(flip(x0), flip(x1)), y1, c, r
        )
        if body.lamp_style == 0:
            box(0.02, at(high), 0.3, at(low), red, 0.05)
            box(0.05, at(high - 0.03), 0.27, at((high + low) / 2), bright, 0.03)
            box(0.14, at((high + low) / 2 - 0.02), 0.27, at(low + 0.03), (206, 208, 210, 255), 0.02)
        elif body.lamp_style == 1:
            box(0.015, at(high), 0.17, at(low - 0.02), red, 0.03)
            box(0.03, at(high - 0.05), 0.15, at(high - 0.16), bright, 0.02)
            box(0.03, at(low + 0.08), 0.15, at(low + 0.02), (214, 214, 214, 255), 0.01)
        elif body.lamp_style == 2:
            box(0.02, at(high - 0.06), 0.42, at(low + 0.06), red, 0.04)
            box(0.04, at(high - 0.09), 0.38, at(high - 0.12), (230, 70, 64, 255), 0.01)
            box(0.3, at(low + 0.13), 0.4, at(low + 0.08), (210, 212, 214, 255), 0.01)
        else:
            for k, c in enumerate((red, bright, (206, 206, 206, 255))):
                y = high - 0.01 - k * (high - low) / 3
                box(0.02, at(y), 0.2, at(y - (high - low) / 3 + 0.012), c, 0.02)
    if body.lamp_style == 2 and rng.random() < 0.5:
        board.box(0.42, at(high - 0.09), w - 0.42, at(high - 0.115), (120, 14, 18, 255))


def rear_lettering(board: Board, body: Body, at, bumper: float, plate: float, top: float, rng) -> None:
    w, ink = body.width, CHROME if sum(body.paint) < 500 or rng.random() < 0.5 else (40, 42, 46, 255)
    high = min(top - 0.08, max(bumper + 0.4, plate + 0.24))
    if body.kind == "pickup" and rng.random() < 0.7:
        board.words(w / 2, at(high - 0.08), body.badge, 0.1, tint(body.paint, 0.7), spread=1)
    else:
        board.words(0.34, at(high), body.badge, 0.032, ink)
    for k, word in enumerate(body.words):
        board.words(w - 0.34, at(high - 0.055 * k), word, 0.032, ink)
    board.oval(w / 2 - 0.06, at(high + 0.045), w / 2 + 0.06, at(high - 0.045), ink)
    board.oval(w / 2 - 0.045, at(high + 0.03), w / 2 + 0.045, at(high - 0.03), tint(body.paint, 0.8))
    if rng.random() < 0.3:
        # A bumper sticker: words on a light oblong, the detector's hardest negative.
        x, y = float(rng.uniform(0.3, w - 0.5)), bumper - 0.06
        ground, ink = ((240, 240, 236, 255), (30, 40, 120, 255)) if rng.random() < 0.7 else ((30, 40, 110, 255), CHROME)
        words = str(rng.choice(("VOTE", "MY DOG", "CITY FM", "GO TEAM", "BAIT")))
        px, py = w / 2 + body.plate_rear[0], plate
        if abs(x + 0.13 - px) > 0.32 or abs(y - 0.04 - py) > 0.14:
            board.box(x, at(y), x + 0.26, at(y - 0.08), ground, 0.005)
            board.words(x + 0.13, at(y - 0.04), words, 0.034, ink)


def draw_front(body: Body, rng: np.random.Generator, ppm: float, top: float) -> np.ndarray:
    """RGBA [h,w,4] of the front from the body's floor up to height `top`."""
    w, h = body.width, top - body.floor
    board = Board(w, h, ppm, tint(body.paint, 0.95))
    board.fade(1.05, 0.75)
    at = lambda y: top - y  # noqa: E731
    lamp_top = top - 0.03
    lamp_low = lamp_top - 0.17
    grille_low = body.floor + 0.3
    edge = 0.36 if body.lamp_style % 2 else 0.44
    board.box(edge, at(lamp_top), w - edge, at(grille_low + 0.02), BLACK, 0.05)
    count = int(rng.integers(3, 8))
    for k in range(count):
        y = lamp_top - 0.03 - k * (lamp_top - grille_low - 0.06) / count
        board.box(edge + 0.03, at(y), w - edge - 0.03, at(y - 0.014), CHROME if body.lamp_style < 2 else (52, 54, 58, 255))
    board.oval(w / 2 - 0.075, at(lamp_top - 0.02), w / 2 + 0.075, at(lamp_top - 0.13), CHROME)
    board.oval(w / 2 - 0.055, at(lamp_top - 0.035), w / 2 + 0.055, at(lamp_top - 0.115), (40, 44, 60, 255))
    for left in (True, False):
        x0, x1 = (0.03, edge - 0.02) if left else (w - edge + 0.02, w - 0.03)
        board.box(x0, at(lamp_top), x1, at(lamp_low), (70, 74, 80, 255), 0.05)
        board.box(x0 + 0.02, at(lamp_top - 0.02), x1 - 0.02, at(lamp_low + 0.02), (176, 184, 194, 255), 0.04)
        cx = (x0 + x1) / 2
        board.oval(cx - 0.055, at(lamp_top - 0.03), cx + 0.055, at(lamp_top - 0.14), (232, 236, 240, 255))
        fog = x0 + 0.1 if left else x1 - 0.1
        board.box(fog - 0.1, at(body.floor + 0.24), fog + 0.1, at(body.floor + 0.12), BLACK, 0.03)
        board.oval(fog - 0.04, at(body.floor + 0.22), fog + 0.04, at(body.floor + 0.14), (200, 204, 206, 255))
    shell = BLACK if body.dark_bumpers else tint(body.paint, 0.88)
    board.box(0.0, at(grille_low + 0.04), w, at(body.floor + 0.25), shell, 0.03)
    board.box(0.36, at(body.floor + 0.22), w - 0.36, at(body.floor + 0.04), (20, 21, 23, 255), 0.03)
    px, py = w / 2 + body.plate_front[0], body.plate_front[1]
    board.box(px - 0.17, at(py + 0.09), px + 0.17, at(py - 0.09), BLACK, 0.015)
    return rounded(board.pixels(), ppm, 0.1)


def rounded(picture: np.ndarray, ppm: float, radius: float) -> np.ndarray:
    """Cuts the upper corners round, so that the outline is no box."""
    r = int(radius * ppm)
    if r > 1:
        y, x = np.mgrid[0:r, 0:r]
        outside = (x - r) ** 2 + (y - r) ** 2 > r * r
        picture[:r, :r, 3][outside] = 0
        picture[:r, -r:, 3][outside[:, ::-1]] = 0
    return picture
