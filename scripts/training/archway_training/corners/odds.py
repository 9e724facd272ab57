"""Fits how probable it is that a detection is a plate, from the scores of detector and refiner.

python -m archway_training.corners.odds --models DIR --data DIR [--write]

On the validation part of train/ and on composed scenes that training never drew: a detection over a labelled plate is
one, a detection over nothing is none. In photographs a good part of the latter are plates that nobody labelled, so
they weigh a third; composed scenes, full of signs and stickers, hold no such doubt. Prints what a threshold on
P(plate) keeps and lets through. `--write` puts the odds into the manifest.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from ..detector.evaluate import touches
from ..detector.find import PlateFinder, overlap, plate_shaped
from ..detector.looks import spoil
from ..detector.photographs import load_photographs
from ..detector.targets import bounds
from ..manifest import write_manifest
from ..plates import render_plate
from ..real import is_validation
from ..rectify import luma
from ..scenes.compose import SceneComposer
from .refine import PASSES, CornerRefiner, logit

UNLABELLED_WEIGHT = 0.33
SEED = 31_337


def seen(finder: PlateFinder, refiner: CornerRefiner, image: np.ndarray, least: float, plates: np.ndarray, unclear: np.ndarray):
    """(log-odds of detector and refiner, is a plate) of each detection that is clearly one or clearly none."""
    grey = luma(image)
    known = np.concatenate([plates, unclear])
    for found in finder.find(image, least):
        quad, score = found.corners, 1.0
        for _ in range(PASSES):
            (quad,), (score,) = refiner.look(grey, [quad])
        if not plate_shaped(quad):
            continue
        box = np.concatenate([quad.min(0), quad.max(0)])
        is_plate = any(overlap(box, plate) >= 0.5 for plate in plates)
        if is_plate or not any(touches(box, other) for other in known):
            yield logit(found.score), logit(float(score)), is_plate


def gather(finder: PlateFinder, refiner: CornerRefiner, data: Path, least: float, scenes: int) -> np.ndarray:
    """Rows of detector's log-odds, refiner's, is a plate, weight."""
    rows = []
    for photograph in load_photographs(data / "train"):
        if is_validation(photograph.path.stem):
            for a, b, is_plate in seen(finder, refiner, photograph.pixels(), least, photograph.plates, photograph.unclear):
                rows.append((a, b, is_plate, 1.0 if is_plate else UNLABELLED_WEIGHT))
    rng = np.random.default_rng(SEED)
    compose = SceneComposer(data / "backgrounds")
    bank = [render_plate(rng).image for _ in range(100)]
    for _ in range(scenes):
        scene = compose(rng, lambda: bank[int(rng.integers(len(bank)))])
        plates = bounds(scene.quads) if len(scene.quads) else np.zeros((0, 4))
        rows += [(*row, 1.0) for row in seen(finder, refiner, spoil(scene.image, rng), least, plates, scene.unclear)]
    return np.array(rows, np.float64)


def fit(rows: np.ndarray) -> tuple[float, float, float]:
    """Logistic regression: weights of the two log-odds, and the bias."""
    x = torch.tensor(np.c_[rows[:, :2], np.ones(len(rows))])
    y, weight = torch.tensor(rows[:, 2]), torch.tensor(rows[:, 3])
    factors = torch.zeros(3, dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([factors], max_iter=200)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ factors, y, weight=weight)
        loss.backward()
        return loss

    optimiser.step(closure)
    a, b, bias = factors.detach().tolist()
    return a, b, bias


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scenes", type=int, default=160)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    path = options.models / "manifest.json"
    manifest = json.loads(path.read_text())
    detector, corners = manifest["models"]["detector"], manifest["models"]["corners"]
    finder, refiner = PlateFinder(options.models / detector["file"]), CornerRefiner(options.models / corners["file"])
    rows = gather(finder, refiner, options.data, detector["scoreThreshold"], options.scenes)
    rows = rows[rows[:, 1] >= logit(corners["plateThreshold"])]
    a, b, bias = fit(rows)
    p = 1 / (1 + np.exp(-(a * rows[:, 0] + b * rows[:, 1] + bias)))
    plate = rows[:, 2] > 0.5
    print(f"{plate.sum()} plates, {(~plate).sum()} others; odds: detector {a:.3f}, refiner {b:.3f}, bias {bias:.3f}")
    for least in (0.3, 0.5, 0.7, 0.9):
        print(f"  P >= {least}: {np.mean(p[plate] >= least):.1%} of the plates, {np.mean(p[~plate] >= least):.1%} of the others")
    if options.write:
        corners["plateOdds"] = {"detector": round(a, 3), "refiner": round(b, 3), "bias": round(bias, 3)}
        write_manifest(path, manifest)


if __name__ == "__main__":
    main()
