"""Measures detector, refiner and reader together, as the agent runs them, on whole photographs.

python -m archway_training.evaluate_pipeline --models edge-agent/models --data DIR --set NAME [--sheet FILE.png] [--json FILE]

Sets: validation (the held-out part of train/), us-scenes, open-images-us (both of dev/: measure seldom). A plate is
located when a result's bounds overlap its box by an IoU of 0.5, or when a result reads its text. Text is right where
the result that located it says so. The sheet shows pieces of photographs: keep it in an ignored folder.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .corners.refine import CornerRefiner, see
from .detector.evaluate import surplus_of
from .detector.find import Found, PlateFinder, overlap, session
from .detector.photographs import Photograph, load_photographs
from .reader.decode import folded
from .reader.reading import graph_of, read
from .real import is_validation
from .rectify import READER_MARGIN, READER_SIZE, luma, rectify


# A text less probable than this is no Read (`edge-agent/src/fuse/settings.ts`).
LEAST_PROBABILITY = 0.15


@dataclass(frozen=True)
class Result:
    """One plate as the pipeline gives it."""

    found: Found
    text: str
    probability: float
    crop: np.ndarray


class Pipeline:
    """refined=False leaves the refiner out, to see what it is worth."""

    def __init__(self, models: Path, refined: bool = True):
        self.manifest = json.loads((models / "manifest.json").read_text())["models"]
        self.finder = PlateFinder(models / self.manifest["detector"]["file"])
        self.refiner = CornerRefiner(models / self.manifest["corners"]["file"], odds=self.manifest["corners"].get("plateOdds")) if refined else None
        self.reader = session(models / self.manifest["reader"]["file"])
        self.milliseconds = {"find": 0.0, "read": 0.0}

    def run(self, image: np.ndarray) -> list[Result]:
        """RGB uint8 [H,W,3] → plates, best first."""
        started = time.perf_counter()
        threshold = self.manifest["detector"]["scoreThreshold"]
        if self.refiner:
            found = see(self.finder, self.refiner, image, threshold, self.manifest["corners"]["plateThreshold"])
        else:
            found = self.finder.find(image, threshold)
        found_at = time.perf_counter()
        results = self.read(luma(image), found) if found else []
        self.milliseconds["find"] += (found_at - started) * 1000
        self.milliseconds["read"] += (time.perf_counter() - found_at) * 1000
        return results

    def read(self, grey: np.ndarray, found: list[Found]) -> list[Result]:
        reader, run = self.manifest["reader"], graph_of(self.reader)
        out = []
        for f in found:
            # What is no plate has no text at all: its doubt bounds every string, as the reader's own floor does.
            floor = min(0.99, 1 - (1 - reader.get("errorFloor", 0.0)) * f.score)
            text, score = next(iter(read(run, grey, f.corners, reader["temperature"], floor).hypotheses()), ("", -np.inf))
            if score < np.log(LEAST_PROBABILITY):
                text, score = "", -np.inf
            out.append(Result(f, text, float(np.exp(score)), rectify(grey, f.corners, READER_SIZE, READER_MARGIN)))
        return out


def photographs_of(data: Path, name: str) -> list[Photograph]:
    if name == "validation":
        held = [p for p in load_photographs(data / "train") if is_validation(p.path.stem)]
        return [p for p in held if any(p.texts)]
    return load_photographs(data / "dev" / name)


def measure(pipeline: Pipeline, photographs: list[Photograph]) -> tuple[list[dict], int]:
    """One row a transcribed plate, and the number of surplus results."""
    rows, surplus = [], 0
    for photograph in photographs:
        image = photograph.pixels()
        results = pipeline.run(image)
        surplus += len(surplus_of(photograph, [r.found for r in results if r.text]))
        for box, text in zip(photograph.plates, photograph.texts, strict=True):
            if text:
                rows.append(row(photograph, image, box, text, results))
    return rows, surplus


def row(photograph: Photograph, image: np.ndarray, box: np.ndarray, text: str, results: list[Result]) -> dict:
    best = max(results, key=lambda r: overlap(r.found.bounds(), box), default=None)
    value = overlap(best.found.bounds(), box) if best else 0.0
    says = next((r for r in results if folded(r.text) == folded(text)), None)
    if value < 0.5:
        # Some labels are looser than half: a result that reads the plate has found it.
        best = says
    return {
        "file": photograph.path.name, "text": text, "width": float(box[2] - box[0]), "iou": value,
        "located": best is not None, "read": best.text if best else "", "probability": best.probability if best else 0.0,
        "crop": best.crop if best else missed(image, box),
    }  # fmt: skip


def missed(image: np.ndarray, box: np.ndarray) -> np.ndarray:
    x0, y0, x1, y1 = box
    return rectify(luma(image), np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]), READER_SIZE, READER_MARGIN)


def summary(rows: list[dict], surplus: int, images: int) -> dict:
    n = max(len(rows), 1)
    overlaps = [r["iou"] for r in rows if r["iou"] >= 0.5]
    out = {
        "plates": len(rows),
        "located": round(sum(r["located"] for r in rows) / n, 4),
        "exact": round(sum(r["read"] == r["text"] for r in rows) / n, 4),
        "folded": round(sum(folded(r["read"]) == folded(r["text"]) for r in rows) / n, 4),
        "mean_iou": round(float(np.mean(overlaps)), 4) if overlaps else None,
        "surplus_per_image": round(surplus / max(images, 1), 3),
    }
    for low, high in ((0, 80), (80, 120), (120, 10_000)):
        part = [r for r in rows if low <= r["width"] < high]
        right = sum(folded(r["read"]) == folded(r["text"]) for r in part)
        out[f"folded {low}-{high if high < 10_000 else ''} px"] = f"{right}/{len(part)}"
    return out


def sheet(rows: list[dict], file: Path, across: int = 6) -> None:
    """The plates that were missed or misread: what the reader saw, the truth, and what it said."""
    wrong = [r for r in rows if folded(r["read"]) != folded(r["text"])]
    if not wrong:
        return
    cells = []
    for r in wrong:
        cell = cv2.copyMakeBorder(cv2.resize(r["crop"], (240, 96)), 0, 34, 0, 4, cv2.BORDER_CONSTANT, value=0)
        said = r["read"] if r["located"] else "(not located)"
        cv2.putText(cell, f"{r['text']} {r['width']:.0f}px iou {r['iou']:.2f}", (3, 110), 0, 0.42, 255, 1)
        cells.append(cv2.putText(cell, f"{said} {r['probability']:.2f}", (3, 126), 0, 0.42, 255, 1))
    cells += [np.zeros_like(cells[0])] * (-len(cells) % across)
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.vstack([np.hstack(cells[i : i + across]) for i in range(0, len(cells), across)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", choices=("validation", "us-scenes", "open-images-us"), default="validation")
    parser.add_argument("--without-refiner", action="store_true")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    pipeline = Pipeline(options.models, refined=not options.without_refiner)
    photographs = photographs_of(options.data, options.set)
    rows, surplus = measure(pipeline, photographs)
    figures = summary(rows, surplus, len(photographs))
    figures["ms per image"] = {k: round(v / max(len(photographs), 1), 1) for k, v in pipeline.milliseconds.items()}
    print(json.dumps(figures, indent=2))
    if options.sheet:
        sheet(rows, options.sheet)
    if options.json:
        plates = [{k: v for k, v in r.items() if k != "crop"} for r in rows]
        options.json.write_text(json.dumps({"figures": figures, "plates": plates}, indent=2) + "\n")


if __name__ == "__main__":
    main()
