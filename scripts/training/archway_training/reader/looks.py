"""Drawn plates as several cameras and several cuts show them, read: what fusion's and calibration's constants are fitted on.

python -m archway_training.reader.looks --models ../../edge-agent/models --run RUN --out FILE.npz [--photographs 4]

Each plate of the run's validation pool, which no training saw, is photographed several times over: other distance,
angle, light and noise each time, as two cameras of one passing would. Its corners are guessed as badly as a detector
guesses them, tightened by the refiner that ships, and cut once as they are and again by `CUTS`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..corners.refine import CornerRefiner
from ..degrade import misplace, photograph
from ..detector.find import Found, session
from ..plates.glyphs import ALPHABET
from ..rectify import rectify
from .decode import beam, greedy, log_probabilities
from .pool import open_pool

CUTS = ((0.0, 0.0, 0.0), (-0.03, -0.06, 0.0), (0.03, 0.06, 0.0), (0.0, 0.0, 0.02), (0.0, 0.0, -0.02), (0.06, 0.10, 0.0), (0.02, -0.05, 0.0))
"""Other cuts of the same plate: growth of its width, of its height, and shift of its top edge against its bottom edge, as shares of the width."""


@dataclass(frozen=True)
class Looks:
    """`lattices` float32 [N,C,40,37] as the graph gives them: N photographs, C cuts; `texts` [N]; `plates` int [N], which plate each shows."""

    lattices: np.ndarray
    texts: list[str]
    plates: np.ndarray


def recut(quad: np.ndarray, cut: tuple[float, float, float]) -> np.ndarray:
    """Corners [4,2] of another cut: grown about the centre along the plate's own axes, and slanted."""
    grow_x, grow_y, slant = cut
    q = np.asarray(quad, np.float64)
    right = ((q[1] - q[0]) + (q[2] - q[3])) / 4
    down = ((q[3] - q[0]) + (q[2] - q[1])) / 4
    out = q.copy()
    for k, (sx, sy) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
        out[k] += right * (sx * grow_x - 2 * sy * slant) + down * sy * grow_y
    return out


def drawn_looks(models: Path, pool_folder: Path, photographs: int, seed: int) -> Looks:
    """`photographs` photographs of every plate of the pool, each cut by every one of CUTS."""
    manifest = json.loads((models / "manifest.json").read_text())["models"]
    reader = session(models / manifest["reader"]["file"])
    refiner = CornerRefiner(models / manifest["corners"]["file"])
    pool = open_pool(pool_folder)
    lattices, texts, plates = [], [], []
    for slot in range(pool.filled()):
        text = "".join(ALPHABET[c] for c in pool.text[slot, : int(pool.length[slot])])
        for k in range(photographs):
            rng = np.random.default_rng((seed, slot, k))
            view = photograph(np.asarray(pool.luma[slot]), float(pool.aspect[slot]), rng)
            guessed = misplace(view.quad, rng)
            tight = refiner.refine(view.image, [Found(guessed, 1.0)], 0.0)
            quad = tight[0].corners if tight else guessed
            cuts = np.stack([rectify(view.image, recut(quad, cut)) for cut in CUTS])
            lattices.append(reader.run(["log_probs"], {"plate": cuts[..., None]})[0])
            texts.append(text)
            plates.append(slot)
    return Looks(np.stack(lattices), texts, np.array(plates))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="the run of reader.train: its validation-pool is photographed")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--photographs", type=int, default=4, help="of each plate")
    arguments.add_argument("--seed", type=int, default=41)
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    looks = drawn_looks(options.models, options.run / "validation-pool", options.photographs, options.seed)
    np.savez(options.out, lattices=looks.lattices, texts=np.array(looks.texts), plates=looks.plates)
    print(f"{len(looks.texts)} photographs of {len(set(looks.plates.tolist()))} plates, {len(CUTS)} cuts each")


if __name__ == "__main__":
    main()
