"""Collects false alarms of the detector from training photographs and composed scenes, for the refiner to learn from.

python -m archway_training.corners.alarms --data DIR --detector FILE --out FILE.npz [--composed N] [--sheet FILE.png]

Unlabelled plates exist among those of photographs: what the detector is sure of (`--most`) is left out, and the sheet
is there to be looked at. In a composed scene everything is known, so its surest alarms are the most instructive.
Both files hold pieces of photographs and stay in an ignored folder.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from ..detector.evaluate import surplus_of, touches
from ..detector.find import Found, PlateFinder
from ..detector.looks import spoil
from ..detector.photographs import load_photographs
from ..detector.targets import bounds
from ..plates import render_plate
from ..real import is_validation
from ..rectify import luma, rectify
from ..scenes.compose import SceneComposer
from .data import MARGIN, SIZE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--least", type=float, default=0.12)
    parser.add_argument("--most", type=float, default=0.5)
    parser.add_argument("--composed", type=int, default=0, help="how many composed scenes to look at as well")
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
    real = len(crops)
    for image, f in composed_alarms(options.data, finder, options.composed, options.least):
        crops.append(rectify(luma(image), f.corners, SIZE, MARGIN))
        scores.append(f.score)
    np.savez_compressed(options.out, crops=np.array(crops, np.uint8).reshape(-1, *SIZE), scores=np.array(scores))
    print(f"{real} false alarms of photographs, {len(crops) - real} of composed scenes, from {options.least} on")
    if options.sheet and crops:
        cv2.imwrite(str(options.sheet), sheet(crops, scores))


def composed_alarms(data: Path, finder: PlateFinder, count: int, least: float) -> Iterator[tuple[np.ndarray, Found]]:
    """Alarms over nothing that is, or could be, a plate in `count` composed scenes, each with its scene."""
    rng = np.random.default_rng(5_005)
    scenes = SceneComposer(data / "backgrounds")
    bank = [render_plate(rng).image for _ in range(80)]
    for _ in range(count):
        scene = scenes(rng, lambda: bank[int(rng.integers(len(bank)))])
        image = spoil(scene.image, rng)
        taken = np.concatenate([bounds(scene.quads) if len(scene.quads) else np.zeros((0, 4)), scene.unclear])
        for f in finder.find(image, least):
            if not any(touches(f.bounds(), box) for box in taken):
                yield image, f


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
