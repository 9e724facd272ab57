"""The light of a scene: where the sun stands, what the sky looks like, what a camera at night sees."""

from dataclasses import dataclass

import cv2
import numpy as np

from .camera import Camera
from .surfaces import Surface
from .vehicles import Lamp


@dataclass(frozen=True)
class Light:
    """sun [3] points from the ground to the sun; ambient, direct, zenith, horizon are RGB gains 0..1.

    plate: gain of a plate by itself (headlamps and infrared lamps come straight back from it).
    glow: strength of lamps, 0 when they are off. infrared: the picture has no colour.
    """

    name: str
    sun: np.ndarray
    ambient: np.ndarray
    direct: np.ndarray
    zenith: np.ndarray
    horizon: np.ndarray
    plate: float | None
    glow: float
    infrared: bool = False

    def shade(self, surface: Surface) -> np.ndarray:
        face = max(0.0, float(surface.normal() @ self.sun))
        up = 0.5 + 0.5 * float(surface.normal()[1])
        return self.ambient * (0.7 + 0.3 * up) + self.direct * face


def random_light(rng: np.random.Generator, name: str) -> Light:
    turn = rng.uniform(0, 2 * np.pi)
    low = {"day": rng.uniform(0.6, 1.2), "overcast": 1.2, "dusk": rng.uniform(0.1, 0.25)}.get(name, 0.8)
    sun = np.array([np.cos(turn) * np.cos(low), np.sin(low), np.sin(turn) * np.cos(low)])
    a = lambda *v: np.array(v)  # noqa: E731
    if name == "day":
        return Light(name, sun, a(0.62, 0.65, 0.7), a(0.6, 0.57, 0.5), a(0.3, 0.48, 0.78), a(0.78, 0.86, 0.94), None, 0)
    if name == "overcast":
        return Light(name, sun, a(0.78, 0.8, 0.82), a(0.16, 0.16, 0.16), a(0.62, 0.66, 0.7), a(0.82, 0.84, 0.86), None, 0)
    if name == "dusk":
        return Light(name, sun, a(0.3, 0.3, 0.38), a(0.3, 0.2, 0.12), a(0.16, 0.2, 0.38), a(0.86, 0.58, 0.38), 0.62, 0.55)
    if name == "night":
        return Light(name, sun, a(0.24, 0.22, 0.22), a(0.14, 0.12, 0.08), a(0.03, 0.035, 0.07), a(0.13, 0.12, 0.13), 0.74, 1)
    if name == "infrared":
        return Light(name, sun, a(0.26, 0.26, 0.26), a(0.1, 0.1, 0.1), a(0.01, 0.01, 0.01), a(0.06, 0.06, 0.06), 0.9, 0.5, True)
    raise ValueError(f"no light is called {name!r}: use day, overcast, dusk, night or infrared")


def add_glow(canvas: np.ndarray, camera: Camera, lamps: tuple[Lamp, ...], light: Light) -> None:
    """Adds lit lamps and their halo to float32 [H,W,3], in place."""
    if light.glow <= 0:
        return
    for lamp in lamps:
        to_camera = camera.position - lamp.at
        facing = float(lamp.facing @ to_camera) / np.linalg.norm(to_camera)
        depth = camera.depth(lamp.at)
        if facing <= 0.1 or depth < 0.5:
            continue
        x, y = camera.project(lamp.at)
        core = camera.focal * lamp.radius / depth
        strong = 2.2 if lamp.colour[2] > 100 else 0.8
        for radius, gain in ((core * 0.55, 1.0 * strong), (core * 1.6, 0.28 * strong), (core * 5, 0.06 * strong)):
            spot(canvas, x, y, radius, np.array(lamp.colour) * gain * light.glow * facing)


def spot(canvas: np.ndarray, x: float, y: float, radius: float, colour: np.ndarray) -> None:
    height, width = canvas.shape[:2]
    reach = radius * 3
    x0, x1 = max(int(x - reach), 0), min(int(x + reach) + 1, width)
    y0, y1 = max(int(y - reach), 0), min(int(y + reach) + 1, height)
    if x1 <= x0 or y1 <= y0:
        return
    gx = np.exp(-(((np.arange(x0, x1) + 0.5 - x) / radius) ** 2) / 2)
    gy = np.exp(-(((np.arange(y0, y1) + 0.5 - y) / radius) ** 2) / 2)
    canvas[y0:y1, x0:x1] += (gy[:, None] * gx[None, :])[:, :, None].astype(np.float32) * colour.astype(np.float32)


def cast_shadow(canvas: np.ndarray, camera: Camera, footprint: np.ndarray, light: Light) -> None:
    """Darkens the road under a vehicle and, in sunlight, on the far side of the sun."""
    grow = footprint.mean(0) + (footprint - footprint.mean(0)) * np.array([1.08, 1, 1.03])
    reach = np.zeros(3)
    if light.direct.max() > 0.25:
        reach = -light.sun * np.array([1, 0, 1]) * min(1.4 / max(light.sun[1], 0.25), 4)
    under = polygon(canvas.shape, camera, grow, 9)
    canvas *= 1 - 0.7 * under[:, :, None]
    if reach.any():
        hull = cv2.convexHull(np.concatenate([grow, grow * [0.9, 1, 0.9] + footprint.mean(0) * [0.1, 0, 0.1] + reach])[:, [0, 2]].astype(np.float32))[:, 0]  # fmt: skip
        ground = np.stack([hull[:, 0], np.zeros(len(hull)), hull[:, 1]], 1)
        canvas *= 1 - 0.42 * polygon(canvas.shape, camera, ground, 3)[:, :, None]


def polygon(shape, camera: Camera, points: np.ndarray, softness: float) -> np.ndarray:
    """Cover 0..1 float32 [H,W] of a polygon in space; nothing when part of it lies behind the camera."""
    cover = np.zeros(shape[:2], np.uint8)
    if camera.depth(points).min() > 0.3:
        corners = np.clip(camera.project(points), -20000, 20000)
        cv2.fillPoly(cover, [np.round(corners * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        cover = cv2.GaussianBlur(cover, (0, 0), softness * shape[1] / 1280)
    return cover.astype(np.float32) / 255
