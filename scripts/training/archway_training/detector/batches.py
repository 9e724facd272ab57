"""Samples made in a process of their own and stacked into batches."""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from .data import DetectorStream, Sources
from .targets import Targets


@dataclass(frozen=True)
class Batch:
    """images uint8 [N,H,W,3]; heat, weight [N,h,w]; cells int64 [m,3] image, row, column; corners [m,8];
    share [m]; exact bool [m]."""

    images: Tensor
    heat: Tensor
    weight: Tensor
    cells: Tensor
    corners: Tensor
    share: Tensor
    exact: Tensor


class Endless(IterableDataset):
    def __init__(self, sources: Sources, size: tuple[int, int], shares: tuple[float, float, float], seed: int):
        self.arguments = (sources, size, shares)
        self.seed = seed

    def __iter__(self):
        cv2.setNumThreads(1)
        worker = torch.utils.data.get_worker_info()
        stream = DetectorStream(*self.arguments, self.seed * 1000 + (worker.id if worker else 0))
        while True:
            yield stream.draw()


def stack(samples: list[tuple[np.ndarray, Targets]]) -> Batch:
    targets = [t for _, t in samples]
    cells = [np.concatenate([np.full((len(t.cells), 1), i), t.cells], 1) for i, t in enumerate(targets)]
    join = lambda name: torch.from_numpy(np.concatenate([getattr(t, name) for t in targets]))  # noqa: E731
    return Batch(
        torch.from_numpy(np.stack([image for image, _ in samples])),
        torch.from_numpy(np.stack([t.heat for t in targets])),
        torch.from_numpy(np.stack([t.weight for t in targets])),
        torch.from_numpy(np.concatenate(cells).astype(np.int64)),
        join("corners"),
        join("share"),
        join("exact"),
    )


def batches(
    sources: Sources, size: tuple[int, int], shares: tuple[float, float, float], count: int, seed: int, workers: int
) -> DataLoader:
    """Endless batches of `count` images."""
    return DataLoader(
        Endless(sources, size, shares, seed),
        batch_size=count,
        collate_fn=stack,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
    )
