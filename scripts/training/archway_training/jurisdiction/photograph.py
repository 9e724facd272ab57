"""`degrade.photograph` in colour: what a camera makes of a plate's paint as well as of its shapes.

The order is the same: surface, light, warp, blur, sampling, noise, sharpening, JPEG. Colour casts, lost saturation
and fading come with the light and the camera.
"""

from __future__ import annotations

import cv2
import numpy as np

from ..degrade import View, blur, dirt, lighting, misplace, pose, surroundings
from ..rectify import READER_MARGIN, homography, rectify

SIZE = (96, 192)  # height, width
MARGIN = READER_MARGIN


def draw_width(rng: np.random.Generator) -> float:
    """Plate width in pixels: 65 to 320, most above 120; wider ones would be averaged down to the network's 171."""
    return float(np.exp(rng.uniform(np.log(120), np.log(320)) if rng.random() < 0.8 else rng.uniform(np.log(65), np.log(120))))


def paint_ages(rgb: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """White balance, lost saturation, sun-bleached paint: float32 [h,w,3] in, the same out."""
    x = rgb
    if rng.random() < 0.5:
        x = x * np.exp(rng.normal(0, 0.1, 3)).astype(np.float32)
    if rng.random() < 0.12:  # sodium lamps, dusk, a cold flash
        x = x * np.exp(rng.normal(0, 0.28, 3)).astype(np.float32)
    if rng.random() < 0.6:
        keep = np.float32(rng.uniform(0.35, 1.25) if rng.random() < 0.85 else rng.uniform(0, 0.3))
        grey = x @ np.array([0.299, 0.587, 0.114], np.float32)
        x = grey[..., None] + (x - grey[..., None]) * keep
    if rng.random() < 0.12:
        x = x + rng.uniform(0.1, 0.45) * (235 - x)
    return x


def sensor(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exposure, noise, sharpening and JPEG on the final pixels. [h,w,3] in, uint8 out."""
    h, w = image.shape[:2]
    x = image.astype(np.float32) * np.float32(np.exp(rng.normal(-0.08, 0.3)))
    if rng.random() < 0.1:  # haze, night, a poor lens: little contrast
        x = x * np.float32(rng.uniform(0.25, 0.65)) + rng.uniform(0, 90, 3).astype(np.float32) * np.float32(0.3) + np.float32(rng.uniform(0, 70))
    if rng.random() < 0.3:
        x = 255 * (np.clip(x, 0, 400) / 255) ** np.float32(rng.uniform(0.6, 1.5))
    noise = abs(rng.normal(0, 3)) + (rng.uniform(3, 10) if rng.random() < 0.07 else 0)
    x += (rng.standard_normal((h, w, 1), np.float32) * noise).astype(np.float32)
    if noise > 5:
        coarse = cv2.resize(rng.standard_normal((h // 3 + 1, w // 3 + 1, 3), np.float32), (w, h))
        x += coarse * np.float32(noise * 0.8)
    if rng.random() < 0.4:
        x += np.float32(rng.uniform(0.3, 1.6)) * (x - cv2.GaussianBlur(x, (0, 0), rng.uniform(0.6, 1.6)))
    out = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < 0.85:
        quality = int(rng.uniform(30, 95))
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    return out


def photograph(plate: np.ndarray, aspect: float, rng: np.random.Generator) -> View:
    """Photograph a plate (uint8 [H,W,3], true width/height `aspect`): `image` of the view is uint8 [h,w,3]."""
    wide = draw_width(rng)
    scale = 2 if wide < 110 else 1
    w = wide * scale
    h = w / aspect / rng.uniform(0.82, 1.06)
    if rng.random() < 0.08:
        shade = dirt(np.full(plate.shape[:2], 255, np.uint8), rng)[..., None].astype(np.float32) / 255
        plate = (plate * shade + 90 * (1 - shade)).astype(np.uint8)
    if plate.shape[1] > w * 1.2:
        plate = cv2.resize(plate, (max(16, round(w)), max(8, round(h))), interpolation=cv2.INTER_AREA)
    ph, pw = plate.shape[:2]
    corners, size = pose(w, h, scale, rng)
    spare = int(0.6 * (0.3 * h + 0.12 * w)) // scale * scale  # less is seen of what stands around than of `degrade`'s plates
    corners, size = corners - spare, size - 2 * spare
    tint = np.exp(rng.normal(0, 0.25, 3)) if rng.random() < 0.5 else np.ones(3)
    grey = surroundings(int(size[1]), int(size[0]), rng)
    canvas = cv2.merge([cv2.convertScaleAbs(grey, alpha=float(t)) for t in tint])
    matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [pw, 0], [pw, ph], [0, ph]]) - 0.5, np.float32(corners) - 0.5)
    cv2.warpPerspective(plate, matrix, (int(size[0]), int(size[1])), dst=canvas, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    if rng.random() < 0.5:
        canvas = blur(canvas, scale, rng)
    if scale > 1:
        canvas = cv2.resize(canvas, (int(size[0]) // scale, int(size[1]) // scale), interpolation=cv2.INTER_AREA)
    lit = canvas * lighting(*canvas.shape[:2], rng).astype(np.float32)[..., None]
    return View(sensor(paint_ages(lit, rng), rng), corners / scale)


def look(plate: np.ndarray, aspect: float, rng: np.random.Generator, points: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """What the network sees of a drawn plate, uint8 [96,192,3]: photographed, and cut by corners that are off.

    `points` [n,2] in shares of the plate come back as pixels of the look, float [n,2].
    """
    view = photograph(plate, aspect, rng)
    taken = misplace(view.quad, rng)
    image = rectify(view.image, taken, SIZE, MARGIN)
    if points is None or not len(points):
        return image, np.zeros((0, 2))
    to_view = cv2.getPerspectiveTransform(np.float32([[0, 0], [1, 0], [1, 1], [0, 1]]), np.float32(view.quad)).astype(np.float64)
    to_look = np.linalg.inv(homography(taken, SIZE, MARGIN)) @ to_view
    return image, cv2.perspectiveTransform(np.asarray(points, np.float64)[None], to_look)[0]
