"""A die: how one maker cuts all the characters of a serial.

Plate serials are stamped by dies whose shapes no open font has: one stroke
width, tall proportions, rounded-rectangle bowls. Every draw of a `DieStyle`
is another plausible die, so the reader learns the family and not one font.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Bend:
    """How one die departs from its strokes as they are written down: no two makers cut a letter alike."""

    x: tuple[float, float]  # bow and lean to one end, of the width
    y: tuple[float, float]  # the same, of the height
    radius: float  # of every corner, as a multiple

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) of the centre-line box comes to stand; the box's edges stay within a few hundredths."""
        bow, lean = self.x
        sag, tip = self.y
        u, v = 2 * x - 1, 2 * y - 1
        # Nothing leaves the box, and waists move more than heads and feet.
        return x + bow * (1 - v * v) * (1 - u * u) + lean * u * v * 0.5, y + sag * (1 - v * v) + tip * u * (1 - v * v)


STRAIGHT = Bend((0.0, 0.0), (0.0, 0.0), 1.0)


@dataclass(frozen=True)
class DieStyle:
    """One die. Lengths are fractions of the glyph height."""

    aspect: float  # width of a plain letter
    weight: float  # stroke width
    radius: float  # corner radius of bowls
    zero_narrow: float  # width of 0 as a fraction of the width of O
    slant: float
    choice: dict[str, int] = field(default_factory=dict)
    contrast: float = 1.0  # thickness of level strokes as a share of upright ones
    square: bool = False  # ends and corners are cut square; otherwise the tool that cut the die was round
    bend: dict[str, Bend] = field(default_factory=dict)

    def width(self, char: str) -> float:
        """Width of `char` including the stroke, as a fraction of the height."""
        factor = {"M": 1.12, "W": 1.16, "0": self.zero_narrow, "J": 0.92, "E": 0.92, "F": 0.9, "L": 0.9}.get(char, 1.0)
        if self.choice.get(char, 0) >= 5 and char in "MW":  # strokes that meet at the far edge need room
            factor += 0.1
        if char == "1":
            factor = (0.0, 0.55, 0.72, 0.62)[self.choice["1"]]
        if char == "I":
            factor = (0.0, 0.62, 0.86)[self.choice["I"]]
        return max(self.weight, self.aspect * factor)


def draw_style(rng: np.random.Generator) -> DieStyle:
    """A random die. Most are narrow and monoline, as stamped serials are."""
    options = {
        "1": 4, "I": 3, "0": 12, "2": 2, "3": 3, "4": 4, "5": 2, "6": 3, "7": 3, "8": 5, "A": 4, "B": 5, "D": 4, "G": 14, "J": 2,
        "K": 2, "M": 8, "N": 2, "O": 4, "Q": 6, "R": 2, "S": 2, "W": 8, "Y": 2,
        "C": 5,
    }  # fmt: skip
    aspect = float(rng.uniform(0.36, 0.60))
    wild = float(rng.uniform(0, 1)) if rng.random() < 0.7 else 0.0
    bend = {
        c: Bend(tuple(rng.normal(0, 0.03 * wild, 2)), tuple(rng.normal(0, (0.028 * wild, 0.016 * wild))), float(np.exp(rng.normal(0, 0.3 * wild))))
        for c in ALPHABET
    }  # fmt: skip
    return DieStyle(
        aspect=aspect,
        contrast=float(rng.uniform(0.55, 1.0) if rng.random() < 0.3 else rng.uniform(1.0, 1.2) if rng.random() < 0.12 else 1.0),
        square=bool(rng.random() < 0.5),
        bend=bend,
        weight=float(rng.uniform(0.095, 0.165)),
        radius=float(aspect * rng.uniform(0.28, 0.62)),
        zero_narrow=float(rng.choice([1.0, rng.uniform(0.8, 0.97)])),
        slant=float(rng.normal(0, 0.05)) if rng.random() < 0.05 else 0.0,
        choice={k: int(rng.integers(n)) for k, n in options.items()},
    )
