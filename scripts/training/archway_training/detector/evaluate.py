"""Measures the exported detector on labelled photographs.

python -m archway_training.detector.evaluate --model FILE --data DIR [--dev] [--draw DIR]

Without --dev it looks at the held-out part of train/ only. A plate is located when a detection's bounds overlap
its box by an IoU of at least 0.5. A detection that overlaps no labelled plate and no ignored one is surplus;
small plates of train/ are partly unlabelled, so its surplus is an upper bound.
"""

import argparse
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from ..real import is_validation
from .find import Found, PlateFinder, overlap
from .photographs import Photograph, load_photographs

WIDTHS = (0, 40, 80, 120, 10_000)
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


@dataclass
class Tally:
    """Counts over a set of photographs at one threshold."""

    images: int = 0
    plates: int = 0
    located: int = 0
    surplus: int = 0
    overlaps: list[float] = field(default_factory=list)
    by_width: dict[str, list[int]] = field(default_factory=dict)

    def add(self, photograph: Photograph, found: list[Found]) -> None:
        self.images += 1
        used = set()
        for box in photograph.plates:
            best = max(range(len(found)), key=lambda k: overlap(found[k].bounds(), box), default=None)
            value = 0.0 if best is None else overlap(found[best].bounds(), box)
            width = box[2] - box[0]
            name = next(f"{a}-{b}" for a, b in zip(WIDTHS, WIDTHS[1:], strict=False) if a <= width < b)
            row = self.by_width.setdefault(name, [0, 0])
            row[1] += 1
            self.plates += 1
            if value >= 0.5:
                self.located += 1
                row[0] += 1
                used.add(best)
                self.overlaps.append(value)
        self.surplus += len(surplus_of(photograph, found))

    def row(self) -> dict:
        return {
            "images": self.images,
            "plates": self.plates,
            "located": round(self.located / max(self.plates, 1), 4),
            "surplus_per_image": round(self.surplus / max(self.images, 1), 3),
            "mean_iou": round(float(np.mean(self.overlaps)), 4) if self.overlaps else None,
            "by_width": {k: f"{a}/{b}" for k, (a, b) in sorted(self.by_width.items(), key=lambda i: int(i[0].split("-")[0]))},
        }


def surplus_of(photograph: Photograph, found: list[Found]) -> list[Found]:
    """Detections over no labelled plate and no area that the labels leave open."""
    known = np.concatenate([photograph.plates, photograph.unclear])
    return [f for f in found if not any(touches(f.bounds(), box) for box in known)]


def touches(p: np.ndarray, box: np.ndarray) -> bool:
    centre = (p[:2] + p[2:]) / 2
    return overlap(p, box) > 0.2 or bool((box[:2] < centre).all() and (centre < box[2:]).all())


def sets(data: Path, dev: bool) -> dict[str, list[Photograph]]:
    held = [p for p in load_photographs(data / "train") if is_validation(p.path.stem)]
    out = {
        "train/validation, Open Images": [p for p in held if not p.path.name.startswith("dash")],
        "train/validation, dash camera": [p for p in held if p.path.name.startswith("dash")],
    }
    if dev:
        for name in ("us-scenes", "open-images-us"):
            out[f"dev/{name}"] = load_photographs(data / "dev" / name)
    return out


def draw(photograph: Photograph, image: np.ndarray, found: list[Found], folder: Path) -> None:
    """Writes the photograph with labels in blue and detections in green."""
    picture = image[:, :, ::-1].copy()
    for x0, y0, x1, y1 in photograph.plates.astype(int):
        cv2.rectangle(picture, (int(x0), int(y0)), (int(x1), int(y1)), (255, 80, 0), 1)
    for f in found:
        cv2.polylines(picture, [np.round(f.corners).astype(int)], True, (0, 255, 0), 1)
        x, y = f.corners[0]
        cv2.putText(picture, f"{f.score:.2f}", (int(x), int(y) - 3), 0, 0.45, (0, 255, 255), 1)
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{photograph.path.stem}.png"), picture)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dev", action="store_true", help="also measure dev/; do this seldom")
    parser.add_argument("--threshold", type=float, help="one threshold instead of a table of them")
    parser.add_argument("--side", type=int, help="longest side of the network's input; the agent's rule if left out")
    parser.add_argument("--draw", type=Path, help="folder for drawn predictions; must not be committed")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    finder = PlateFinder(options.model, side=options.side)
    thresholds = (options.threshold,) if options.threshold else THRESHOLDS
    report = {}
    for name, photographs in sets(options.data, options.dev).items():
        tallies = {t: Tally() for t in thresholds}
        started = time.perf_counter()
        for photograph in photographs:
            image = photograph.pixels()
            found = finder.find(image, min(thresholds))
            for t, tally in tallies.items():
                tally.add(photograph, [f for f in found if f.score >= t])
            if options.draw:
                draw(photograph, image, found, options.draw / name.replace("/", "-").replace(", ", "-").replace(" ", "-"))
        report[name] = {str(t): tally.row() for t, tally in tallies.items()}
        print(f"{name}: {len(photographs)} photographs, {(time.perf_counter() - started) / max(len(photographs), 1) * 1000:.0f} ms each with decoding")
        for t, tally in tallies.items():
            print(f"  {t:.2f} {json.dumps(tally.row())}")
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
