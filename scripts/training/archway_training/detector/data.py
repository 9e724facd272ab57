"""An endless stream of training images for the detector.

Three kinds: photographs as they are; photographs whose plates are painted over and replaced by rendered
plates with known corners; and composed scenes, where nothing is unlabelled.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ..scenes.labelled import Labelled
from ..scenes.paste import erase, light_of, paste_plate, plate_quad, shrink
from .looks import spoil
from .photographs import Photograph
from .targets import Targets, bounds, box_corners, make_targets

# Weight of "no plate" on ground that the labels of a photograph do not cover.
DOUBT = 0.9
BANK_SIZE = 500
PLATE_PIXELS = 260
KEPT_SCENES = 40
# This share of windows shows a plate from near, up to the window's own width.
CLOSE_UPS = 0.22


@dataclass(frozen=True)
class Sources:
    """What a stream draws from. `scene` composes a whole scene, or is None."""

    photographs: list[Photograph]
    pixels: list[np.ndarray]
    plate: Callable[[np.random.Generator], np.ndarray] | None
    scene: Callable[[np.random.Generator, Callable], Labelled] | None


class DetectorStream:
    """Draws samples of `size` = (width, height). `shares` = (as they are, replaced, composed), summing to 1."""

    def __init__(self, sources: Sources, size: tuple[int, int], shares: tuple[float, float, float], seed: int):
        self.sources = sources
        self.size = size
        self.shares = np.cumsum(shares)
        self.rng = np.random.default_rng(seed)
        self.bank: list[np.ndarray] = []
        self.scenes: list[Labelled] = []
        names = [p.path.name for p in sources.photographs]
        # Dash-camera frames are few drives seen many times: a third of the weight each.
        weight = np.array([0.33 if n.startswith("dash") else 1.0 for n in names])
        weight *= np.array([1.0 if len(p.plates) else 0.3 for p in sources.photographs])
        self.odds = weight / weight.sum()

    def plate(self) -> np.ndarray:
        """A rendered plate, RGB uint8. Half are new and half from the last few hundred."""
        if len(self.bank) < BANK_SIZE or self.rng.random() < 0.5:
            new = shrink(self.sources.plate(self.rng), PLATE_PIXELS)
            if len(self.bank) < BANK_SIZE:
                self.bank.append(new)
            else:
                self.bank[int(self.rng.integers(BANK_SIZE))] = new
            return new
        return self.bank[int(self.rng.integers(len(self.bank)))]

    def composed(self) -> Labelled:
        """A composed scene. Drawing one costs ten times a window of it, so each is looked at about four times."""
        if len(self.scenes) < KEPT_SCENES or self.rng.random() < 0.25:
            self.scenes.append(self.sources.scene(self.rng, self.plate))
            self.scenes = self.scenes[-KEPT_SCENES:]
        return self.scenes[int(self.rng.integers(len(self.scenes)))]

    def view(self) -> Labelled:
        """One spoiled window of the stream's size, with what is in it, in its own pixels."""
        kind = int(np.searchsorted(self.shares, self.rng.random()))
        if kind == 2 and self.sources.scene is not None:
            labelled = self.composed()
        else:
            index = int(self.rng.choice(len(self.odds), p=self.odds))
            labelled = as_it_is(self.sources.photographs[index], self.sources.pixels[index])
            replace = kind == 1 and self.sources.plate is not None
            if self.rng.random() < 0.5:
                labelled = mirrored(labelled)
            if replace:
                labelled = with_new_plates(labelled, self.plate, self.rng)
        seen = zoomed(labelled, self.size, self.rng)
        return Labelled(spoil(seen.image, self.rng), seen.quads, seen.exact, seen.unclear, seen.complete)

    def draw(self) -> tuple[np.ndarray, Targets]:
        """One image RGB uint8 [H,W,3] of the stream's size, and its targets."""
        seen = self.view()
        doubt = 1.0 if seen.complete else DOUBT
        return seen.image, make_targets(seen.quads, seen.exact, seen.unclear, self.size, doubt)


def as_it_is(photograph: Photograph, pixels: np.ndarray) -> Labelled:
    quads = box_corners(photograph.plates)
    return Labelled(pixels, quads, np.zeros(len(quads), bool), photograph.unclear, photograph.complete)


def mirrored(scene: Labelled) -> Labelled:
    """Left and right exchanged. Only for boxes: a mirrored plate has no corners of its own reading."""
    width = scene.image.shape[1]
    boxes = bounds(scene.quads) if len(scene.quads) else np.zeros((0, 4), np.float32)
    flip = lambda b: np.stack([width - b[:, 2], b[:, 1], width - b[:, 0], b[:, 3]], 1)  # noqa: E731
    return Labelled(
        np.ascontiguousarray(scene.image[:, ::-1]),
        box_corners(flip(boxes)),
        np.zeros(len(boxes), bool),
        flip(scene.unclear),
        scene.complete,
    )


