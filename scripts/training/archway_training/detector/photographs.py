"""Labelled photographs as a detector needs them: whole pictures with all their boxes, and what to ignore."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np


@dataclass(frozen=True)
class Photograph:
    """One photograph. Boxes are float [n,4] x0,y0,x1,y1 in pixels of the stored file.

    `plates` are labelled plates, `unclear` are areas about which the labels say nothing firm.
    `complete` is true where every plate in view is labelled, so that everything else is a firm "no plate".
    """

    path: Path
    plates: np.ndarray
    unclear: np.ndarray
    texts: tuple[str, ...]
    complete: bool

    def pixels(self) -> np.ndarray:
        """RGB uint8 [H,W,3]."""
        image = cv2.imread(str(self.path), cv2.IMREAD_COLOR)
        if image is None:
            raise OSError(f"{self.path}: not a readable photograph; copy the data folder again")
        return image[:, :, ::-1]


def load_photographs(folder: Path) -> list[Photograph]:
    """Every photograph of a folder with a `labels.csv`, in the order of their names."""
    table = folder / "labels.csv"
    if not table.is_file():
        raise FileNotFoundError(f"{table} is missing: point --data at the folder that holds labels.csv")
    rows = defaultdict(list)
    with table.open(newline="") as lines:
        for row in csv.DictReader(lines):
            rows[row["file"]].append(row)
    return [photograph(folder / name, rows[name]) for name in sorted(rows)]


def photograph(path: Path, rows: list[dict[str, str]]) -> Photograph:
    plates, unclear, texts = [], [], []
    for row in rows:
        box = [float(row[k]) for k in ("x0", "y0", "x1", "y1")]
        if row["source"].endswith(":ignore"):
            unclear.append(box)
        else:
            plates.append(box)
            texts.append(row["text"])
    return Photograph(
        path,
        np.array(plates, np.float32).reshape(-1, 4),
        np.array(unclear, np.float32).reshape(-1, 4),
        tuple(texts),
        # Dash-camera frames label readable plates only, Open Images misses small ones.
        complete=False,
    )
