"""One temperature for the lattice, so that the best string's probability means what it says."""

from __future__ import annotations

import numpy as np

from .decode import folded, greedy, log_probabilities


def tempered(log_probs: np.ndarray, temperature: float) -> np.ndarray:
    """Divide by the temperature and renormalise each column."""
    z = log_probs / temperature
    return z - np.logaddexp.reduce(z, -1, keepdims=True)


def confidences(log_probs: np.ndarray, texts: list[str], temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """For each lattice: the exact probability of its best path's string, and whether that string is right (folded)."""
    read = greedy(log_probs)
    p = np.exp(log_probabilities(tempered(log_probs, temperature), read))
    return np.minimum(p, 1.0), np.array([folded(a) == folded(b) for a, b in zip(read, texts, strict=True)])


def expected_calibration_error(p: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap of confidence and accuracy, weighted by the bins' sizes."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[place == b].mean() - right[place == b].mean()) * np.mean(place == b) for b in range(bins) if np.any(place == b)))


def fit_temperature(found: dict[str, tuple[np.ndarray, list[str]]]) -> tuple[float, dict]:
    """The temperature with the least log loss of "the best string is right", each set weighing the same.

    Returns it with each set's calibration error there and at temperature 1.
    """
    grid = np.round(np.exp(np.linspace(np.log(0.4), np.log(3.0), 41)), 3)
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
