"""Puts a plate into an image by its four corners, lit like what is around it."""

import cv2
import numpy as np

# The plate is drawn at this many times its size in the image before the last, averaging, step.
OVERSAMPLE = 2


def paste_plate(
    image: np.ndarray, plate: np.ndarray, quad: np.ndarray, gain: np.ndarray, blur: float, opacity: float = 1.0
) -> None:
    """Draws `plate` (RGB uint8 [h,w,3] albedo) into `image` (RGB uint8 [H,W,3], changed in place).

    quad float [4,2]: where the plate's top-left, top-right, bottom-right, bottom-left corners go, in pixels.
    gain float [3]: light by channel. blur: softening in pixels, edges included.
    """
    height, width = image.shape[:2]
    pad = int(3 + 3 * blur)
    x0, y0 = np.floor(quad.min(0)).astype(int) - pad
    x1, y1 = np.ceil(quad.max(0)).astype(int) + pad
    x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
    if x1 - x0 < 4 or y1 - y0 < 4:
        return
    longest = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]), 4.0)
    source = shrink(plate, longest * OVERSAMPLE * 1.1)
    h, w = source.shape[:2]
    corners = np.array([[-0.5, -0.5], [w - 0.5, -0.5], [w - 0.5, h - 0.5], [-0.5, h - 0.5]], np.float32)
    target = ((quad - [x0, y0]) * OVERSAMPLE - 0.5).astype(np.float32)
    warp = cv2.getPerspectiveTransform(corners, target)
    big = ((x1 - x0) * OVERSAMPLE, (y1 - y0) * OVERSAMPLE)
    face = cv2.warpPerspective(source, warp, big, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = np.zeros((big[1], big[0]), np.uint8)
    cv2.fillConvexPoly(cover, np.round(target * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    face = cv2.resize(face, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.resize(cover, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA).astype(np.float32)
    if blur > 0.2:
        face = cv2.GaussianBlur(face, (0, 0), blur)
        cover = cv2.GaussianBlur(cover, (0, 0), blur)
    alpha = cover[:, :, None] * (opacity / 255.0)
    ground = image[y0:y1, x0:x1].astype(np.float32)
    image[y0:y1, x0:x1] = np.clip(ground + alpha * (face * gain - ground), 0, 255).astype(np.uint8)


def shrink(image: np.ndarray, width: float) -> np.ndarray:
    """Averages an image down to about `width` pixels; never enlarges."""
    scale = width / image.shape[1]
    if scale >= 0.9:
        return image
    size = max(int(image.shape[1] * scale), 4), max(int(image.shape[0] * scale), 4)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def plate_quad(
    rng: np.random.Generator, centre: np.ndarray, width: float, aspect: float, yaw: float, pitch: float, roll: float
) -> np.ndarray:
    """Corners [4,2] of a flat plate seen by a pinhole camera.

    width: pixels it would have facing the camera; aspect: its width / height; angles in radians.
    """
    half = np.array([[-1, -1 / aspect, 0], [1, -1 / aspect, 0], [1, 1 / aspect, 0], [-1, 1 / aspect, 0]], np.float64)
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    turn_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    turn_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    turn_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    points = half @ (turn_z @ turn_x @ turn_y).T
    # Distance in half plate widths: near cameras converge, far ones hardly do.
    distance = rng.uniform(8, 60)
    flat = points[:, :2] * (distance / (distance + points[:, 2:]))
    return centre + flat * (width / 2)


def light_of(patch: np.ndarray) -> np.ndarray:
    """Gain [3] by which a white surface should be multiplied to sit in this patch (RGB uint8)."""
    flat = patch.reshape(-1, 3).astype(np.float32)
    bright = np.percentile(flat, 88, axis=0)
    luma = bright.mean()
    # Half the patch's tint only: a red car does not make its plate red.
    tint = 1 + 0.3 * (bright / max(luma, 1) - 1)
    return np.clip(luma / 225.0, 0.1, 1.1) * np.clip(tint, 0.85, 1.15)


def erase(image: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> None:
    """Paints over a box [x0,y0,x1,y1] in place with what is above and below it, with grain."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = [int(round(v)) for v in box]
    x0, x1 = max(x0, 0), min(x1, width)
    y0, y1 = max(y0, 0), min(y1, height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    band = max(2, (y1 - y0) // 6)
    above = image[max(y0 - band, 0) : y0, x0:x1] if y0 >= 2 else image[y1 : y1 + band, x0:x1]
    below = image[y1 : y1 + band, x0:x1] if y1 <= height - 2 else above
    if above.size == 0 or below.size == 0:
        return
    soft = (max(3, (x1 - x0) // 4) | 1, 1)
    top = cv2.blur(above.mean(0, keepdims=True).astype(np.float32), soft)
    bottom = cv2.blur(below.mean(0, keepdims=True).astype(np.float32), soft)
    ramp = np.linspace(0, 1, y1 - y0, dtype=np.float32)[:, None, None]
    fill = top * (1 - ramp) + bottom * ramp + rng.normal(0, 2.0, (y1 - y0, x1 - x0, 1))
    image[y0:y1, x0:x1] = np.clip(fill, 0, 255).astype(np.uint8)
