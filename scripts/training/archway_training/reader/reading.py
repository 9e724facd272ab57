"""One plate read as the agent reads it: a doubtful one is cut again from corners beside its own.

The same rules in TypeScript: `edge-agent/src/read/{onnx-reader,recut,lattice}.ts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..rectify import rectify
from .decode import beam, log_probabilities

CUTS = ((0.0, 0.0, 0.0), (-0.03, -0.06, 0.0), (0.03, 0.06, 0.0), (0.0, 0.0, 0.02), (0.0, 0.0, -0.02))
"""Cuts of one plate: growth of its width and of its height, and half of the push of its upper against its lower edge, as a share of the width. The first is the plate as it was found."""
DOUBT = 0.98
BEAM_WIDTH = 12

Run = Callable[[np.ndarray], np.ndarray]
"""The reader graph of R networks: uint8 [N,64,160,1] to log-probabilities [N,R,40,37]."""


def graph_of(session: object) -> Run:
    """The reader graph of an onnxruntime session."""
    return lambda plates: session.run(["log_probs"], {"plate": plates})[0]  # type: ignore[attr-defined]


def recut(quad: np.ndarray, cut: tuple[float, float, float]) -> np.ndarray:
    """Corners [4,2] of another cut: grown about the centre along the plate's own axes, and slanted."""
    wider, higher, slant = cut
    q = np.asarray(quad, np.float64)
    right = ((q[1] - q[0]) + (q[2] - q[3])) / 4
    down = ((q[3] - q[0]) + (q[2] - q[1])) / 4
    sides = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return np.stack([corner + right * (side * wider - 2 * end * slant) + down * end * higher for corner, (side, end) in zip(q, sides, strict=True)])


def tempered(log_probs: np.ndarray, temperature: float) -> np.ndarray:
    """Divide by the temperature and renormalise each column."""
    z = log_probs / temperature
    return z - np.logaddexp.reduce(z, -1, keepdims=True)


def joint(scores: np.ndarray, axis: int) -> np.ndarray:
    """Logarithm of the mean of probabilities along an axis: what several networks, or cuts, say together."""
    return np.logaddexp.reduce(scores, axis) - np.log(scores.shape[axis])


@dataclass(frozen=True)
class Reading:
    """`lattices` float64 [L,40,37], tempered, of every network by one cut or by all; `floor`: chance that all of them are wrong."""

    lattices: np.ndarray
    floor: float = 0.0

    def log_probabilities(self, texts: list[str]) -> np.ndarray:
        """Of each text: the mean over the lattices, less the floor, natural logarithm."""
        count = len(self.lattices)
        each = log_probabilities(np.repeat(self.lattices, len(texts), 0), texts * count).reshape(count, -1)
        return joint(each, 0) + np.log1p(-self.floor)

    def hypotheses(self, width: int = BEAM_WIDTH) -> list[tuple[str, float]]:
        """Strings with their log-probability, best first; never an empty one."""
        texts = list(dict.fromkeys(text for lattice in self.lattices for text, _ in beam(lattice, width) if text))
        if not texts:
            return []
        return sorted(zip(texts, self.log_probabilities(texts).tolist(), strict=True), key=lambda h: -h[1])[:width]


def read(run: Run, image: np.ndarray, quad: np.ndarray, temperature: float, floor: float = 0.0) -> Reading:
    """Read the plate at `quad` [4,2] of `image` (uint8 [H,W] luma)."""
    first = tempered(run(rectify(image, quad)[None, ..., None])[0].astype(np.float64), temperature)
    best = Reading(first).hypotheses(4)
    if best and best[0][1] >= np.log(DOUBT):
        return Reading(first, floor)
    cuts = np.stack([rectify(image, recut(quad, cut)) for cut in CUTS[1:]])[..., None]
    again = tempered(run(cuts).astype(np.float64), temperature)
    return Reading(np.concatenate([first, again.reshape(-1, *first.shape[1:])]), floor)


def texts_of(lattices: np.ndarray) -> list[str]:
    """The likeliest text of each plate by all networks, log-probabilities [N,R,40,37]."""
    return [next((text for text, _ in Reading(each.astype(np.float64)).hypotheses(4)), "") for each in lattices]
