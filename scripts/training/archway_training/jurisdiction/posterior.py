"""From logits to the posterior the agent uses: temperature, then the serial's format as a soft prior."""

from __future__ import annotations

import numpy as np


def log_posterior(logits: np.ndarray, temperature: float, shares: np.ndarray | None = None, weight: float = 0.0, floor: float = 0.1) -> np.ndarray:
    """float [N,52] from logits [N,52].

    `shares` [N,52] is how common each serial's pattern is among a class's plates, [:, -1] the mean over the states:
    posterior ∝ softmax(logits / temperature) · ((1 − floor) · share + floor · mean) ^ weight.
    """
    z = np.asarray(logits, np.float64) / temperature
    z = z - np.logaddexp.reduce(z, 1, keepdims=True)
    if shares is not None and weight > 0:
        prior = (1 - floor) * shares + floor * shares[:, -1:]
        z = z + weight * np.log(np.maximum(prior, 1e-6))
        z = z - np.logaddexp.reduce(z, 1, keepdims=True)
    return z


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """The temperature of the least log loss, and that loss."""
    grid = np.exp(np.linspace(np.log(0.4), np.log(4.0), 61))
    losses = [-float(np.mean(log_posterior(logits, t)[np.arange(len(labels)), labels])) for t in grid]
    return float(grid[int(np.argmin(losses))]), min(losses)


def claims(log_p: np.ndarray, labels: np.ndarray, elsewhere: int, least: float) -> dict[str, float]:
    """What comes of claiming a state only from `least` on: share of right claims, and of plates with none."""
    guess, p = log_p.argmax(1), np.exp(log_p.max(1))
    claimed = (guess != elsewhere) & (p >= least)
    right = float(np.mean(guess[claimed] == labels[claimed])) if claimed.any() else 1.0
    return {"right": right, "abstained": float(1 - claimed.mean()), "claimed": int(claimed.sum())}


def choose_least(log_p: np.ndarray, labels: np.ndarray, elsewhere: int, wanted: float) -> float:
    """The lowest posterior from which on at least `wanted` of the claimed states are right, 0.5 at the least."""
    for least in np.arange(0.5, 0.999, 0.01):
        if claims(log_p, labels, elsewhere, float(least))["right"] >= wanted:
            return round(float(least), 2)
    raise ValueError(f"no threshold makes {wanted:.0%} of the claims right: train longer")
