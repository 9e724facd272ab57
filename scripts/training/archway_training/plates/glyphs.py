"""Parametric die glyphs: a character stamped by a die, as ink."""

from __future__ import annotations

import cv2
import numpy as np

from .dies import STRAIGHT, DieStyle
from .masks import paste
from .strokes import strokes


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
