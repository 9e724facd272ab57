"""What several looks say of the same strings, and fusion's formula over them, as the agent has it.

Each angle's word on a string is the mean over its cuts (`edge-agent/src/read/lattice.ts`); angles are fused by
`edge-agent/src/fuse/posterior.ts` (docs/fusion.md), its bound of the tail included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .decode import folded, greedy, log_probabilities
from .looks import Looks
from .reading import DOUBT, Reading, joint, tempered

BEAM_WIDTH, USEFUL_WIDTH, LEAST_WEIGHT = 20, 143, 0.02
"""As many strings of a look as the agent follows, the width from which on a plate has all the detail that the reader can use (`edge-agent/src/fuse/sight.ts`), and
the least weight of an illegible look, of the clearest (`posterior.ts`)."""


@dataclass(frozen=True)
class Constants:
    """`broken`: chance that a look is of no use; `says`: what it then says of any string; `between`: correlation of two angles; `shared`: how much of the most that unnamed strings could have of two looks is counted."""

    broken: float = 0.02
    says: float = 1e-6
    between: float = 0.5
    shared: float = 0.01


@dataclass(frozen=True)
class Evidence:
    """One passing: `scores` float64 [A,C,S], log-probabilities of S `strings` under C cuts of each of A angles; `least` [A], the least likely string that an angle itself names; `detail` [A], its pixels as a share of as many as the reader can use; the truth."""

    strings: list[str]
    scores: np.ndarray
    least: np.ndarray
    detail: np.ndarray
    truth: str


def evidence_of(looks: Looks, temperature: float, angles: int = 2) -> list[Evidence]:
    """Passings of `angles` photographs each, none used twice."""
    by_plate: dict[int, list[int]] = {}
    for index, plate in enumerate(looks.plates.tolist()):
        by_plate.setdefault(plate, []).append(index)
    return [
        passing(tempered(looks.lattices[chosen].astype(np.float64), temperature), looks.widths[chosen], looks.texts[chosen[0]])
        for indices in by_plate.values()
        for start in range(0, len(indices) - angles + 1, angles)
        for chosen in [indices[start : start + angles]]
    ]


def passing(lattices: np.ndarray, widths: np.ndarray, truth: str) -> Evidence:
    """`lattices` float64 [A,C,R,40,37], tempered; `widths` [A] of the plate, in pixels."""
    beams = [Reading(cuts[0]).hypotheses(BEAM_WIDTH) for cuts in lattices]
    flat = lattices.reshape(-1, *lattices.shape[3:])
    others = [text for text in greedy(flat) if text]
    strings = list(dict.fromkeys([text for found in beams for text, _ in found] + others))
    scores = log_probabilities(np.repeat(flat, len(strings), 0), strings * len(flat)) if strings else np.zeros(0)
    least = np.array([np.exp(found[-1][1]) if found else 1.0 for found in beams])
    return Evidence(strings, joint(scores.reshape(*lattices.shape[:3], len(strings)), 2), least, np.minimum(1, widths / USEFUL_WIDTH) ** 2, truth)


def said(evidence: Evidence, doubt: float = DOUBT, floor: float = 0.0) -> np.ndarray:
    """Each angle's probability of each string [A,S]: of its first cut, or the mean of all where that one leaves `doubt`."""
    p = np.exp(evidence.scores)
    first = p[:, 0]
    doubtful = first.max(-1, initial=0.0) < doubt
    return (1 - floor) * np.where(doubtful[:, None], p.mean(1), first)


def weights_of(clarities: np.ndarray, correlation: float) -> np.ndarray:
    """What correlated looks count: their effective number, shared in proportion to their clarity."""
    says = np.maximum(clarities, LEAST_WEIGHT * clarities.max())
    number = says.sum() ** 2 / (says**2).sum()
    return number / (1 + (number - 1) * correlation) * says / says.sum()


def fused(p: np.ndarray, least: np.ndarray, detail: np.ndarray, constants: Constants = Constants()) -> np.ndarray:
    """Posterior [S+1] of what angles say [A,S]: the last one bounds what is left for all strings that nobody named."""
    if p.shape[1] == 0:
        return np.ones(1)
    weights = weights_of(p.max(1) * detail, constants.between)
    total = weights.sum()
    left = np.maximum(0, 1 - p.sum(-1))
    robust = lambda x: np.maximum((1 - constants.broken) * x + constants.broken * constants.says, 1e-300)  # noqa: E731
    scores = weights @ np.log(robust(p))
    mass = weights @ np.log(np.maximum(left, 1e-12)) / total
    most = weights @ np.log(constants.shared * np.clip(np.minimum(left, least), 1e-12, 1)) / total
    scores = np.append(scores, mass + most * max(0.0, total - 1))
    out = np.exp(scores - scores.max())
    return out / out.sum()


def claim(evidence: Evidence, posterior: np.ndarray) -> tuple[str, float]:
    """The likeliest string, and the mass of all strings that equal it when O and I are folded."""
    if len(posterior) < 2:
        return "", 0.0
    best = evidence.strings[int(posterior[:-1].argmax())]
    return best, float(sum(p for s, p in zip(evidence.strings, posterior, strict=False) if folded(s) == folded(best)))