def with_new_plates(scene: Labelled, plate: Callable[[], np.ndarray], rng: np.random.Generator) -> Labelled:
    """Paints over most of the labelled plates and hangs rendered ones, with known corners, in their place."""
    image = scene.image.copy()
    quads, exact = [], []
    for quad, sure in zip(scene.quads, scene.exact, strict=True):
        x0, y0, x1, y1 = quad[0], quad[1], quad[2], quad[5]
        w, h = x1 - x0, y1 - y0
        if w < 14 or h < 6 or rng.random() < 0.08:
            quads.append(quad)
            exact.append(sure)
            continue
        face = plate()
        aspect = face.shape[1] / face.shape[0]
        # A European plate is 520 mm wide and 110 high, an American one 305 by 152: on the same car the new
        # one is 0.59 of the width. Square boxes are seen from the side or are square plates.
        wide = w / h > 2.6
        width = (w * rng.uniform(0.52, 0.75) if wide else w * rng.uniform(0.8, 1.1)) * np.exp(rng.normal(0, 0.08))
        ratio = w / h
        yaw_most = np.arccos(np.clip(ratio / 4.6, 0.35, 1.0)) if wide else 0.6
        yaw = rng.uniform(-1, 1) * min(yaw_most + 0.2, 1.0)
        centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2]) + rng.normal(0, 0.03, 2) * [w, h]
        new = plate_quad(
            rng, centre, width / max(np.cos(yaw), 0.6), aspect, yaw, rng.normal(0, 0.12), rng.normal(0, 0.045)
        )
        ring = np.clip([x0 - w * 0.15, y0 - h * 0.4, x1 + w * 0.15, y1 + h * 0.4], 0, None).astype(int)
        light = light_of(image[ring[1] : ring[3], ring[0] : ring[2]]) * rng.uniform(0.75, 1.25)
        sharpness = rng.uniform(0.3, 0.9) * max(1.0, w / 140)
        grown = np.array([x0 - 0.03 * w - 1, y0 - 0.06 * h - 1, x1 + 0.03 * w + 1, y1 + 0.06 * h + 1])
        erase(image, grown, rng)
        paste_plate(image, face, new, np.minimum(light, 1.15), sharpness)
        quads.append(new.reshape(8).astype(np.float32))
        exact.append(True)
    return Labelled(
        image, np.array(quads, np.float32).reshape(-1, 8), np.array(exact, bool), scene.unclear, scene.complete
    )


def zoomed(scene: Labelled, size: tuple[int, int], rng: np.random.Generator) -> Labelled:
    """A random window of the scene at a random scale, so that plates of every size are met."""
    width, height = size
    h, w = scene.image.shape[:2]
    fit = max(width / w, height / h)
    widths = scene.quads[:, 0::2].max(1) - scene.quads[:, 0::2].min(1) if len(scene.quads) else np.zeros(0)
    if len(widths):
        pick = int(rng.integers(len(widths)))
        near = rng.random() < CLOSE_UPS
        low, high = (130, 0.95 * width) if near else (18, 190)
        wanted = np.exp(rng.uniform(np.log(low), np.log(high)))
        scale = float(np.clip(wanted / max(widths[pick], 1), fit * 0.65, max(2.2, fit)))
        focus = scene.quads[pick].reshape(4, 2).mean(0)
        # The plate anywhere in the window, seldom cut by its edge.
        half = np.minimum(np.array([0.5, 0.25]) * widths[pick] * scale / [width, height], 0.5)
        edge = np.maximum(half, 0.06)
        at = rng.uniform(edge, 1 - edge) * [width, height]
    else:
        scale = fit * float(np.exp(rng.uniform(np.log(0.7), np.log(2.0))))
        focus, at = rng.uniform(0, 1, 2) * [w, h], np.array([width, height]) / 2
    stretch = np.exp(rng.normal(0, 0.05))
    sx, sy = scale * stretch, scale / stretch
    corner = focus - at / [sx, sy]
    # Keep the window inside the picture where the picture is large enough.
    for axis, (length, view) in enumerate(((w, width / sx), (h, height / sy))):
        if view <= length:
            corner[axis] = np.clip(corner[axis], 0, length - view)
    image = window(scene.image, corner, (sx, sy), size)
    shift = np.tile(corner, 4)
    grow = np.tile([sx, sy], 4)
    return Labelled(
        image,
        ((scene.quads - shift) * grow).astype(np.float32),
        scene.exact,
        ((scene.unclear - shift[:4]) * grow[:4]).astype(np.float32),
        scene.complete,
    )


def window(image: np.ndarray, corner: np.ndarray, scale: tuple[float, float], size: tuple[int, int]) -> np.ndarray:
    """The part of `image` that starts at `corner`, scaled, as [height,width,3]; outside it is grey 114."""
    width, height = size
    sx, sy = scale
    h, w = image.shape[:2]
    x0, y0 = max(int(corner[0]) - 2, 0), max(int(corner[1]) - 2, 0)
    x1, y1 = min(int(corner[0] + width / sx) + 3, w), min(int(corner[1] + height / sy) + 3, h)
    part = image[y0:y1, x0:x1]
    offset = corner - [x0, y0]
    if min(sx, sy) < 0.75:
        small = max(int((x1 - x0) * sx), 2), max(int((y1 - y0) * sy), 2)
        offset = offset * [small[0] / (x1 - x0), small[1] / (y1 - y0)]
        sx, sy = sx * (x1 - x0) / small[0], sy * (y1 - y0) / small[1]
        part = cv2.resize(part, small, interpolation=cv2.INTER_AREA)
    # Pixel centres lie at +0.5.
    move = np.array([[1 / sx, 0, offset[0] + 0.5 / sx - 0.5], [0, 1 / sy, offset[1] + 0.5 / sy - 0.5]])
    return cv2.warpAffine(
        part,
        move,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(114, 114, 114),
    )
