"""The jurisdiction model's training stream, and the drawn plates it is validated on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from .photograph import MARGIN
from .pool import Pool, draw_into, open_pool

VALIDATION_SEED = 8_888
EDGE = (MARGIN[0] / (1 + 2 * MARGIN[0]), MARGIN[1] / (1 + 2 * MARGIN[1]))  # the margins' shares of what is cut out


def altered(rgb: np.ndarray, letters: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A look seen again: a little shifted, turned and zoomed, in a little other light.

    uint8 [96,192,3] and the letters [n,3] (which, x, y) that are still in it.
    """
    h, w = rgb.shape[:2]
    zoom, turn = np.exp(rng.normal(0, 0.025, 2)), rng.normal(0, 0.015)
    shift = rng.normal(0, 1.5, 2) * (1.5, 1)
    matrix = np.array([[zoom[0], turn, 0], [-turn, zoom[1], 0]])
    matrix[:, 2] = np.array([w / 2, h / 2]) + shift - matrix[:, :2] @ (w / 2, h / 2)
    out = cv2.warpAffine(rgb, matrix, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if rng.random() < 0.3:  # a plate at the picture's edge, or a picture of the plate alone: the margins repeat what stands there
        x0, y0, x1, y1 = np.round(np.array([w * EDGE[0], h * EDGE[1], w * EDGE[0], h * EDGE[1]]) + rng.normal(0, 2, 4)).clip(0, 24).astype(int)
        out = cv2.copyMakeBorder(out[y0 : h - y1, x0 : w - x1], y0, y1, x0, x1, cv2.BORDER_REPLICATE)
    steps = np.arange(256, dtype=np.float32)[:, None]
    gain, lift, gamma = np.exp(rng.normal(0, 0.12) + rng.normal(0, 0.05, 3)), rng.normal(0, 8), np.exp(rng.normal(0, 0.12))
    table = np.clip(255 * (steps / 255) ** gamma * gain + lift, 0, 255).astype(np.uint8)
    there = letters[letters[:, 0] > 0].astype(np.float64)
    there[:, 1:] = there[:, 1:] @ matrix[:, :2].T + matrix[:, 2]
    kept = (there[:, 1:] >= 0).all(1) & (there[:, 1] < w) & (there[:, 2] < h)
    return cv2.LUT(out, np.ascontiguousarray(table[None])), there[kept].astype(np.int64)


class Stream(IterableDataset):
    """Endless batches: uint8 [N,96,192,3], labels int64 [N], letters int64 [M,4] (which plate, place in LETTERS, x, y)."""

    def __init__(self, pool: Path, batch: int, seed: int) -> None:
        self.pool, self.batch, self.seed = pool, batch, seed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        info = get_worker_info()
        rng = np.random.default_rng((self.seed, info.id if info else 0))
        pool = open_pool(self.pool)
        while True:
            filled = max(1, pool.filled())
            slots = rng.integers(filled, size=self.batch)
            seen = [altered(pool.rgb[s], pool.letters[s], rng) for s in slots]
            letters = [np.column_stack([np.full(len(each), n), each[:, 0] - 1, each[:, 1:]]) for n, (_, each) in enumerate(seen)]
            yield (
                torch.from_numpy(np.stack([image for image, _ in seen])),
                torch.from_numpy(pool.label[slots].astype(np.int64)),
                torch.from_numpy(np.concatenate(letters)),
            )


def validation(run: Path, count: int = 1600) -> Pool:
    """Drawn plates in types and looks that training never draws, one look each, kept with the run."""
    folder = run / "validation-pool"
    pool = open_pool(folder, count)
    for k in range(pool.filled(), count):
        draw_into(pool, range(k, k + 1), np.random.default_rng((VALIDATION_SEED, k)), held_out=True)
    return pool
