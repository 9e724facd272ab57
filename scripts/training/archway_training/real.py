"""The real photographs of `train/`: rows, and the split that every model shares.

A photograph is validation by the hash of its stem, so that no plate of one photograph
stands on both sides and the split never depends on order or on a seed.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .rectify import luma

VALIDATION_SHARE = 0.15


@dataclass(frozen=True)
class Labelled:
    """One labelled plate: box (x0, y0, x1, y1) in pixels of the stored file."""

    file: Path
    box: tuple[float, float, float, float]
    text: str  # A–Z0–9, or empty where it wasn't transcribed
    region: str
    ignore: bool  # a plate nobody can read: neither a positive nor a negative


def is_validation(stem: str) -> bool:
    """Whether the photograph `stem` belongs to the validation part."""
    return int.from_bytes(hashlib.sha256(stem.encode()).digest()[:4], "big") / 2**32 < VALIDATION_SHARE


def load(folder: Path, part: str = "all") -> list[Labelled]:
    """Rows of `folder`/labels.csv; `part` is "train", "validation" or "all"."""
    if part not in ("train", "validation", "all"):
        raise ValueError(f'part is {part!r}: use "train", "validation" or "all"')
    labels = folder / "labels.csv"
    if not labels.is_file():
        raise FileNotFoundError(f"{labels} is missing: --data must name the folder that holds train/, dev/ and backgrounds/")
    out = []
    with labels.open(newline="") as stream:
        for row in csv.DictReader(stream):
            if part != "all" and is_validation(Path(row["file"]).stem) != (part == "validation"):
                continue
            box = tuple(float(row[k]) for k in ("x0", "y0", "x1", "y1"))
            out.append(Labelled(folder / row["file"], box, row["text"], row["region"], row["source"].endswith(":ignore")))
    return out


def read_luma(file: Path) -> np.ndarray:
    """A photograph as uint8 [H,W] luma."""
    image = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if image is None:
        raise OSError(f"{file} cannot be read as an image")
    return luma(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))


def box_quad(box: tuple[float, float, float, float]) -> np.ndarray:
    """The box's corners, float [4,2], top-left first, clockwise."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
