"""Measures the exported jurisdiction model on real photographs, by the agent's rules:

python -m archway_training.jurisdiction.evaluate --data DATA --models ../../edge-agent/models --set abroad

`abroad` is the labelled plates of `train/` from outside the United States: any state claimed there is wrong.
`us-crops` and `us-scenes` are under `dev/`: measure seldom, and choose nothing by them. `--list FILE` measures a list
of one's own (JSON: file, box, region; files under train/). Serial formats take part with the label's text.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from ..rectify import rectify
from ..real import box_quad
from .posterior import claims, log_posterior


def rows_of(data: Path, name: str, listed: Path | None) -> list[tuple[Path, tuple[float, ...], str, str]]:
    """File, box, text and region of the plates to be measured on."""
    if listed is not None:
        return [(data / "train" / r["file"], tuple(map(float, r["box"])), r.get("text", ""), r["region"]) for r in json.loads(listed.read_text())]
    folder = data / ("train" if name == "abroad" else f"dev/{name}")
    out = []
    with (folder / "labels.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            home = row["region"].startswith("us-")
            if not row["region"] or home == (name == "abroad") or row["source"].endswith(":ignore"):
                continue
            out.append((folder / row["file"], tuple(float(row[k]) for k in ("x0", "y0", "x1", "y1")), row["text"], row["region"] if home else "xx"))
    return out


def pattern_shares(texts: list[str], classes: list[str], formats: dict[str, dict[str, float]]) -> np.ndarray:
    """float [N,52]: share of each text's pattern among each class's plates; the mean for the last class, and 1 for all where there is no text."""
    out = np.ones((len(texts), len(classes)))
    for row, text in zip(out, texts, strict=True):
        if text:
            pattern = "".join("D" if c.isdigit() else "L" for c in text)
            row[:-1] = [formats[c].get(pattern, 0.0) for c in classes[:-1]]
            row[-1] = np.mean([shares.get(pattern, 0.0) for shares in formats.values()])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--set", choices=("abroad", "us-crops", "us-scenes"), default="abroad")
    parser.add_argument("--list", type=Path)
    parser.add_argument("--int8", action="store_true")
    parser.add_argument("--sheet", type=Path, help="write what was told wrongly; it shows photographs, so keep it in runs/")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    entry = json.loads((options.models / "manifest.json").read_text())["models"]["jurisdiction"]
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    file = entry["int8"]["file"] if options.int8 else entry["file"]
    session = onnxruntime.InferenceSession(str(options.models / file), settings, providers=["CPUExecutionProvider"])
    rows = rows_of(options.data, options.set, options.list)
    classes = entry["classes"]
    size, margin = tuple(entry["input"][:2]), (entry["marginX"], entry["marginY"])
    looks = []
    for path, box, _, _ in rows:
        image = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if image is None:
            raise OSError(f"{path} cannot be read as an image")
        looks.append(rectify(np.ascontiguousarray(image[:, :, ::-1]), box_quad(box), size, margin))
    logits = np.concatenate([session.run(["logits"], {"plate": look[None]})[0] for look in looks])
    labels = np.array([classes.index(region) for *_, region in rows])
    shares = pattern_shares([text for _, _, text, _ in rows], classes, json.loads((options.models / "formats.json").read_text()))
    for name, log_p in (
        ("look alone", log_posterior(logits, entry["temperature"])),
        ("with formats", log_posterior(logits, entry["temperature"], shares, entry["formatWeight"], entry["formatFloor"])),
    ):
        found = claims(log_p, labels, len(classes) - 1, entry["least"])
        print(f"{name}: of {len(rows)}, best guess right {np.mean(log_p.argmax(1) == labels):.3f}; from {entry['least']}: claimed {found['claimed']}, right {found['right']:.3f}, abstained {found['abstained']:.3f}")
    if options.sheet is not None:
        guess = log_p.argmax(1)
        tiles = []
        for k in np.nonzero(guess != labels)[0]:
            tile = cv2.resize(looks[k][:, :, ::-1], None, fx=1.25, fy=1.25)
            cv2.putText(tile, f"{classes[labels[k]]} > {classes[guess[k]]} {np.exp(log_p[k, guess[k]]):.2f}", (4, 114), 0, 0.5, (255, 0, 255), 1)
            tiles.append(tile)
        tiles += [np.zeros((120, 240, 3), np.uint8)] * (-len(tiles) % 6)
        cv2.imwrite(str(options.sheet), np.vstack([np.hstack(tiles[k : k + 6]) for k in range(0, len(tiles), 6)]))


if __name__ == "__main__":
    main()
