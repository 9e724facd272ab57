"""Parametric die glyphs: the 36 plate characters as strokes.

Plate serials are stamped by dies whose shapes no open font has: one stroke
width, tall proportions, rounded-rectangle bowls. Every draw of a `DieStyle`
is another plausible die, so the reader learns the family and not one font.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from .masks import paste

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# A stroke is (points, closed); a point is (x, y, radius): x and y as fractions
# of the centre-line box, radius as a multiple of the style's corner radius.
Stroke = tuple[list[tuple[float, float, float]], bool]


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
        "1": 4, "I": 3, "0": 12, "2": 2, "3": 3, "4": 4, "5": 2, "6": 3, "7": 3, "8": 5, "A": 4, "B": 5, "D": 4, "G": 8, "J": 2,
        "K": 2, "M": 8, "N": 2, "O": 4, "Q": 6, "R": 2, "S": 2, "W": 8, "Y": 2,
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


def _open(*points: tuple[float, ...]) -> Stroke:
    return [(p[0], p[1], p[2] if len(p) > 2 else 0.0) for p in points], False


def _loop(*points: tuple[float, ...]) -> Stroke:
    return _open(*points)[0], True


def _six(choice: int) -> list[Stroke]:
    if choice == 0:  # square back, short top hook
        return [_open((1, 0.24), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 0.42, 1), (0, 0.42, 0.4), (0, 0.5))]
    if choice == 1:  # closed, curved (as on California's)
        return [_loop((0, 0.42, 1.2), (1, 0.42, 1.2), (1, 1, 1.2), (0, 1, 1.2)), _open((0.86, 0), (0, 0.12, 2.2), (0, 0.72))]
    return [_loop((0, 0.4, 1), (1, 0.4, 1), (1, 1, 1), (0, 1, 1)), _open((0.72, 0), (0.0, 0.52, 0.8), (0.0, 0.72))]


def strokes(char: str, style: DieStyle) -> list[Stroke]:
    """Centre-line strokes of `char`."""
    c = style.choice.get(char, 0)
    waist = 0.47
    if char in "0O":
        r = (1.0, 0.8, 1.3, 0.55)[style.choice.get("O", 0)]
        body = [_loop((0, 0, r), (1, 0, r), (1, 1, r), (0, 1, r))]
        return body + ([_open((0.15, 0.82), (0.85, 0.18))] if char == "0" and c == 0 else [])
    if char == "1":
        return [
            [_open((0.5, 0), (0.5, 1))],
            [_open((0, 0.2), (0.9, 0), (0.9, 1))],
            [_open((0, 0.2), (0.5, 0), (0.5, 1)), _open((0, 1), (1, 1))],
            [_open((0, 0.03, 0), (1, 0), (1, 1))],
        ][c]
    if char == "2":
        return [
            [_open((0, 0.26), (0, 0, 1), (1, 0, 1), (1, 0.42, 0.9), (0, 0.88, 0.5), (0, 1), (1, 1))],
            [_open((0, 0.24), (0, 0, 1), (1, 0, 1), (1, 0.4, 0.8), (0, 1), (1, 1))],
        ][c]
    if char == "3":
        lower = _open((0.32, waist), (1, waist, 0.8), (1, 1, 1), (0, 1, 1), (0, 0.77))
        return [
            [_open((0, 0.23), (0, 0, 1), (0.98, 0, 1), (0.98, waist, 0.8), (0.32, waist)), lower],
            [_open((0.02, 0), (1, 0), (0.4, 0.4), (1, 0.4, 1), (1, 1, 1), (0, 1, 1), (0, 0.78))],
            [_open((0, 0.1), (0, 0, 0.4), (0.96, 0, 1), (0.96, waist, 0.8), (0.2, waist)), lower],
        ][c]
    if char == "4":
        return [
            [_open((0.76, 1), (0.76, 0), (0, 0.7), (1, 0.7))],
            [_open((0.6, 0), (0, 0.68), (1, 0.68)), _open((0.76, 0.38), (0.76, 1))],
            [_open((0.8, 1), (0.8, 0), (0.72, 0), (0, 0.62), (0, 0.72), (1, 0.72))],
            [_open((0.3, 0), (0, 0.66), (1, 0.66)), _open((0.74, 0.3), (0.74, 1))],  # open at the top
        ][c]
    if char == "5":
        return [
            [_open((0.95, 0), (0.05, 0), (0, 0.47), (0.1, 0.38, 0.4), (1, 0.38, 1), (1, 1, 1), (0, 1, 1), (0, 0.77))],
            [_open((0.95, 0), (0, 0), (0, 0.43), (1, 0.43, 1), (1, 1, 1), (0, 1, 1), (0, 0.8))],
        ][c]
    if char == "6":
        return _six(c)
    if char == "9":  # the die of 9 is that of 6 turned over
        return [([(1 - x, 1 - y, r) for x, y, r in pts], closed) for pts, closed in _six(style.choice["6"])]
    if char == "7":
        return [
            [_open((0, 0), (1, 0), (0.3, 1))],
            [_open((0, 0), (1, 0), (1, 0.12), (0.4, 0.62, 2), (0.36, 1))],
            [_open((0, 0.12), (0, 0), (1, 0), (1, 0.06), (0.42, 1))],
        ][c]
    if char == "8":  # how much narrower the upper bowl is, how round both are, where they meet
        k, r, w = ((0.04, 1.0, waist), (0.0, 1.0, 0.49), (0.1, 1.3, 0.45), (0.03, 0.7, waist), (0.0, 0.55, 0.49))[c]
        upper = _loop((k, 0, r), (1 - k, 0, r), (1 - k, w, 0.9 * r), (k, w, 0.9 * r))
        return [upper, _loop((0, w, 0.9 * r), (1, w, 0.9 * r), (1, 1, r), (0, 1, r))]
    if char == "A":
        return [
            [_open((0, 1), (0.36, 0), (0.64, 0), (1, 1)), _open((0.14, 0.7), (0.86, 0.7))],
            [_open((0, 1), (0.5, 0), (1, 1)), _open((0.16, 0.7), (0.84, 0.7))],
            [_open((0, 1), (0.42, 0), (0.58, 0), (1, 1)), _open((0.14, 0.74), (0.86, 0.74))],
            [_open((0, 1), (0, 0.3), (0.3, 0), (0.7, 0), (1, 0.3), (1, 1)), _open((0, 0.62), (1, 0.62))],
        ][c]
    if char == "B":  # narrow dies part it from 8 by the corners of its back alone, or by feet that stand out
        k, r, w = ((0.05, 1.0, waist), (0.0, 0.6, 0.49), (0.14, 1.2, 0.45), (0.03, 0.8, waist), (0.0, 0.45, 0.49))[c]
        x = 0.1 if c == 3 else 0.0
        upper = _loop((x, 0), (1 - k, 0, r), (1 - k, w, 0.8 * r), (x, w))
        bowls = [upper, _loop((x, w), (1, w, 0.8 * r), (1, 1, r), (x, 1))]
        return bowls + ([_open((0, 0), (0.5, 0)), _open((0, 1), (0.5, 1))] if x else [])
    if char == "C":
        return [_open((1, 0.27), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 0.73))]
    if char == "D":
        r, x = ((1.15, 0.0), (0.75, 0.0), (1.1, 0.1), (0.55, 0.0))[c]
        bowl = [_loop((x, 0), (1, 0, r), (1, 1, r), (x, 1))]
        return bowl + ([_open((0, 0), (0.5, 0)), _open((0, 1), (0.5, 1))] if x else [])
    if char == "E":
        return [_open((1, 0), (0, 0), (0, 1), (1, 1)), _open((0, 0.48), (0.8, 0.48))]
    if char == "F":
        return [_open((1, 0), (0, 0), (0, 1)), _open((0, 0.49), (0.8, 0.49))]
    if char == "G":
        tail = [[(1, 0.56), (0.5, 0.56)], [(1, 0.56), (0.55, 0.56)], [(1, 0.5)], [(1, 0.58), (0.72, 0.58)], [(1, 0.62), (0.62, 0.62)], [(1, 0.54)], [(1, 0.62)], [(1, 0.5), (0.8, 0.5)]][c]
        g = [_open((1, (0.26, 0.26, 0.26, 0.3, 0.34, 0.26, 0.32, 0.22)[c]), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), *tail)]
        bar = {1: [(0.5, 0.56), (1, 0.56), (1, 1)], 5: [(0.66, 0.54), (1.06, 0.54)], 6: [(0.6, 0.62), (1.12, 0.62)]}.get(c)
        return g + ([_open(*bar)] if bar else [])
    if char == "H":
        return [_open((0, 0), (0, 1)), _open((1, 0), (1, 1)), _open((0, 0.49), (1, 0.49))]
    if char == "I":
        return [_open((0.5, 0), (0.5, 1))] + ([_open((0, 0), (1, 0)), _open((0, 1), (1, 1))] if c else [])
    if char == "J":
        return [_open((1, 0), (1, 1, 1), (0, 1, 1), (0, 0.7))] + ([_open((0.45, 0), (1, 0))] if c else [])
    if char == "K":
        return [_open((0, 0), (0, 1)), _open((1, 0), (0, 0.62))] + [[_open((0.32, 0.42), (1, 1))], [_open((0.2, 0.5), (1, 1))]][c]
    if char == "L":
        return [_open((0, 0), (0, 1), (1, 1))]
    if char == "M":
        return [_open((0, 1), (0, 0), (0.5, (0.3, 0.42, 0.52, 0.62, 0.75, 0.97, 1.0, 0.88)[c]), (1, 0), (1, 1))]
    if char == "N":  # the diagonal from corner to corner, or inside of the uprights
        return [[_open((0, 1), (0, 0), (1, 1), (1, 0))], [_open((0, 1), (0, 0)), _open((0.04, 0.04), (0.96, 0.96)), _open((1, 0), (1, 1))]][c]
    if char == "P":
        return [_open((0, 1), (0, 0), (1, 0, 1), (1, 0.53, 1), (0, 0.53))]
    if char == "Q":
        tail = [
            [(0.6, 0.8), (0.98, 1.06)], [(0.52, 0.72), (1.04, 1.03)], [(0.72, 0.84), (1.0, 1.0)],
            [(0.42, 0.58), (1.0, 1.0)], [(0.5, 0.8), (0.5, 1.08)], [(0.7, 0.72), (0.7, 1.0), (1.05, 1.02)],
        ][c]  # fmt: skip
        return [_loop((0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)), _open(*tail)]
    if char == "R":
        leg = [_open((0.48, 0.53), (1, 1)), _open((0.5, 0.53), (0.96, 0.53, 0.5), (1, 0.7, 0.3), (1, 1))][c]
        return [_open((0, 1), (0, 0), (0.97, 0, 1), (0.97, 0.53, 1), (0, 0.53)), leg]
    if char == "S":
        a, b = ((waist, waist), (0.4, 0.58))[c]
        return [_open((1, 0.24), (1, 0, 1), (0, 0, 1), (0, a, 0.9), (1, b, 0.9), (1, 1, 1), (0, 1, 1), (0, 0.76))]
    if char == "T":
        return [_open((0, 0), (1, 0)), _open((0.5, 0), (0.5, 1))]
    if char == "U":
        return [_open((0, 0), (0, 1, 1), (1, 1, 1), (1, 0))]
    if char == "V":
        return [_open((0, 0), (0.5, 1), (1, 0))]
    if char == "W":
        top, foot = ((0.28, 0.22), (0.45, 0.2), (0.02, 0.24), (0.35, 0.12), (0.5, 0.06), (0.6, 0.0), (0.25, 0.0), (0.0, 0.0))[c]
        return [_open((0, 0), (foot, 1), (0.5, top), (1 - foot, 1), (1, 0))]
    if char == "X":
        return [_open((0, 0), (1, 1)), _open((1, 0), (0, 1))]
    if char == "Y":
        fork = (0.46, 0.56)[c]
        return [_open((0, 0), (0.5, fork), (1, 0)), _open((0.5, fork), (0.5, 1))]
    if char == "Z":
        return [_open((0, 0), (1, 0), (0, 1), (1, 1))]
    raise ValueError(f"no die for {char!r}: the alphabet is {ALPHABET}")


def _rounded(points: np.ndarray, radii: np.ndarray, closed: bool) -> np.ndarray:
    """Polyline with each corner replaced by a quarter-ellipse-like cubic."""
    n = len(points)
    out: list[np.ndarray] = []
    ts = np.linspace(0, 1, 7)[:, None]
    for i in range(n):
        p = points[i]
        if radii[i] <= 0 or (not closed and i in (0, n - 1)):
            out.append(p[None])
            continue
        ends = []
        for q in (points[i - 1], points[(i + 1) % n]):
            length = float(np.hypot(*(q - p)))
            ends.append(p + (q - p) * min(radii[i], length * 0.5) / max(length, 1e-6))
        a, b = ends
        c1, c2 = a + (p - a) * 0.5523, b + (p - b) * 0.5523
        out.append((1 - ts) ** 3 * a + 3 * (1 - ts) ** 2 * ts * c1 + 3 * (1 - ts) * ts**2 * c2 + ts**3 * b)
    return np.concatenate(out)


def stamp(mask: np.ndarray, char: str, style: DieStyle, x: float, y: float, width: float, height: float) -> None:
    """Draw `char` into `mask` (uint8 [H,W], 255 = ink) with its ink box at (x, y, width, height) pixels."""
    if style.contrast == 1.0:
        _draw(mask, char, style, x, y, width, height, style.weight * height)
        return
    # Drawn taller or lower with one width of stroke, and brought to its height: level strokes change their thickness, uprights don't.
    tall, room = height / style.contrast, 4
    glyph = np.zeros((round(tall) + 2 * room, round(width) + 2 * room), np.uint8)
    _draw(glyph, char, style, room, room, width, tall, style.weight * height)
    paste(mask, glyph, x - room, y - room * style.contrast, glyph.shape[1], glyph.shape[0] * style.contrast)


def _draw(mask: np.ndarray, char: str, style: DieStyle, x: float, y: float, width: float, height: float, thick: float) -> None:
    weight = min(thick, width * 0.45 if char not in "1I" else width)
    inner_w, inner_h = max(width - weight, 0.01), height - weight
    bend = style.bend.get(char, STRAIGHT)
    for points, closed in strokes(char, style):
        raw = np.array([bend.apply(px, py) for px, py, _ in points]) * (inner_w, inner_h)
        radii = np.array([r for _, _, r in points]) * style.radius * bend.radius * height
        line = _rounded(raw, radii, closed)
        line[:, 0] += x + weight / 2 + style.slant * (inner_h - line[:, 1])
        line[:, 1] += y + weight / 2
        cv2.polylines(mask, [np.round(line * 16).astype(np.int32)], closed, 255, max(1, round(weight)), cv2.LINE_AA, 4)
        if style.square:
            moved = raw + (x + weight / 2, y + weight / 2)
            moved[:, 0] += style.slant * (inner_h - raw[:, 1])
            _square(mask, moved, radii, closed, weight, (y + weight / 2, y + weight / 2 + inner_h))


def _square(mask: np.ndarray, points: np.ndarray, radii: np.ndarray, closed: bool, weight: float, rows: tuple[float, float]) -> None:
    """Fill what a round tool leaves out at a stroke's ends and right-angled corners. Slanting strokes end level, at the head and foot line `rows`."""
    n = len(points)
    for i in range(n):
        ends = [k % n for k in (i - 1, i + 1) if closed or 0 <= k < n]
        if radii[i] > 0 and len(ends) > 1:
            continue
        ways = [_unit(points[i] - points[k]) for k in ends]
        slants = any(np.abs(way).max() < 0.97 for way in ways)
        if slants and (len(ends) > 1 or min(abs(points[i][1] - row) for row in rows) > weight / 2):
            continue
        for way in ways:
            level = abs(way[0]) > abs(way[1])
            along = way * (weight / 2 / np.abs(way).max())
            across = np.array([0, 1] if level else [1, 0]) * (weight / 2 / np.abs(way).max())
            box = points[i] + np.array([along + across, along - across, -along - across, across - along])
            cv2.fillConvexPoly(mask, np.round(box * 16).astype(np.int32), 255, cv2.LINE_AA, 4)


def _unit(way: np.ndarray) -> np.ndarray:
    return way / max(float(np.hypot(*way)), 1e-6)
