"""From a drawn plate to what a camera would deliver.

The order is the light's own: surface, light, warp, motion and defocus, sampling
to few pixels, noise, sharpening, JPEG. Another order looks right and trains wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class View:
    """A plate in a camera's picture: uint8 [h,w] luma and the plate's corners [4,2] in its pixels."""

    image: np.ndarray
    quad: np.ndarray


def surface(rgb: np.ndarray, retroreflective: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Luma of a plate (uint8 [H,W]): by day, or as an infrared or flash picture shows it."""
    if rng.random() < 0.16:
        shine = retroreflective.astype(np.float32)
        if rng.random() < 0.5:  # light paint shines through a little
            shine = shine * 0.85 + rgb.max(2) * 0.15
        return np.clip(shine * rng.uniform(0.7, 1.15), 0, 255).astype(np.uint8)
    weights = np.array([0.299, 0.587, 0.114], np.float32)
    if rng.random() < 0.25:  # white balance, sodium lamps, dusk
        weights = weights * rng.uniform(0.5, 1.5, 3).astype(np.float32)
        weights /= weights.sum()
    return np.clip(rgb.astype(np.float32) @ weights, 0, 255).astype(np.uint8)


def dirt(plate: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blotches and splashes over a plate, uint8 [H,W]."""
    h, w = plate.shape
    coarse = rng.normal(0, 1, (int(rng.integers(3, 12)), int(rng.integers(4, 20)))).astype(np.float32)
    field = cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)
    amount = np.clip(field - rng.uniform(0.2, 1.5), 0, 1) * rng.uniform(0.2, 0.8)
    return (plate * (1 - amount) + rng.uniform(30, 150) * amount).astype(np.uint8)


def covered(plate: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One plate in five with something over its edge: a dealer's frame, a tow ball, a sticker. uint8 [H,W].

    Heads or feet of the serial may go with it; seldom a whole character, which nobody could read.
    """
    draw = rng.random()
    if draw > 0.2:
        return plate
    plate = plate.copy()
    h, w = plate.shape
    shade = float(rng.uniform(5, 60) if rng.random() < 0.5 else rng.uniform(100, 250))
    if draw < 0.14:  # frames: below, above, or both, with their own lettering
        for is_below, share in ((True, 0.8), (False, 0.5)):
            if rng.random() > share:
                continue
            depth = int(h * rng.uniform(0.06, 0.27))
            band = plate[h - depth :] if is_below else plate[:depth]
            band[:] = shade
            if depth > 12 and rng.random() < 0.7:
                ink = 255 - shade if abs(shade - 128) > 40 else 0
                for x in range(int(w * rng.uniform(0.05, 0.3)), int(w * rng.uniform(0.7, 0.95)), max(4, depth // 2)):
                    cv2.rectangle(band, (x, depth // 4), (x + max(1, depth // 4), depth - depth // 4), ink, int(rng.choice([1, -1])))
    elif draw < 0.17:
        centre = int(w * rng.uniform(0.2, 0.8)), int(h * rng.uniform(0.98, 1.12))
        cv2.circle(plate, centre, int(h * rng.uniform(0.18, 0.38)), shade, -1, cv2.LINE_AA)
    else:
        wide, high = int(w * rng.uniform(0.07, 0.13)), int(h * rng.uniform(0.1, 0.2))
        x, y = int(rng.integers(0, w - wide)), int(rng.choice([rng.uniform(0, 0.2), rng.uniform(0.68, 0.8)]) * h)
        plate[y : y + high, x : x + wide] = shade
    return plate


def lighting(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A light map around 1, float32 [height,width]: slopes, shadow edges, glare."""
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    ys, xs = ys / height - 0.5, xs / width - 0.5
    light = 1 + xs * rng.normal(0, 0.25) + ys * rng.normal(0, 0.3)
    if rng.random() < 0.22:  # a shadow's edge, hard or soft
        angle = rng.uniform(0, 2 * np.pi)
        side = (xs * np.cos(angle) + ys * np.sin(angle) - rng.uniform(-0.25, 0.25)) * rng.uniform(4, 60)
        light *= 1 - rng.uniform(0.25, 0.7) / (1 + np.exp(-np.clip(side, -30, 30)))
    if rng.random() < 0.1:
        cx, cy, spread = rng.uniform(-0.4, 0.4), rng.uniform(-0.4, 0.4), rng.uniform(0.05, 0.35)
        light += rng.uniform(0.3, 1.2) * np.exp(-((xs - cx) ** 2 + (ys - cy) ** 2) / (2 * spread**2))
    return light


def surroundings(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """What stands around a plate: bodywork, bumper lines, lettering-like bars. uint8 [height,width]."""
    base = rng.uniform(5, 230)
    image = np.full((height, width), base, np.float32)
    image += np.linspace(-1, 1, height, dtype=np.float32)[:, None] * rng.normal(0, 25)
    for _ in range(int(rng.integers(0, 5))):
        v = float(np.clip(base + rng.normal(0, 70), 0, 255))
        if rng.random() < 0.6:
            y, t = int(rng.integers(height)), int(rng.integers(1, max(2, height // 6)))
            image[y : y + t] = v
        else:
            a, b = rng.integers(0, [width, height]), rng.integers(0, [width, height])
            cv2.rectangle(image, tuple(map(int, np.minimum(a, b))), tuple(map(int, np.maximum(a, b))), v, -1)
    return np.clip(image, 0, 255).astype(np.uint8)


def blur(image: np.ndarray, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Defocus and motion; `scale` is pixels of `image` to one pixel of the final picture."""
    sigma = abs(rng.normal(0, 0.55)) * scale
    if rng.random() < 0.15:
        sigma += rng.uniform(0.3, 1.1) * scale
    if sigma > 0.25:
        image = cv2.GaussianBlur(image, (0, 0), sigma)
    if rng.random() < 0.3:
        length, angle = rng.uniform(1.2, 5.0) * scale, rng.normal(0, 0.5) + (np.pi / 2 if rng.random() < 0.3 else 0)
        n = int(np.ceil(length)) | 1
        kernel = np.zeros((n + 2, n + 2), np.float32)
        c, d = (n + 1) / 2, np.array([np.cos(angle), np.sin(angle)]) * (length - 1) / 2
        ends = [tuple(int(round(v * 16)) for v in (c + s * d[0], c + s * d[1])) for s in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
        image = cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1e-6), borderType=cv2.BORDER_REPLICATE)
    return image


def sensor(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exposure, noise, sharpening and JPEG on the final pixels. uint8 or float [h,w] in, uint8 out."""
    h, w = image.shape
    x = image.astype(np.float32) * np.float32(np.exp(rng.normal(-0.1, 0.35)))
    if rng.random() < 0.2:  # haze, night, a poor lens: little contrast
        x = x * rng.uniform(0.15, 0.6) + rng.uniform(0, 110)
    if rng.random() < 0.3:
        x = 255 * (np.clip(x, 0, 400) / 255) ** np.float32(rng.uniform(0.6, 1.5))
    noise = abs(rng.normal(0, 4)) + (rng.uniform(3, 12) if rng.random() < 0.1 else 0)
    grain = rng.standard_normal((h, w), np.float32)
    if rng.random() < 0.4:  # what a camera's noise filter leaves is coarse
        grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.5, 1.2)) * 1.8
    x += grain * (noise * np.sqrt(np.clip(x, 10, 255) / 128))
    if rng.random() < 0.35:
        x += rng.uniform(0.3, 1.8) * (x - cv2.GaussianBlur(x, (0, 0), rng.uniform(0.6, 1.6)))
    out = np.clip(x, 0, 255).astype(np.uint8)
    if rng.random() < 0.85:
        quality = int(rng.uniform(22, 95))
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    return out


def draw_width(rng: np.random.Generator) -> float:
    """Plate width in pixels as road cameras deliver it: half of them below 120."""
    return float(np.exp(rng.uniform(np.log(48), np.log(135)) if rng.random() < 0.6 else rng.uniform(np.log(110), np.log(320))))


def pose(w: float, h: float, scale: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Corners [4,2] of a plate w × h pixels large seen at a random angle, and the picture's size (x, y), a multiple of `scale`."""
    turn = np.radians(rng.normal(0, 3.5) if rng.random() < 0.8 else rng.uniform(-16, 16))
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * (w, h)
    corners[:, 1] += corners[:, 0] * rng.normal(0, 0.05)  # seen from the side
    corners[:, 0] += corners[:, 1] * rng.normal(0, 0.06)
    corners += rng.normal(0, 0.018, (4, 2)) * (w, h * 1.5)
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    border = 0.3 * h + 0.12 * w
    corners -= corners.min(0) - border - rng.uniform(0, scale, 2)
    size = np.ceil((corners.max(0) + border) / scale).astype(int) * scale
    return corners, size


def photograph(plate: np.ndarray, aspect: float, rng: np.random.Generator) -> View:
    """Photograph a plate (uint8 [H,W] luma, true width/height `aspect`) at a random distance, angle and light."""
    wide = draw_width(rng)
    scale = 2 if wide < 150 else 1
    w = wide * scale
    h = w / aspect / rng.uniform(0.78, 1.06)
    if rng.random() < 0.12:
        plate = dirt(plate, rng)
    if plate.shape[1] > w * 1.2:
        plate = cv2.resize(plate, (max(16, round(w)), max(8, round(h))), interpolation=cv2.INTER_AREA)
    ph, pw = plate.shape

    corners, size = pose(w, h, scale, rng)
    canvas = surroundings(int(size[1]), int(size[0]), rng)
    if rng.random() < 0.4:  # a frame outside the plate's rim
        centre = corners.mean(0)
        rim = centre + (corners - centre) * (1 + rng.uniform(0.02, 0.1), 1 + rng.uniform(0.04, 0.3)) + (0, rng.normal(0, 0.04) * h)
        cv2.fillConvexPoly(canvas, np.round(rim).astype(np.int32), float(rng.uniform(0, 255)))
    matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [pw, 0], [pw, ph], [0, ph]]) - 0.5, np.float32(corners) - 0.5)
    cv2.warpPerspective(plate, matrix, (int(size[0]), int(size[1])), dst=canvas, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    lit = canvas * lighting(*canvas.shape, rng)
    lit = blur(lit, scale, rng)
    if scale > 1:
        lit = cv2.resize(lit, (int(size[0]) // scale, int(size[1]) // scale), interpolation=cv2.INTER_AREA)
    return View(sensor(lit, rng), corners / scale)


def misplace(quad: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Corners as a detector would give them: off a little, off a lot, or only the upright box around them."""
    q = np.asarray(quad, np.float64).copy()
    if rng.random() < 0.22:
        lo, hi = q.min(0), q.max(0)
        q = np.array([[lo[0], lo[1]], [hi[0], lo[1]], [hi[0], hi[1]], [lo[0], hi[1]]])
    w = (np.hypot(*(q[1] - q[0])) + np.hypot(*(q[2] - q[3]))) / 2
    h = (np.hypot(*(q[3] - q[0])) + np.hypot(*(q[2] - q[1]))) / 2
    k = rng.choice([0.4, 1.0, 1.8], p=[0.35, 0.45, 0.2])
    centre = q.mean(0)
    q = centre + (q - centre) * (1 + rng.normal(0.01, 0.025 * k), 1 + rng.normal(0.02, 0.05 * k))
    q += rng.normal(0, 0.012 * k, 2) * (w, h * 2.5)
    return q + rng.normal(0, 0.012 * k, (4, 2)) * (w, h * 2)
