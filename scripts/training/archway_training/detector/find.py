"""Runs the exported detector on a photograph by the agent's rules (`edge-agent/src/detect`)."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

GREY = 114
# The longest side as the network sees it: 640 px, or half of a large photograph's, up to 960.
ORDINARY, LARGEST = 640, 960
# Detections that share more than this, of both together or of the smaller, are one plate found twice.
SAME_OF_UNION, SAME_OF_SMALLER = 0.3, 0.7


@dataclass(frozen=True)
class Found:
    """corners float [4,2] in the photograph's pixels, top-left first as the plate is read; score 0..1."""

    corners: np.ndarray
    score: float

    def bounds(self) -> np.ndarray:
        return np.concatenate([self.corners.min(0), self.corners.max(0)])


def session(model: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    if not model.is_file():
        raise FileNotFoundError(f"{model} is missing: export the model first")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


class PlateFinder:
    """side: the longest side as the network sees it, in pixels; None follows the agent's rule."""

    def __init__(self, model: Path, threads: int = 1, side: int | None = None):
        self.session = session(model, threads)
        self.side = side

    def find(self, image: np.ndarray, threshold: float) -> list[Found]:
        """Plates in an RGB uint8 [H,W,3] photograph, best first."""
        return self.look(*letterbox(image, self.side), threshold)

    def look(self, sheet: np.ndarray, scale: np.ndarray, threshold: float) -> list[Found]:
        """Plates in what `letterbox` or `from_twice_as_far` gave, in the photograph's pixels, best first."""
        return distinct(self.peaks(sheet, scale, threshold))

    def peaks(self, sheet: np.ndarray, scale: np.ndarray, threshold: float) -> list[Found]:
        """The same, and every plate as often as the network says it."""
        score, corners = self.session.run(["score", "corners"], {"image": sheet[None]})
        rows, columns = np.nonzero(score[0] >= threshold)
        found = [
            Found(corners[0, :, r, c].reshape(4, 2).astype(np.float64) / scale, float(score[0, r, c]))
            for r, c in zip(rows, columns, strict=True)
        ]
        return [f for f in found if plate_shaped(f.corners)]


def letterbox(image: np.ndarray, side: int | None) -> tuple[np.ndarray, np.ndarray]:
    """The photograph scaled down, padded right and below to multiples of 32; and its scale (x, y)."""
    h, w = image.shape[:2]
    longest = max(w, h)
    scale = min(1.0, (side or min(LARGEST, max(ORDINARY, longest / 2))) / longest)
    inner = max(round(w * scale), 1), max(round(h * scale), 1)
    sheet = np.full((-(-inner[1] // 32) * 32, -(-inner[0] // 32) * 32, 3), GREY, np.uint8)
    sheet[: inner[1], : inner[0]] = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    return sheet, np.array([inner[0] / w, inner[1] / h])


def from_twice_as_far(sheet: np.ndarray, scale: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same view at half the size (sides are even), padded again."""
    h, w = sheet.shape[0] // 2, sheet.shape[1] // 2
    small = np.full((-(-h // 32) * 32, -(-w // 32) * 32, 3), GREY, np.uint8)
    small[:h, :w] = cv2.resize(sheet, (w, h), interpolation=cv2.INTER_AREA)
    return small, scale / 2


def distinct(found: list[Found]) -> list[Found]:
    """Of detections of the same plate, the most probable."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: -f.score):
        if not any(same(one.corners, other.corners) for other in kept):
            kept.append(one)
    return kept


def same(p: np.ndarray, q: np.ndarray) -> bool:
    p, q = p.astype(np.float32), q.astype(np.float32)
    shared, _ = cv2.intersectConvexConvex(p, q)
    a, b = cv2.contourArea(p), cv2.contourArea(q)
    return shared > SAME_OF_UNION * (a + b - shared) or shared > SAME_OF_SMALLER * min(a, b)


def plate_shaped(quad: np.ndarray) -> bool:
    """What a plate can look like to a camera: convex, not mirrored, sides not too different, 0.6..9 wide to high."""
    after, before = np.roll(quad, -1, 0) - quad, quad - np.roll(quad, 1, 0)
    if (before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] <= 0).any():
        return False
    top, right, bottom, left = np.linalg.norm(after, axis=1)
    if max(top, bottom) > 2.5 * min(top, bottom) or max(left, right) > 2.5 * min(left, right):
        return False
    width, height = max(top, bottom), max(left, right)
    return bool(height >= 4 and 0.6 <= width / height <= 9)


def overlap(p: np.ndarray, q: np.ndarray) -> float:
    """Intersection over union of two boxes [4]."""
    inner = np.clip(np.minimum(p[2:], q[2:]) - np.maximum(p[:2], q[:2]), 0, None).prod()
    union = (p[2:] - p[:2]).prod() + (q[2:] - q[:2]).prod() - inner
    return float(inner / union) if union > 0 else 0.0
