"""Ink as masks: uint8 [H,W], 255 where there is ink."""

from __future__ import annotations

import cv2
import numpy as np


def paste(mask: np.ndarray, ink: np.ndarray, x: float, y: float, width: float, height: float) -> None:
    """Put `ink` into `mask` (both uint8) scaled to the box; what falls outside is cut."""
    w, h = max(1, round(width)), max(1, round(height))
    x, y = round(x), round(y)
    scaled = cv2.resize(ink, (w, h), interpolation=cv2.INTER_AREA if w < ink.shape[1] else cv2.INTER_LINEAR)
    x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + w, mask.shape[1]), min(y + h, mask.shape[0])
    if x1 > x0 and y1 > y0:
        part = mask[y0:y1, x0:x1]
        np.maximum(part, scaled[y0 - y : y1 - y, x0 - x : x1 - x], out=part)
