"""Measures what the refiner is worth: python -m archway_training.corners.evaluate --detector FILE --corners FILE --data DIR

On the held-out photographs of train/: overlap with the labelled boxes after 0, 1 and 2 passes, and for a table of
plate thresholds how many located plates are kept and how many surplus boxes are left. On composed scenes, whose
corners are known: the mean distance of corners after each pass, in hundredths of the plate's width.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from ..detector.evaluate import sets, surplus_of
from ..detector.find import Found, PlateFinder, overlap
from ..detector.looks import spoil
from ..plates import render_plate
from ..rectify import luma
from ..scenes.compose import SceneComposer
from .refine import CornerRefiner

PASSES = (0, 1, 2, 3)
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def after(refiner: CornerRefiner, grey: np.ndarray, found: list[Found], threshold: float) -> list[list[Found]]:
    """The detections after each number of passes."""
    return [refiner.refine(grey, found, threshold, n) if n else found for n in PASSES]


def photographs(finder: PlateFinder, refiner: CornerRefiner, data: Path, score: float) -> None:
    for name, held in sets(data, dev=False).items():
        overlaps: dict[int, list[float]] = {n: [] for n in PASSES}
        kept, surplus, plates = dict.fromkeys(THRESHOLDS, 0), dict.fromkeys(THRESHOLDS, 0), 0
        for photograph in held:
            image = photograph.pixels()
            found = finder.find(image, score)
            grey = luma(image)
            stages = after(refiner, grey, found, 0.0)
            for box in photograph.plates:
                values = [max((overlap(f.bounds(), box) for f in stage), default=0.0) for stage in stages]
                if max(values) >= 0.5:
                    for n, value in zip(PASSES, values, strict=True):
                        overlaps[n].append(value)
            plates += len(photograph.plates)
            for t in THRESHOLDS:
                tight = refiner.refine(grey, found, t)
                kept[t] += sum(any(overlap(f.bounds(), box) >= 0.5 for f in tight) for box in photograph.plates)
                surplus[t] += len(surplus_of(photograph, tight))
        print(name)
        print("  mean IoU by passes:", {n: round(float(np.mean(v)), 4) for n, v in overlaps.items()})
        for t in THRESHOLDS:
            print(f"  plate ≥ {t}: located {kept[t] / plates:.4f}, surplus an image {surplus[t] / len(held):.3f}")


def composed(finder: PlateFinder, refiner: CornerRefiner, data: Path, score: float, count: int) -> None:
    rng = np.random.default_rng(20_001)
    scenes = SceneComposer(data / "backgrounds")
    bank = [render_plate(rng).image for _ in range(60)]
    errors: dict[int, list[float]] = {n: [] for n in PASSES}
    plates = found_plates = false = 0
    for _ in range(count):
        scene = scenes(rng, lambda: bank[int(rng.integers(len(bank)))])
        image = spoil(scene.image, rng)
        stages = after(refiner, luma(image), finder.find(image, score), 0.0)
        quads = scene.quads.reshape(-1, 4, 2)
        for quad in quads:
            width = np.linalg.norm(quad[1] - quad[0])
            if width < 30:
                continue
            plates += 1
            gaps = [min((np.linalg.norm(f.corners - quad, axis=1).mean() / width for f in s), default=9.0) for s in stages]
            if gaps[0] < 0.4:
                found_plates += 1
                for n, gap in zip(PASSES, gaps, strict=True):
                    errors[n].append(gap * 100)
        false += sum(all(np.linalg.norm(f.corners - q, axis=1).mean() > 30 for q in quads) for f in stages[0])
    print(f"composed scenes: {found_plates} of {plates} plates found, {false / count:.2f} others an image")
    print("  corner distance, % of width, by passes: mean", {n: round(float(np.mean(v)), 2) for n, v in errors.items()},
          "median", {n: round(float(np.median(v)), 2) for n, v in errors.items()})  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--corners", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--score", type=float, default=0.3, help="the detector's threshold")
    parser.add_argument("--scenes", type=int, default=120)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    finder, refiner = PlateFinder(options.detector), CornerRefiner(options.corners)
    photographs(finder, refiner, options.data, options.score)
    composed(finder, refiner, options.data, options.score, options.scenes)


if __name__ == "__main__":
    main()
