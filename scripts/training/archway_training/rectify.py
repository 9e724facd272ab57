"""The one rule by which a plate is cut out of a photograph (the agent has the same in TypeScript).

Homography from output pixel centres to source pixels, bilinear samples of luma,
border clamped. Where the source is larger than the output, each output pixel is
the mean of an n×n grid, n = clamp(ceil(source px per output px, the larger axis), 1, 4).
"""

from __future__ import annotations

import cv2
import numpy as np

READER_SIZE = (64, 160)  # height, width
READER_MARGIN = (0.06, 0.12)  # of the plate's width, height


def luma(rgb: np.ndarray) -> np.ndarray:
    """uint8 [H,W,3] RGB to uint8 [H,W]: Y = 0.299R + 0.587G + 0.114B."""
    return np.clip(rgb.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) + 0.5, 0, 255).astype(np.uint8)


def homography(quad: np.ndarray, size: tuple[int, int], margin: tuple[float, float]) -> np.ndarray:
    """3×3 from output pixel-edge coordinates to source pixel-edge coordinates.

    `quad` [4,2] is the plate's corners (top-left first, clockwise as it is read), in source
    pixels with (0, 0) at the outer corner of the first pixel.
    """
    h, w = size
    mx, my = margin
    x0, y0 = w * mx / (1 + 2 * mx), h * my / (1 + 2 * my)
    inner = np.float32([[x0, y0], [w - x0, y0], [w - x0, h - y0], [x0, h - y0]])
    return cv2.getPerspectiveTransform(inner, np.float32(quad)).astype(np.float64)


def supersampling(quad: np.ndarray, size: tuple[int, int], margin: tuple[float, float]) -> int:
    """Samples a side for each output pixel."""
    q = np.asarray(quad, np.float64)
    wide = max(np.hypot(*(q[1] - q[0])), np.hypot(*(q[2] - q[3]))) * (1 + 2 * margin[0]) / size[1]
    high = max(np.hypot(*(q[3] - q[0])), np.hypot(*(q[2] - q[1]))) * (1 + 2 * margin[1]) / size[0]
    return int(np.clip(np.ceil(max(wide, high) - 1e-9), 1, 4))


def rectify(image: np.ndarray, quad: np.ndarray, size: tuple[int, int] = READER_SIZE, margin: tuple[float, float] = READER_MARGIN) -> np.ndarray:
    """Cut the plate at `quad` out of `image` (uint8 [H,W] luma). Returns uint8 [size]."""
    n = supersampling(quad, size, margin)
    h, w = size
    to_source = homography(quad, size, margin)
    # warpPerspective maps pixel indices; edges are half a pixel from centres on both sides.
    centre = np.array([[1 / n, 0, 0.5 / n], [0, 1 / n, 0.5 / n], [0, 0, 1]])
    index = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ to_source @ centre
    big = cv2.warpPerspective(image, index, (w * n, h * n), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return big if n == 1 else cv2.resize(big, (w, h), interpolation=cv2.INTER_AREA)
