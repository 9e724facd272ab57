"""Reads the plates of `train/` that nobody transcribed, and keeps what is beyond doubt, as examples of real pictures.

python -m archway_training.reader.guess --data DIR --models ../../edge-agent/models --out runs/guessed.json

Drawn plates teach the characters; these teach what lenses and sensors do to them. A plate is kept where the refiner
calls it one and every network reads the same from several cuts, each with `--least`. Training then spoils it further, so that the
network learns what it did not already know. Texts of real plates: the file stays in an ignored folder.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from ..corners.refine import CornerRefiner
from ..detector.find import Found, session
from ..real import box_quad, load, read_luma
from ..rectify import rectify
from .decode import folded, greedy, log_probabilities
from .reading import tempered

NARROWEST = 42.0
CUTS = 5
# One car filmed for a minute is one plate seen often.
MOST_OF_A_TEXT = 3


def grown(quad: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The quad a little larger, smaller or elsewhere."""
    size = np.ptp(quad, axis=0)
    return quad.mean(0) + (quad - quad.mean(0)) * (1 + rng.normal(0, [0.02, 0.04])) + rng.normal(0, 0.012, 2) * size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=float, default=0.9)
    parser.add_argument("--without", type=Path, help="a list of photographs to leave out, because somebody saw that a guess in them is wrong")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    manifest = json.loads((options.models / "manifest.json").read_text())["models"]
    refiner = CornerRefiner(options.models / manifest["corners"]["file"])
    reader = session(options.models / manifest["reader"]["file"])
    without = set(options.without.read_text().split("\n")) if options.without else set()
    rng = np.random.default_rng(7)
    kept, seen = [], 0
    for row in load(options.data / "train", "train"):
        if row.text or row.ignore or row.box[2] - row.box[0] < NARROWEST:
            continue
        seen += 1
        grey = read_luma(row.file)
        tight = refiner.refine(grey, [Found(box_quad(row.box), 1.0)], manifest["corners"]["plateThreshold"])
        if not tight:
            continue
        quad = tight[0].corners
        cuts = np.stack([rectify(grey, q) for q in [quad, *(grown(quad, rng) for _ in range(CUTS - 1))]])
        spelt = reader.run(None, {"plate": cuts[..., None]})[0]
        lattices = tempered(spelt.reshape(-1, *spelt.shape[2:]), manifest["reader"]["temperature"])
        texts = greedy(lattices)
        sure = float(np.exp(log_probabilities(lattices, texts)).min()) if all(texts) else 0.0
        if sure < options.least or len({folded(t) for t in texts}) > 1 or not 4 <= len(texts[0]) <= 9 or row.file.name in without:
            continue
        if sum(k["text"] == texts[0] for k in kept) >= MOST_OF_A_TEXT:
            continue
        kept.append({"file": row.file.name, "quad": quad.round(2).tolist(), "text": texts[0]})
    options.out.write_text(json.dumps(kept))
    print(f"{len(kept)} of {seen} untranscribed plates at least {NARROWEST:.0f} px wide are beyond doubt")


if __name__ == "__main__":
    main()
