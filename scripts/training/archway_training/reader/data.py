"""The reader's training stream: drawn plates photographed afresh, with some real ones among them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import IterableDataset, get_worker_info

from ..degrade import View, covered, misplace, photograph, sensor
from ..plates.dies import ALPHABET
from ..real import Labelled, box_quad, load, read_luma
from ..rectify import rectify
from .pool import LONGEST, Pool, open_pool


def real_views(rows: list[Labelled]) -> list[tuple[View, str]]:
    """The transcribed plates among `rows`, each cut out with its surroundings."""
    out: list[tuple[View, str]] = []
    for row in rows:
        if not row.text or row.ignore or not 2 <= len(row.text) <= LONGEST:
            continue
        image, quad = read_luma(row.file), box_quad(row.box)
        w, h = quad[2] - quad[0]
        x0, y0 = np.maximum(np.floor(quad[0] - (w * 0.3, h * 0.5)), 0).astype(int)
        x1, y1 = np.ceil(quad[2] + (w * 0.3, h * 0.5)).astype(int)
        out.append((View(image[y0:y1, x0:x1].copy(), quad - (x0, y0)), row.text))
    return out


def guessed_views(guessed: Path, folder: Path) -> list[tuple[View, str]]:
    """The plates that `reader.guess` kept, each cut out with its surroundings."""
    out: list[tuple[View, str]] = []
    for row in json.loads(guessed.read_text()):
        image, quad = read_luma(folder / row["file"]), np.array(row["quad"], np.float64)
        room = np.ptp(quad, axis=0) * (0.3, 0.5)
        x0, y0 = np.maximum(np.floor(quad.min(0) - room), 0).astype(int)
        x1, y1 = np.ceil(quad.max(0) + room).astype(int)
        out.append((View(image[y0:y1, x0:x1].copy(), quad - (x0, y0)), row["text"]))
    return out


def worsen(view: View, rng: np.random.Generator) -> View:
    """A real plate seen a little smaller, softer or noisier than it was."""
    image, quad = view.image, view.quad
    wide = float(np.ptp(quad[:, 0]))
    if rng.random() < 0.6 and wide > 70:
        k = rng.uniform(max(60 / wide, 0.3), 1.0)
        image = cv2.resize(image, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
        quad = quad * k
    if rng.random() < 0.4:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.0))
    return View(sensor(image, rng) if rng.random() < 0.6 else image, quad)


def drawn_example(pool: Pool, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """uint8 [64,160] and the label as classes 1..36, from a random filled slot."""
    while True:
        slot = int(rng.integers(pool.filled() or 1)) if pool.length[-1] == 0 else int(rng.integers(len(pool.length)))
        n = int(pool.length[slot])
        if n:
            break
    view = photograph(covered(np.asarray(pool.luma[slot]), rng), float(pool.aspect[slot]), rng)
    return rectify(view.image, misplace(view.quad, rng)), pool.text[slot, :n].astype(np.int64) + 1


class ReaderStream(IterableDataset):
    """Endless batches: (uint8 [N,64,160,1], labels int64 [sum of lengths], lengths int64 [N])."""

    def __init__(self, pool: Path, data: Path, batch: int, real_share: float, seed: int, guessed: Path | None = None) -> None:
        self.pool, self.data, self.batch, self.real_share, self.seed = pool, data, batch, real_share, seed
        self.guessed = guessed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        info = get_worker_info()
        rng = np.random.default_rng((self.seed, info.id if info else 0))
        pool = open_pool(self.pool)
        real = real_views(load(self.data / "train", "train")) if self.real_share > 0 else []
        if self.guessed:
            real += guessed_views(self.guessed, self.data / "train")
        while True:
            images, labels = [], []
            for _ in range(self.batch):
                if real and rng.random() < self.real_share:
                    view, text = real[int(rng.integers(len(real)))]
                    view = worsen(view, rng)
                    image = rectify(view.image, misplace(view.quad, rng))
                    label = np.array([ALPHABET.index(c) + 1 for c in text])
                else:
                    image, label = drawn_example(pool, rng)
                if rng.random() < 0.04:
                    image = 255 - image
                images.append(image)
                labels.append(label)
            yield (
                torch.from_numpy(np.stack(images)[..., None]),
                torch.from_numpy(np.concatenate(labels)),
                torch.tensor([len(x) for x in labels]),
            )
