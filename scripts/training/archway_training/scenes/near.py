"""Plates from near, without a vehicle: held up, hung on a wall, lying about, one alone or a collection; and plates in any paint.

What a detector of cars' plates misses: a plate that fills the picture, a dark or coloured one, one under glare or half in shadow.
"""

from collections.abc import Callable

import cv2
import numpy as np

from .labelled import Labelled
from .paste import paste_plate, plate_quad

# About as the network sees such a picture.
SIZE = (416, 256)
GLARE, SHADE, COLLECTIONS = 0.25, 0.25, 0.25


def repainted(plate: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One plate in six in another paint: tinted, darkened, or light characters on dark. RGB uint8, the same shape."""
    draw = rng.random()
    if draw > 0.17:
        return plate
    if draw < 0.07:
        plate = 255 - plate
    tint = rng.uniform(0.25, 1.0, 3) if rng.random() < 0.7 else np.full(3, rng.uniform(0.3, 0.7))
    return (plate * tint).astype(np.uint8)


def near_scene(
    rng: np.random.Generator,
    plate: Callable[[], np.ndarray],
    backdrop: np.ndarray,
    size: tuple[int, int] = SIZE,
    collections: float = COLLECTIONS,
) -> Labelled:
    """One plate that takes a third of the picture and more; of a share of `collections` up to nine beside one another.

    `backdrop` RGB uint8 is one of the grounds; `size` width and height of the picture.
    """
    image = ground(rng, cv2.resize(backdrop, size, interpolation=cv2.INTER_AREA))
    w, h = size
    quads = []
    for centre, width in places(rng, w, h, collections):
        face = plate()
        turn = rng.normal(0, (0.22, 0.12, 0.08))
        quad = plate_quad(rng, centre, width, face.shape[1] / face.shape[0], *turn)
        if rng.random() < 0.35:
            recess(image, quad, rng)
        light = np.exp(rng.normal(-0.25, 0.45)) * np.exp(rng.normal(0, 0.08, 3))
        paste_plate(image, face, quad, np.clip(light, 0.1, 1.25), rng.uniform(0.3, 1.3))
        quads.append(quad.reshape(8))
    flat = np.array(quads, np.float32).reshape(-1, 8)
    return Labelled(lit(image, flat, rng), flat, np.ones(len(flat), bool), np.zeros((0, 4), np.float32), True)


def places(rng: np.random.Generator, w: int, h: int, collections: float = COLLECTIONS) -> list[tuple[np.ndarray, float]]:
    """Centre and width, in pixels, of each plate; none overlap."""
    if rng.random() > collections:
        width = w * rng.uniform(0.33, 0.97)
        room = np.array([w, h]) / 2 - np.array([0.5, 0.25]) * min(width, w * 0.9)
        return [(np.array([w, h]) / 2 + rng.uniform(-1, 1, 2) * np.maximum(room, 0), width)]
    columns, rows = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    cell = np.array([w / columns, h / rows])
    width = min(cell[0], 2 * cell[1]) * rng.uniform(0.7, 0.9)
    centres = [(np.array([c, r]) + 0.5) * cell + rng.normal(0, 0.015, 2) * cell for r in range(rows) for c in range(columns)]
    return [(c, width) for c in centres if rng.random() < 0.85] or [(centres[0], width)]


def ground(rng: np.random.Generator, backdrop: np.ndarray) -> np.ndarray:
    """What lies behind: a photograph out of focus, a painted panel, boards, or a rough wall. RGB uint8."""
    h, w = backdrop.shape[:2]
    draw = rng.random()
    if draw < 0.35:
        return cv2.GaussianBlur(backdrop, (0, 0), rng.uniform(0.5, 9))
    paint = np.clip(rng.uniform(10, 240) + rng.normal(0, 25, 3), 4, 250)
    down = np.linspace(rng.uniform(0.5, 1.3), rng.uniform(0.5, 1.3), h)[:, None, None]
    across = np.linspace(rng.uniform(0.8, 1.2), rng.uniform(0.8, 1.2), w)[None, :, None]
    image = paint * down * across
    if draw < 0.6:  # a bumper's or boot lid's edges
        for y in rng.uniform(0, h, int(rng.integers(1, 5))):
            image[int(y) :] *= rng.uniform(0.55, 1.4)
            image[int(y) : int(y) + int(rng.integers(1, 8))] *= rng.uniform(0.3, 1.5)
    elif draw < 0.8:
        board = int(rng.integers(20, 90))
        image *= np.repeat(rng.uniform(0.75, 1.15, h // board + 1), board)[:h, None, None]
        image += rng.normal(0, 9, (h, 1, 1)) + cv2.GaussianBlur(rng.normal(0, 20, (h, w)).astype(np.float32), (0, 0), 9, sigmaY=0.8)[..., None] * 3
        image[::board] *= 0.5
    else:
        image += cv2.GaussianBlur(rng.normal(0, 1, (h, w)).astype(np.float32), (0, 0), rng.uniform(0.8, 5))[..., None] * rng.uniform(20, 110)
    return np.clip(image, 0, 255).astype(np.uint8)


def recess(image: np.ndarray, quad: np.ndarray, rng: np.random.Generator) -> None:
    """A dark or bright frame a little larger than the plate, in place."""
    grown = quad.mean(0) + (quad - quad.mean(0)) * rng.uniform(1.02, 1.3) + rng.normal(0, 3, 2)
    shade = float(rng.uniform(5, 90) if rng.random() < 0.7 else rng.uniform(150, 245))
    cv2.fillConvexPoly(image, np.round(grown * 16).astype(np.int32), (shade, shade, shade), cv2.LINE_AA, 4)


def lit(image: np.ndarray, quads: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The picture with a reflection that washes out a part, or a shadow's edge over it, or a little of either."""
    h, w = image.shape[:2]
    out = image.astype(np.float32)
    over = quads[int(rng.integers(len(quads)))].reshape(4, 2)
    spot = over.min(0) + rng.uniform(0, 1, 2) * np.ptp(over, axis=0)
    yy, xx = np.mgrid[:h, :w].astype(np.float32)
    size = float(np.ptp(over[:, 0]))
    if rng.random() < GLARE:
        a, b = size * rng.uniform(0.06, 0.6), size * rng.uniform(0.06, 0.4)
        out += (rng.uniform(60, 260) * np.exp(-(((xx - spot[0]) / a) ** 2) - ((yy - spot[1]) / b) ** 2))[..., None]
    if rng.random() < SHADE:
        angle = rng.uniform(0, 2 * np.pi)
        side = (xx - spot[0]) * np.cos(angle) + (yy - spot[1]) * np.sin(angle)
        out *= 1 - (rng.uniform(0.3, 0.8) / (1 + np.exp(-side / rng.uniform(0.8, 12))))[..., None]
    return np.clip(out, 0, 255).astype(np.uint8)
