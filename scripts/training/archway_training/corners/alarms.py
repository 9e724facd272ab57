"""Collects real false alarms of the detector from the training photographs, for the refiner to learn from.

python -m archway_training.corners.alarms --data DIR --detector FILE --out FILE.npz [--sheet FILE.png]

Unlabelled plates exist among them: those the detector is sure of (`--most`) are left out, and the sheet is there to
be looked at. Both files hold pieces of photographs and stay in an ignored folder.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from ..detector.evaluate import surplus_of
from ..detector.find import PlateFinder
from ..detector.photographs import load_photographs
from ..real import is_validation
from ..rectify import luma, rectify
from .data import MARGIN, SIZE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--least", type=float, default=0.12)
    parser.add_argument("--most", type=float, default=0.5)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    finder = PlateFinder(options.detector)
    crops, scores = [], []
    for photograph in load_photographs(options.data / "train"):
        # Dash-camera frames have readable plates labelled and no others: their alarms are mostly plates.
        if is_validation(photograph.path.stem) or photograph.path.name.startswith("dash"):
            continue
        image = photograph.pixels()
        for f in surplus_of(photograph, finder.find(image, options.least)):
            if f.score <= options.most:
                crops.append(rectify(luma(image), f.corners, SIZE, MARGIN))
                scores.append(f.score)
    np.savez_compressed(options.out, crops=np.array(crops, np.uint8).reshape(-1, *SIZE), scores=np.array(scores))
    print(f"{len(crops)} false alarms between {options.least} and {options.most}")
    if options.sheet and crops:
        cv2.imwrite(str(options.sheet), sheet(crops, scores))


def sheet(crops: list[np.ndarray], scores: list[float], across: int = 12) -> np.ndarray:
    """The crops in a grid, the likeliest first, each with its place in the file and its score."""
    order = np.argsort(scores)[::-1]
    cells = []
    for k in order:
        cell = cv2.copyMakeBorder(crops[k], 0, 14, 0, 2, cv2.BORDER_CONSTANT, value=0)
        cells.append(cv2.putText(cell, f"{k} {scores[k]:.2f}", (2, 75), 0, 0.38, 255, 1))
    cells += [np.zeros_like(cells[0])] * (-len(cells) % across)
    return np.vstack([np.hstack(cells[i : i + across]) for i in range(0, len(cells), across)])


if __name__ == "__main__":
    main()
