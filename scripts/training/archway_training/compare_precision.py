"""Holds int8 graphs against float ones: python -m archway_training.compare_precision --models DIR --int8 DIR --data DIR --run DIR

The reader and the refiner see the validation part of `train/` and drawn plates of a seed of their own (those of
`reader.train`), the detector whole validation photographs. Nothing of `dev/` is looked at. Times are medians of runs
that alternate between both, on one thread, because the machine's other work comes and goes.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from .corners.refine import MARGIN, SIZE
from .detector.find import PlateFinder, overlap, session
from .detector.photographs import load_photographs
from .reader.data import real_views
from .reader.decode import folded
from .reader.reading import Reading, tempered
from .reader.train import validation_sets
from .real import is_validation, load
from .rectify import homography, rectify

Pair = tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession]


def times(pair: Pair, feed: dict[str, np.ndarray], rounds: int = 40) -> dict[str, float]:
    """Median milliseconds of a run, float and int8 in turn."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 3):
        for graph, seconds in zip(pair, spent, strict=True):
            started = time.perf_counter()
            graph.run(None, feed)
            seconds.append(time.perf_counter() - started)
    fp32, int8 = (round(float(np.median(s[3:])) * 1000, 2) for s in spent)
    return {"fp32 ms": fp32, "int8 ms": int8, "times faster": round(fp32 / int8, 2)}


def strings(graph: onnxruntime.InferenceSession, plates: np.ndarray, temperature: float) -> list[tuple[str, float]]:
    """The likeliest text of each plate, uint8 [N,64,160,1], and its probability."""
    out = []
    for part in np.array_split(plates, -(-len(plates) // 16)):
        for lattices in tempered(graph.run(["log_probs"], {"plate": part})[0], temperature):
            text, score = Reading(lattices).hypotheses()[0]
            out.append((text, float(np.exp(score))))
    return out


def compare_reader(pair: Pair, data: Path, run: Path, temperature: float) -> dict:
    report: dict = {}
    for name, (images, texts) in validation_sets(data, run).items():
        plates = images.numpy()
        fp32, int8 = (strings(graph, plates, temperature) for graph in pair)
        share = lambda hits: round(float(np.mean(list(hits))), 4)  # noqa: E731
        report[name] = {
            "plates": len(texts),
            "folded fp32": share(folded(t) == folded(x) for (t, _), x in zip(fp32, texts, strict=True)),
            "folded int8": share(folded(t) == folded(x) for (t, _), x in zip(int8, texts, strict=True)),
            "same text": share(a == b for (a, _), (b, _) in zip(fp32, int8, strict=True)),
            "mean gap of probability": share(abs(p - q) for (_, p), (_, q) in zip(fp32, int8, strict=True)),
        }
    return report | times(pair, {"plate": plates[:1]})


def compare_corners(pair: Pair, data: Path, threshold: float) -> dict:
    """Gaps are in pixels of the photograph, as a share of the plate's width."""
    gaps, same = [], []
    for view, _ in real_views(load(data / "train", "validation")):
        crop = rectify(view.image, view.quad, SIZE, MARGIN)[None, :, :, None]
        (a, p), (b, q) = (graph.run(["corners", "plate"], {"crop": crop}) for graph in pair)
        back = homography(view.quad, SIZE, MARGIN)
        a, b = (cv2.perspectiveTransform(c.reshape(1, 4, 2).astype(np.float64), back)[0] for c in (a, b))
        gaps.append(np.linalg.norm(a - b, axis=1).mean() / np.ptp(view.quad[:, 0]))
        same.append((p[0] >= threshold) == (q[0] >= threshold))
    gap = {"mean corner gap, of width": round(float(np.mean(gaps)), 4), "p95": round(float(np.quantile(gaps, 0.95)), 4)}
    return {"plates": len(gaps), **gap, "same verdict": round(float(np.mean(same)), 4)} | times(pair, {"crop": crop})


def compare_detector(files: tuple[Path, Path], data: Path, threshold: float) -> dict:
    finders = [PlateFinder(file) for file in files]
    photographs = [p for p in load_photographs(data / "train") if is_validation(p.path.stem)]
    plates, located, counts = 0, np.zeros(2, int), np.zeros(2, int)
    for photograph in photographs:
        image = photograph.pixels()
        both = [finder.find(image, threshold) for finder in finders]
        counts += [len(found) for found in both]
        plates += len(photograph.plates)
        located += [sum(any(overlap(f.bounds(), box) >= 0.5 for f in found) for box in photograph.plates) for found in both]
    feed = {"image": np.full((1, 384, 640, 3), 114, np.uint8)}
    shares = {f"located {name}": round(int(n) / max(plates, 1), 4) for name, n in zip(("fp32", "int8"), located, strict=True)}
    found = {f"detections {name}": int(n) for name, n in zip(("fp32", "int8"), counts, strict=True)}
    return {"photographs": len(photographs), "plates": plates, **shares, **found} | times((finders[0].session, finders[1].session), feed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="edge-agent/models")
    parser.add_argument("--int8", type=Path, required=True, help="what archway_training.quantise wrote")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="the reader's run, for its drawn validation plates")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    float_models, int8_models = (json.loads((f / "manifest.json").read_text())["models"] for f in (options.models, options.int8))
    for name, entry in int8_models.items():
        if entry["training"]["quantised"]["from"] != float_models[name]["sha256"]:
            raise SystemExit(f"{entry['file']} was made from another {name} than that of {options.models}: run archway_training.quantise again")
    files = {name: (options.models / float_models[name]["file"], options.int8 / int8_models[name]["file"]) for name in int8_models}
    pair = lambda name: (session(files[name][0]), session(files[name][1]))  # noqa: E731
    comparisons = {
        "reader": lambda: compare_reader(pair("reader"), options.data, options.run, float_models["reader"]["temperature"]),
        "corners": lambda: compare_corners(pair("corners"), options.data, float_models["corners"]["plateThreshold"]),
        "detector": lambda: compare_detector(files["detector"], options.data, float_models["detector"]["scoreThreshold"]),
    }
    report = {name: {"bytes": [file.stat().st_size for file in both], **comparisons[name]()} for name, both in files.items()}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
