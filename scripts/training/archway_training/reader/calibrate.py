"""One temperature for the lattice, so that the best string's probability means what it says."""

from __future__ import annotations

import numpy as np

from .decode import beam, folded


def tempered(log_probs: np.ndarray, temperature: float) -> np.ndarray:
    """Divide by the temperature and renormalise each column."""
    z = log_probs / temperature
    return z - np.logaddexp.reduce(z, -1, keepdims=True)


def confidences(log_probs: np.ndarray, texts: list[str], temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """For each lattice: the probability of its best string, and whether that string is right (folded)."""
    p, right = [], []
    for lattice, text in zip(tempered(log_probs, temperature), texts, strict=True):
        best, score = beam(lattice, 8)[0]
        p.append(min(1.0, float(np.exp(score))))
        right.append(folded(best) == folded(text))
    return np.array(p), np.array(right)


def expected_calibration_error(p: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap of confidence and accuracy, weighted by the bins' sizes."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[place == b].mean() - right[place == b].mean()) * np.mean(place == b) for b in range(bins) if np.any(place == b)))


def fit_temperature(found: dict[str, tuple[np.ndarray, list[str]]]) -> tuple[float, dict]:
    """The temperature with the least log loss of "the best string is right", each set weighing the same.

    Returns it with each set's calibration error there and at temperature 1.
    """
    grid = np.round(np.exp(np.linspace(np.log(0.7), np.log(3.0), 13)), 3)
    # A few hundred drawn plates fix one number well enough, and beam search is slow in Python.
    found = {k: (z[:300], texts[:300]) for k, (z, texts) in found.items()}
    best, best_loss = 1.0, np.inf
    for t in grid:
        losses = []
        for z, texts in found.values():
            p, right = confidences(z, texts, float(t))
            p = np.clip(p, 1e-4, 1 - 1e-4)
            losses.append(-np.mean(np.where(right, np.log(p), np.log(1 - p))))
        if np.mean(losses) < best_loss:
            best, best_loss = float(t), float(np.mean(losses))
    report = {}
    for name, (z, texts) in found.items():
        for label, t in (("fitted", best), ("one", 1.0)):
            p, right = confidences(z, texts, t)
            report[f"{name}.ece.{label}"] = round(expected_calibration_error(p, right), 4)
        report[f"{name}.count"] = len(texts)
    return best, report
