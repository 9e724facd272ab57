"""Runs the exported detector on a photograph, as the agent does."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

# The network's input is about this many pixels, in the photograph's own proportions.
AREA = 640 * 384
GREY = 114
# Two detections of one plate: the centre of one lies in the other's bounds, or they overlap this much.
SAME = 0.35


@dataclass(frozen=True)
class Found:
    """corners float [4,2] in the photograph's pixels, top-left first as the plate is read; score 0..1."""

    corners: np.ndarray
    score: float

    def bounds(self) -> np.ndarray:
        return np.concatenate([self.corners.min(0), self.corners.max(0)])


class PlateFinder:
    def __init__(self, model: Path, threads: int = 1, area: int = AREA):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.area = area

    def find(self, image: np.ndarray, threshold: float) -> list[Found]:
        """Plates in an RGB uint8 [H,W,3] photograph, best first."""
        sheet, scale = letterbox(image, self.area)
        score, corners = self.session.run(["score", "corners"], {"image": sheet[None]})
        rows, columns = np.nonzero(score[0] >= threshold)
        order = np.argsort(-score[0][rows, columns])
        kept: list[Found] = []
        for k in order:
            quad = corners[0, :, rows[k], columns[k]].reshape(4, 2).astype(np.float64) / scale
            found = Found(quad, float(score[0, rows[k], columns[k]]))
            if not any(same_plate(found, other) for other in kept):
                kept.append(found)
        return kept


def letterbox(image: np.ndarray, area: int) -> tuple[np.ndarray, float]:
    """The photograph scaled to about `area` pixels, padded right and below to multiples of 32; and the scale."""
    h, w = image.shape[:2]
    scale = min((area / (w * h)) ** 0.5, 2.0)
    size = max(int(round(w * scale)), 1), max(int(round(h * scale)), 1)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    full = -(-size[1] // 32) * 32, -(-size[0] // 32) * 32
    sheet = np.full((*full, 3), GREY, np.uint8)
    sheet[: size[1], : size[0]] = small
    return sheet, scale


def same_plate(a: Found, b: Found) -> bool:
    p, q = a.bounds(), b.bounds()
    centre = a.corners.mean(0)
    if (q[:2] < centre).all() and (centre < q[2:]).all():
        return True
    return overlap(p, q) > SAME


def overlap(p: np.ndarray, q: np.ndarray) -> float:
    """Intersection over union of two boxes [4]."""
    inner = np.clip(np.minimum(p[2:], q[2:]) - np.maximum(p[:2], q[:2]), 0, None).prod()
    union = (p[2:] - p[:2]).prod() + (q[2:] - q[:2]).prod() - inner
    return float(inner / union) if union > 0 else 0.0


