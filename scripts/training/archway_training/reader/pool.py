"""A replay pool of drawn plates on disk, memory-mapped, shared by one writer and any readers.

Drawing costs as much as a training step, so each plate is drawn once and degraded
afresh whenever it is seen. A slot whose text length is 0 is empty or being rewritten.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..degrade import surface
from ..mapped import draw_on, open_mapped
from ..plates import render_plate
from ..plates.dies import ALPHABET

HEIGHT, WIDTH, LONGEST = 128, 256, 12


@dataclass(frozen=True)
class Pool:
    """`luma` uint8 [N,128,256]; `text` uint8 [N,12] of alphabet places; `length` uint8 [N]; `aspect` float32 [N] true width/height."""

    luma: np.ndarray
    text: np.ndarray
    length: np.ndarray
    aspect: np.ndarray

    def filled(self) -> int:
        """Plates that stand in the pool, from slot 0 on (the writer fills in order)."""
        return int(np.count_nonzero(self.length))


def open_pool(folder: Path, capacity: int | None = None) -> Pool:
    """Open the pool in `folder`; with `capacity`, create it where there is none."""
    shapes = {"luma": ((HEIGHT, WIDTH), np.uint8), "text": ((LONGEST,), np.uint8), "length": ((), np.uint8), "aspect": ((), np.float32)}
    return Pool(**open_mapped(folder, shapes, capacity, "archway_training.reader.pool"))


def draw_into(pool: Pool, slot: int, rng: np.random.Generator) -> None:
    """Draw one plate into `slot`."""
    plate = render_plate(rng)
    while len(plate.text) > LONGEST:
        plate = render_plate(rng)
    grey = surface(plate.image, plate.retroreflective, rng)
    pool.length[slot] = 0
    pool.luma[slot] = cv2.resize(grey, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    pool.text[slot, : len(plate.text)] = [ALPHABET.index(c) for c in plate.text]
    pool.aspect[slot] = plate.image.shape[1] / plate.image.shape[0]
    pool.length[slot] = len(plate.text)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--capacity", type=int, default=80_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--plates", type=int, default=80_000, help="how many to draw in all; more than the capacity redraws from slot 0 on")
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    pool = open_pool(options.out, options.capacity)
    draw_on(options.out, options.plates, lambda k: draw_into(pool, k % len(pool.length), np.random.default_rng((options.seed, k))))


if __name__ == "__main__":
    main()
