"""How well the reader reads plates cut out by their labelled boxes, a doubtful one from several cuts as in the agent.

`--set us-crops` and `--set us-scenes-truebox` measure only: choose nothing by them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from ..real import Labelled, box_quad, load, read_luma
from ..rectify import rectify
from .decode import folded
from .reading import graph_of, read

SETS = {"us-crops": ("dev/us-crops", "all"), "us-scenes-truebox": ("dev/us-scenes", "all"), "open-images-us-truebox": ("dev/open-images-us", "all"), "validation": ("train", "validation")}


def read_all(model: Path, rows: list[Labelled]) -> tuple[np.ndarray, list[str]]:
    """The rectified plates uint8 [N,64,160] and what the exported reader makes of them, by the calibration of the manifest beside it."""
    manifest = model.with_name("manifest.json")
    if not manifest.is_file():
        raise SystemExit(f"{manifest} is missing: --model must name the reader in the folder that the export wrote")
    entry = json.loads(manifest.read_text())["models"]["reader"]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    run = graph_of(onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"]))
    plates, texts = [], []
    for row in rows:
        image, quad = read_luma(row.file), box_quad(row.box)
        plates.append(rectify(image, quad))
        texts.append(next((text for text, _ in read(run, image, quad, entry["temperature"]).hypotheses()), ""))
    return np.stack(plates), texts


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, p = 1.96, right / n
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def contact_sheet(plates: np.ndarray, captions: list[str], file: Path) -> None:
    """The plates with their captions, eight to a row. Holds photographs: keep it out of the repository."""
    tiles = []
    for plate, caption in zip(plates, captions, strict=True):
        tile = np.vstack([plate, np.zeros((26, plate.shape[1]), np.uint8)])
        for k, line in enumerate(caption.split("|")):
            cv2.putText(tile, line, (2, plate.shape[0] + 11 + 12 * k), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 255, 1, cv2.LINE_AA)
        tiles.append(tile)
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % 8)
    file.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(file), np.vstack([np.hstack(tiles[k : k + 8]) for k in range(0, len(tiles), 8)]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--set", choices=sorted(SETS), required=True)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--model", type=Path, required=True, help="reader.onnx")
    arguments.add_argument("--sheet", type=Path, help="where to write the failures, in a folder that git ignores (scripts/training/runs)")
    options = arguments.parse_args()
    folder, part = SETS[options.set]
    rows = [r for r in load(options.data / folder, part) if r.text and not r.ignore]
    if not rows:
        raise SystemExit(f"{options.data / folder} has no transcribed plate: nothing to measure")
    plates, read = read_all(options.model, rows)
    exact = [a == r.text for a, r in zip(read, rows, strict=True)]
    right = [folded(a) == folded(r.text) for a, r in zip(read, rows, strict=True)]
    low, high = interval(sum(right), len(rows))
    report = {"set": options.set, "plates": len(rows), "exact": round(float(np.mean(exact)), 4), "folded": round(float(np.mean(right)), 4), "folded95": [round(low, 3), round(high, 3)]}
    width = np.array([r.box[2] - r.box[0] for r in rows])
    for name, chosen in {"<80px": width < 80, "80-119px": (width >= 80) & (width < 120), ">=120px": width >= 120}.items():
        if chosen.any():
            report[f"folded {name}"] = f"{int(np.sum(np.array(right)[chosen]))}/{int(chosen.sum())}"
    mo = [ok for ok, r in zip(right, rows, strict=True) if r.region == "us-mo"]
    if mo:
        report["folded us-mo"] = f"{sum(mo)}/{len(mo)}"
    kinds: Counter[str] = Counter()
    for a, r, ok in zip(read, rows, right, strict=True):
        if not ok:
            gap = len(a) - len(r.text)
            kinds["too long" if gap > 0 else "too short" if gap < 0 else f"{sum(x != y for x, y in zip(folded(a), folded(r.text), strict=True))} wrong"] += 1
    report["errors"] = dict(kinds.most_common())
    print(json.dumps(report))
    if options.sheet:
        wrong = [k for k, ok in enumerate(right) if not ok]
        if wrong:
            contact_sheet(plates[wrong], [f"{rows[k].text} {rows[k].region}|{read[k]}" for k in wrong], options.sheet)


if __name__ == "__main__":
    main()
