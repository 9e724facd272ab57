"""Pools on disk: arrays of equal length, memory-mapped, shared by one writer and any readers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

Shapes = Mapping[str, tuple[tuple[int, ...], type[np.generic]]]
"""Of each array the shape of one entry, and its kind."""


def open_mapped(folder: Path, shapes: Shapes, capacity: int | None, drawn_by: str) -> dict[str, np.memmap]:
    """The arrays in `folder`, each [N, *shape]; with `capacity`, they are made where there are none. `drawn_by` is the module to name where they are missing."""
    size = folder / "capacity"
    if capacity is not None and not size.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name, (shape, kind) in shapes.items():
            with (folder / f"{name}.bin").open("wb") as stream:
                stream.truncate(int(capacity * np.prod(shape, dtype=int)) * np.dtype(kind).itemsize)
        size.write_text(str(capacity))
    if not size.is_file():
        raise FileNotFoundError(f"no pool in {folder}: draw one with python -m {drawn_by} --out {folder}")
    n = int(size.read_text())
    return {name: np.memmap(folder / f"{name}.bin", dtype=kind, mode="r+", shape=(n, *shape)) for name, (shape, kind) in shapes.items()}


def draw_on(folder: Path, until: int, draw: Callable[[int], None]) -> None:
    """Call `draw` with the number of each drawing up to `until`, from the first that is not noted as done."""
    progress = folder / "drawn"
    for k in range(int(progress.read_text()) if progress.is_file() else 0, until):
        draw(k)
        if k % 500 == 499:
            part = progress.with_suffix(".part")
            part.write_text(str(k + 1))
            os.replace(part, progress)
            print(k + 1, flush=True)
