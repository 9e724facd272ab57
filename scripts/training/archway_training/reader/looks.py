"""Plates read from every cut: what fusion's and calibration's constants are fitted on.

Drawn plates are those of the run's validation pool, which no training saw, each photographed several times over: other
distance, angle, light and noise each time, as two cameras of one passing would. Their corners are guessed as badly as
a detector guesses them and tightened by the refiner that ships. Real plates are the transcribed ones of the validation
part of `train/` that the whole pipeline finds, cut by its corners.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corners.refine import CornerRefiner
from ..degrade import misplace, photograph
from ..detector.find import Found, overlap
from ..evaluate_pipeline import Pipeline, photographs_of
from ..plates.dies import ALPHABET
from ..rectify import luma, rectify
from .pool import open_pool
from .reading import CUTS, Run, graph_of, recut


@dataclass(frozen=True)
class Looks:
    """`lattices` float32 [N,C,R,40,37] as the graph gives them: N photographs, C cuts, R networks; `texts` [N]; `plates` int [N], which plate each shows; `widths` [N], how many pixels wide it is."""

    lattices: np.ndarray
    texts: list[str]
    plates: np.ndarray
    widths: np.ndarray

    def first(self, photographs: int) -> Looks:
        """The first few photographs of each plate."""
        order = [int(np.sum(self.plates[:k] == plate)) for k, plate in enumerate(self.plates)]
        keep = np.array(order) < photographs
        return Looks(self.lattices[keep], [t for t, k in zip(self.texts, keep, strict=True) if k], self.plates[keep], self.widths[keep])


def width_of(quad: np.ndarray) -> float:
    return float(np.hypot(*(quad[1] - quad[0])))


def every_cut(run: Run, image: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """Log-probabilities [C,R,40,37] of a plate by every cut."""
    return run(np.stack([rectify(image, recut(quad, cut)) for cut in CUTS])[..., None])


def drawn_looks(pipeline: Pipeline, pool_folder: Path, photographs: int, seed: int) -> Looks:
    """`photographs` photographs of every plate of the pool."""
    pool, refiner, run = open_pool(pool_folder), pipeline.refiner, graph_of(pipeline.reader)
    assert isinstance(refiner, CornerRefiner)
    lattices, texts, plates, widths = [], [], [], []
    for slot in range(pool.filled()):
        text = "".join(ALPHABET[c] for c in pool.text[slot, : int(pool.length[slot])])
        for k in range(photographs):
            rng = np.random.default_rng((seed, slot, k))
            view = photograph(np.asarray(pool.luma[slot]), float(pool.aspect[slot]), rng)
            guessed = misplace(view.quad, rng)
            tight = refiner.refine(view.image, [Found(guessed, 1.0)], 0.0)
            corners = tight[0].corners if tight else guessed
            lattices.append(every_cut(run, view.image, corners))
            widths.append(width_of(corners))
            texts.append(text)
            plates.append(slot)
    return Looks(np.stack(lattices), texts, np.array(plates), np.array(widths))


def real_looks(pipeline: Pipeline, data: Path) -> Looks:
    """The transcribed plates of the validation photographs, where the pipeline finds them."""
    run = graph_of(pipeline.reader)
    lattices, texts, widths = [], [], []
    for each in photographs_of(data, "validation"):
        image = each.pixels()
        found = [result.found for result in pipeline.run(image)]
        for box, text in zip(each.plates, each.texts, strict=True):
            best = max(found, key=lambda f: overlap(f.bounds(), box), default=None)
            if text and best is not None and overlap(best.bounds(), box) >= 0.5:
                lattices.append(every_cut(run, luma(image), best.corners))
                texts.append(text)
                widths.append(width_of(best.corners))
    return Looks(np.stack(lattices), texts, np.arange(len(texts)), np.array(widths))
