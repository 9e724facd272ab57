"""A pool of drawn plates on disk, memory-mapped, as the network sees them: each is photographed twice.

Drawing and photographing cost three times a training step, so a look is kept and altered a little whenever it is
seen again; the writer goes on from slot 0 when the pool is full.

python -m archway_training.jurisdiction.pool --out runs/jurisdiction-pool --plates 40000 --seed 1
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..mapped import draw_on, open_mapped
from .classes import LONGEST, letter
from .draw import SHARES, draw
from .photograph import SIZE, look

HEIGHT, WIDTH = 144, 288  # of the plate that is photographed
KINDS = tuple(SHARES)


@dataclass(frozen=True)
class Pool:
    """`rgb` uint8 [N,96,192,3]; `label` uint8 [N]; `letters` uint8 [N,48,3]: place in LETTERS + 1 (0: none), x, y in pixels; `kind` uint8 [N], a place in KINDS; `ready` uint8 [N], 0 where empty."""

    rgb: np.ndarray
    label: np.ndarray
    letters: np.ndarray
    kind: np.ndarray
    ready: np.ndarray

    def filled(self) -> int:
        """Plates that stand in the pool, from slot 0 on (the writer fills in order)."""
        return int(np.count_nonzero(self.ready))


def open_pool(folder: Path, capacity: int | None = None) -> Pool:
    """Open the pool in `folder`; with `capacity`, create it where there is none."""
    shapes = {"rgb": ((*SIZE, 3), np.uint8), "label": ((), np.uint8), "letters": ((LONGEST, 3), np.uint8), "kind": ((), np.uint8), "ready": ((), np.uint8)}
    return Pool(**open_mapped(folder, shapes, capacity, "archway_training.jurisdiction.pool"))


def draw_into(pool: Pool, slots: range, rng: np.random.Generator, held_out: bool = False) -> None:
    """Draw one plate and photograph it once for each of `slots`."""
    drawn = draw(rng, held_out)
    printed = [(letter(c) + 1, x, y) for c, x, y in drawn.plate.letters if letter(c) >= 0][:LONGEST]
    points = np.array([(x, y) for _, x, y in printed])
    plate = cv2.resize(drawn.plate.image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    for slot in slots:
        pool.ready[slot] = 0
        pool.rgb[slot], places = look(plate, drawn.plate.image.shape[1] / drawn.plate.image.shape[0], rng, points)
        pool.label[slot], pool.kind[slot] = drawn.label, KINDS.index(drawn.kind)
        pool.letters[slot] = 0
        for k, ((which, _, _), (x, y)) in enumerate(zip(printed, places, strict=True)):
            if 0 <= x < SIZE[1] and 0 <= y < SIZE[0]:
                pool.letters[slot, k] = which, int(x), int(y)
        pool.ready[slot] = 1


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--capacity", type=int, default=40_000, help="looks")
    arguments.add_argument("--plates", type=int, default=40_000, help="how many to draw in all; more than half the capacity go on from slot 0")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    pool = open_pool(options.out, options.capacity)

    def draw_pair(k: int) -> None:
        first = 2 * k % len(pool.label)
        draw_into(pool, range(first, first + 2), np.random.default_rng((options.seed, k)))

    draw_on(options.out, options.plates, draw_pair)


if __name__ == "__main__":
    main()
