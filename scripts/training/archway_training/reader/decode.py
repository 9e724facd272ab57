"""Strings and probabilities from a CTC lattice."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import torch

from ..plates.dies import ALPHABET


def greedy(log_probs: np.ndarray) -> list[str]:
    """Best path of each lattice, [N,T,37]."""
    out = []
    for path in log_probs.argmax(-1):
        keep = path[np.insert(path[1:] != path[:-1], 0, True)]
        out.append("".join(ALPHABET[c - 1] for c in keep if c))
    return out


def beam(log_probs: np.ndarray, width: int = 12) -> list[tuple[str, float]]:
    """Prefix beam search over one lattice [T,37]: strings with their log-probability, best first."""
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, -np.inf)}
    for column in log_probs:
        grown: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [-np.inf, -np.inf])
        classes = np.nonzero(column > -9.0)[0]
        for prefix, (blank, solid) in beams.items():
            total = np.logaddexp(blank, solid)
            for c in classes:
                p = float(column[c])
                if c == 0:
                    grown[prefix][0] = np.logaddexp(grown[prefix][0], total + p)
                elif prefix and prefix[-1] == c:
                    grown[prefix][1] = np.logaddexp(grown[prefix][1], solid + p)
                    grown[(*prefix, int(c))][1] = np.logaddexp(grown[(*prefix, int(c))][1], blank + p)
                else:
                    grown[(*prefix, int(c))][1] = np.logaddexp(grown[(*prefix, int(c))][1], total + p)
        best = sorted(grown.items(), key=lambda kv: -np.logaddexp(*kv[1]))[:width]
        beams = {k: (v[0], v[1]) for k, v in best}
    return sorted((("".join(ALPHABET[c - 1] for c in k), float(np.logaddexp(*v))) for k, v in beams.items()), key=lambda x: -x[1])


def log_probabilities(log_probs: np.ndarray, texts: list[str]) -> np.ndarray:
    """Exact log-probability of each text under its lattice, [N,T,37]; float64 [N]."""
    n, columns, _ = log_probs.shape
    classes = torch.tensor([ALPHABET.index(c) + 1 for text in texts for c in text], dtype=torch.long)
    lattice = torch.from_numpy(np.asarray(log_probs, np.float64)).transpose(0, 1)
    lengths = torch.tensor([len(text) for text in texts])
    return -torch.nn.functional.ctc_loss(lattice, classes, torch.full((n,), columns), lengths, reduction="none").numpy()


def folded(text: str) -> str:
    """O as 0 and I as 1: pairs that many plates don't tell apart."""
    return text.replace("O", "0").replace("I", "1")
