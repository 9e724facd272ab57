"""Assembles a vehicle from flat pictures in space, with its plates and lamps at known places."""

from dataclasses import dataclass

import numpy as np

from .bodies import Body
from .ends import PLATE_HEIGHT, PLATE_WIDTH, draw_front, draw_rear
from .sides import draw_flank, draw_sheet, draw_windows
from .surfaces import Surface, moved

# How far a roof's edge lies inside the belt's, in metres.
TUMBLEHOME = 0.15


@dataclass(frozen=True)
class Lamp:
    """at [3] in metres, facing [3], colour (r, g, b) 0..255, radius in metres."""

    at: np.ndarray
    facing: np.ndarray
    colour: tuple[int, int, int]
    radius: float


@dataclass(frozen=True)
class Vehicle:
    """surfaces without plates; plates: quad [4,3] by end, top-left first as read; footprint [4,3] on the road."""

    surfaces: tuple[Surface, ...]
    plates: dict[str, np.ndarray]
    lamps: tuple[Lamp, ...]
    footprint: np.ndarray

    def placed(self, turn: float, at: np.ndarray) -> "Vehicle":
        """Turned by `turn` radians about its rear's middle and moved by `at` [3]."""
        c, s = np.cos(turn), np.sin(turn)
        spin = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        put = lambda p: p @ spin.T + at  # noqa: E731
        return Vehicle(
            tuple(moved(f, spin, at) for f in self.surfaces),
            {end: put(quad) for end, quad in self.plates.items()},
            tuple(Lamp(put(p.at), p.facing @ spin.T, p.colour, p.radius) for p in self.lamps),
            put(self.footprint),
        )


def build_vehicle(body: Body, rng: np.random.Generator, ppm: float) -> Vehicle:
    """The vehicle with its rear at z = 0, facing along +z. ppm: pixels a metre of its pictures."""
    half, p = body.width / 2, body.profile
    inset = lambda y: half - TUMBLEHOME * np.clip((y - body.belt) / (body.height - body.belt), 0, 1)  # noqa: E731
    surfaces = [
        Surface(draw_rear(body, rng, ppm, p[2][1]), across(half, p[2], half, p[0], rear=True), nearer=0.2),
        Surface(draw_front(body, rng, ppm, p[-3][1]), across(half, p[-3], half, p[-1], rear=False), nearer=0.2),
    ]
    for near, far in zip(p[2:-3], p[3:-2], strict=True):
        length = float(np.hypot(far[0] - near[0], far[1] - near[1]))
        if length < 0.05:
            continue
        steep = abs(far[1] - near[1]) > 0.3 * length
        kind = "glass" if steep else "bed" if body.kind == "pickup" and near[0] < 0.1 else "paint"
        a, b = inset(near[1]), inset(far[1])
        quad = np.array([[-b, far[1], far[0]], [b, far[1], far[0]], [a, near[1], near[0]], [-a, near[1], near[0]]])
        surfaces.append(Surface(draw_sheet(body, kind, length, ppm * 0.5, far[1] > near[1]), quad))
    flank, windows = draw_flank(body, rng, ppm * 0.6), draw_windows(body, ppm * 0.6)
    for side in (1, -1):
        turn = (lambda q: q) if side > 0 else (lambda q: q[:, ::-1])
        surfaces.append(Surface(turn(flank), wall(side, half, half, body.belt, 0.0, body.length)))
        surfaces.append(
            Surface(turn(windows), wall(side, half - TUMBLEHOME, half, body.height, body.belt, body.length))
        )
    plates = {"rear": plate_at(body.plate_rear, -0.03, rear=True)}
    plates["front"] = plate_at(body.plate_front, body.length + 0.03, rear=False)
    footprint = np.array([[-half, 0, 0], [half, 0, 0], [half, 0, body.length], [-half, 0, body.length]])
    return Vehicle(tuple(surfaces), plates, lamps_of(body), footprint)


def across(top_half: float, top, bottom_half: float, bottom, rear: bool) -> np.ndarray:
    """An end panel between two points (z, y) of the profile, [4,3] as seen from outside."""
    side = -1 if rear else 1
    return np.array(
        [
            [side * top_half, top[1], top[0]],
            [-side * top_half, top[1], top[0]],
            [-side * bottom_half, bottom[1], bottom[0]],
            [side * bottom_half, bottom[1], bottom[0]],
        ]
    )


def wall(side: int, top_x: float, bottom_x: float, top: float, bottom: float, length: float) -> np.ndarray:
    """One flank, [4,3] as seen from outside; on the right the rear is at the viewer's left."""
    first, last = (0.0, length) if side > 0 else (length, 0.0)
    return np.array(
        [
            [side * top_x, top, first],
            [side * top_x, top, last],
            [side * bottom_x, bottom, last],
            [side * bottom_x, bottom, first],
        ]
    )


def plate_at(centre: tuple[float, float], z: float, rear: bool) -> np.ndarray:
    x, y = centre
    w, h = PLATE_WIDTH / 2, PLATE_HEIGHT / 2
    side = -1 if rear else 1
    return np.array([[side * w + x, y + h, z], [-side * w + x, y + h, z], [-side * w + x, y - h, z], [side * w + x, y - h, z]])


def lamps_of(body: Body) -> tuple[Lamp, ...]:
    high = body.profile[2][1] - 0.14
    front = body.profile[-3][1] - 0.12
    out = []
    for side in (-1, 1):
        x = side * (body.width / 2 - 0.14)
        out.append(Lamp(np.array([x, high, -0.02]), np.array([0.0, 0, -1]), (255, 40, 30), 0.11))
        out.append(Lamp(np.array([x, front, body.length]), np.array([0.0, 0, 1]), (255, 244, 224), 0.1))
    return tuple(out)
