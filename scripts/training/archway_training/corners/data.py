"""Crops around missed-by-a-little plates, and around things that are no plates."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from ..detector.data import DetectorStream
from ..detector.targets import bounds
from ..rectify import homography, luma, rectify
from ..scenes.labelled import Labelled
from .model import HEIGHT, MARGIN_X, MARGIN_Y, WIDTH

SIZE, MARGIN = (HEIGHT, WIDTH), (MARGIN_X, MARGIN_Y)
# Below this width in pixels nobody reads a plate.
SMALLEST = 22.0
VIEWS_A_PLATE = 2


@dataclass(frozen=True)
class Crop:
    """pixels uint8 [64,160]; corners float32 [8] in crop pixels; exact: they are corners, not a box's;
    plate: 1 a plate, 0 none; for 0 the corners mean nothing."""

    pixels: np.ndarray
    corners: np.ndarray
    exact: bool
    plate: int


def crops_of(scene: Labelled, rng: np.random.Generator) -> Iterator[Crop]:
    """Crops around a scene's plates, and about as many around other things in it."""
    grey = luma(scene.image)
    taken = np.concatenate([bounds(scene.quads) if len(scene.quads) else np.zeros((0, 4)), scene.unclear])
    whole = np.array([scene.image.shape[1], scene.image.shape[0]])
    for quad, exact in zip(scene.quads.reshape(-1, 4, 2), scene.exact, strict=True):
        width = np.linalg.norm(quad[1] - quad[0])
        if width < SMALLEST or (quad < -2).any() or (quad > whole + 2).any():
            continue
        for _ in range(VIEWS_A_PLATE):
            guess = missed(quad, exact, rng)
            yield Crop(rectify(grey, guess, SIZE, MARGIN), into(guess, quad), bool(exact), 1)
    for guess in strangers(grey, taken, rng):
        yield Crop(rectify(grey, guess, SIZE, MARGIN), np.zeros(8, np.float32), True, 0)


def into(guess: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """Where a quad [4,2] lies in the crop around `guess`, [8] in crop pixels."""
    back = np.linalg.inv(homography(guess, SIZE, MARGIN))
    return cv2.perspectiveTransform(quad[None].astype(np.float64), back)[0].reshape(8).astype(np.float32)


def missed(quad: np.ndarray, exact: bool, rng: np.random.Generator) -> np.ndarray:
    """A quad as the detector, or a first pass, would have it: shifted, loose or tight, with its tilt half seen."""
    size = np.array([np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[3] - quad[0])])
    centre = quad.mean(0)
    strong = 1.0 if rng.random() < 0.6 else 0.35
    guess = quad
    if exact:
        # Between the true shape and the upright box around it.
        x0, y0, x1, y1 = *quad.min(0), *quad.max(0)
        box = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        part = rng.uniform(0, 1) * strong
        guess = quad * (1 - part) + box * part
    grow = np.exp(rng.normal(0, [0.1, 0.14]) * strong)
    shift = rng.normal(0, [0.06, 0.09]) * size * strong
    guess = centre + (guess - centre) * grow + shift
    if exact:
        # A box known only by its bounds stays upright, or its bounds would say nothing in the crop.
        guess = guess + rng.normal(0, 1, (4, 2)) * size * [0.02, 0.05] * strong
    return guess


def strangers(grey: np.ndarray, taken: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Quads over things that are no plate, by preference where there is contrast."""
    h, w = grey.shape
    best, best_spread = None, -1.0
    for _ in range(6):
        width = np.exp(rng.uniform(np.log(26), np.log(150)))
        height = width / rng.uniform(1.6, 4.5)
        x, y = rng.uniform(0, max(w - width, 1)), rng.uniform(0, max(h - height, 1))
        box = np.array([x, y, x + width, y + height])
        if any(meet(box, other) for other in taken):
            continue
        patch = grey[int(y) : int(y + height) + 1, int(x) : int(x + width) + 1]
        spread = float(patch.std()) + rng.uniform(0, 15)
        if spread > best_spread:
            best, best_spread = box, spread
    if best is not None:
        x0, y0, x1, y1 = best
        yield np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) + rng.normal(0, 0.03 * (y1 - y0), (4, 2))


def meet(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two boxes [4] share ground, with a little room around the second."""
    room = 0.3 * (b[3] - b[1])
    return bool((a[:2] < b[2:] + room).all() and (b[:2] - room < a[2:]).all())


class CropStream:
    """Endless crops from a detector's stream of scenes, plus `hard`: real false alarms as ready crops [n,64,160], `hard_a_view` of them (on average) for each scene."""

    def __init__(self, stream: DetectorStream, hard: np.ndarray, hard_a_view: float, seed: int):
        self.stream = stream
        self.hard_a_view = hard_a_view
        self.hard = hard
        self.rng = np.random.default_rng([seed, 77])

    def __iter__(self) -> Iterator[Crop]:
        while True:
            for crop in crops_of(self.stream.view(), self.rng):
                yield crop
            for _ in range(int(self.hard_a_view + self.rng.random()) if len(self.hard) else 0):
                pixels = self.hard[int(self.rng.integers(len(self.hard)))]
                yield Crop(varied(pixels, self.rng), np.zeros(8, np.float32), True, 0)


def varied(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same crop, moved, stretched, mirrored and lit a little differently."""
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    scale, shift = np.exp(rng.normal(0, 0.08, 2)), rng.normal(0, [6, 4])
    move = np.array([[scale[0], 0, shift[0]], [0, scale[1], shift[1]]])
    out = cv2.warpAffine(np.ascontiguousarray(pixels), move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    return np.clip(out * rng.uniform(0.7, 1.3) + rng.normal(0, rng.uniform(0, 6), out.shape), 0, 255).astype(np.uint8)
