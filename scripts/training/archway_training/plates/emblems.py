"""Emblems, stickers and background art: everything on a plate that a reader must not read."""

from __future__ import annotations

import cv2
import numpy as np

from .fonts import SANS, SERIF, text_mask
from .masks import paste

Colour = tuple[int, int, int]
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def _poly(image: np.ndarray, points: np.ndarray, colour: Colour, filled: bool = True, thickness: int = 2) -> None:
    fixed = np.round(points * 8).astype(np.int32)
    if filled:
        cv2.fillPoly(image, [fixed], colour, cv2.LINE_AA, 3)
    else:
        cv2.polylines(image, [fixed], True, colour, thickness, cv2.LINE_AA, 3)


def blob(rng: np.random.Generator, cx: float, cy: float, rx: float, ry: float, corners: int, rough: float) -> np.ndarray:
    """A random outline, as of a state's map or an animal: float [corners,2] pixels."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(1 - rough, 1, corners)
    return np.stack([cx + np.cos(angle) * rx * reach, cy + np.sin(angle) * ry * reach], 1)


def draw_figure(image: np.ndarray, cx: float, cy: float, rx: float, ry: float, colour: Colour, rng: np.random.Generator) -> None:
    """A silhouette with body and limbs, as a bronco, a bird on a branch or a flower: near enough to letters to be read as some."""
    for _ in range(int(rng.integers(1, 4))):
        at = (round(cx + rng.normal(0, 0.3) * rx), round(cy + rng.normal(0, 0.3) * ry))
        axes = (max(1, round(rx * rng.uniform(0.2, 0.6))), max(1, round(ry * rng.uniform(0.12, 0.45))))
        cv2.ellipse(image, at, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
    for _ in range(int(rng.integers(2, 8))):
        a, bend, b = (np.array([cx, cy]) + rng.uniform(-1, 1, (3, 2)) * (rx, ry)) * 8
        t = np.linspace(0, 1, 8)[:, None]
        curve = (1 - t) ** 2 * a + 2 * t * (1 - t) * bend + t**2 * b
        cv2.polylines(image, [np.round(curve).astype(np.int32)], False, colour, max(1, round(rx * rng.uniform(0.08, 0.3))), cv2.LINE_AA, 3)


def draw_emblem(image: np.ndarray, kind: str, cx: float, cy: float, w: float, h: float, colour: Colour, rng: np.random.Generator) -> None:
    """Draw one emblem in place, centred at (cx, cy), about w × h pixels."""
    rx, ry = w / 2, h / 2
    if kind in ("dot", "orange", "peach"):
        r = max(1.5, min(rx, ry) * (0.35 if kind == "dot" else 0.75))
        cv2.circle(image, (round(cx * 8), round(cy * 8)), round(r * 8), colour, -1, cv2.LINE_AA, 3)
        if kind != "dot":
            cv2.ellipse(image, (round(cx + r * 0.4), round(cy - r)), (max(1, round(r * 0.5)), max(1, round(r * 0.25))), -30, 0, 360, (40, 120, 50), -1, cv2.LINE_AA)
    elif kind in ("seal", "sun", "portrait", "skull", "crown"):
        r = min(rx, ry) * 0.95
        filled = rng.random() < 0.4
        cv2.circle(image, (round(cx), round(cy)), max(2, round(r)), colour, -1 if filled else max(1, round(r * 0.12)), cv2.LINE_AA)
        inner = tuple(int(255 - c * 0.5) for c in colour) if filled else colour
        cv2.circle(image, (round(cx), round(cy)), max(1, round(r * 0.6)), inner, 1, cv2.LINE_AA)
        _poly(image, blob(rng, cx, cy, r * 0.5, r * 0.55, 9, 0.6), inner)
        if kind == "sun":
            for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
                cv2.line(image, (round(cx + dx * r), round(cy + dy * r)), (round(cx + dx * rx * 1.4), round(cy + dy * rx * 1.4)), colour, 2, cv2.LINE_AA)
    elif kind == "star":
        t = np.arange(10) * np.pi / 5 - np.pi / 2
        r = np.where(np.arange(10) % 2 == 0, min(rx, ry), min(rx, ry) * 0.4)
        _poly(image, np.stack([cx + np.cos(t) * r, cy + np.sin(t) * r], 1), colour)
    elif kind == "heart":
        t = np.linspace(0, 2 * np.pi, 24)
        x, y = 16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t))
        _poly(image, np.stack([cx + x / 16 * rx, cy + y / 16 * min(ry, rx)], 1), colour)
    elif kind in ("tree", "palm", "mountain", "arch"):
        for k in range(3):
            top = cy - ry + k * ry * 0.5
            half = rx * (0.5 + 0.25 * k)
            _poly(image, np.array([[cx, top], [cx - half, top + ry * 0.8], [cx + half, top + ry * 0.8]]), colour)
        cv2.rectangle(image, (round(cx - rx * 0.12), round(cy + ry * 0.7)), (round(cx + rx * 0.12), round(cy + ry)), colour, -1)
    elif kind in ("bronco", "bird", "skier", "plane", "hand", "figure"):
        draw_figure(image, cx, cy, rx, ry, colour, rng)
    elif kind == "tower":
        foot = rng.uniform(0.3, 0.8)
        _poly(image, np.array([[cx - rx * 0.25, cy - ry * 0.7], [cx + rx * 0.25, cy - ry * 0.7], [cx + rx * foot, cy + ry], [cx - rx * foot, cy + ry]]), colour)
        for k in range(int(rng.integers(0, 4))):
            y = round(cy - ry * 0.4 + k * ry * 0.4)
            cv2.line(image, (round(cx - rx * 0.4), y), (round(cx + rx * 0.4), y), tuple(int(255 - c * 0.6) for c in colour), max(1, round(ry * 0.08)))
        cv2.rectangle(image, (round(cx - rx * 0.35), round(cy - ry)), (round(cx + rx * 0.35), round(cy - ry * 0.65)), colour, -1)
    elif kind in ("cactus", "plus", "anchor", "guitar"):
        t = max(2, round(w * 0.22))
        cv2.line(image, (round(cx), round(cy - ry)), (round(cx), round(cy + ry)), colour, t, cv2.LINE_AA)
        side = cy if kind != "anchor" else cy + ry * 0.7
        cv2.line(image, (round(cx - rx), round(side)), (round(cx + rx), round(side)), colour, t, cv2.LINE_AA)
        if kind == "cactus":
            for s in (-1, 1):
                cv2.line(image, (round(cx + s * rx), round(cy)), (round(cx + s * rx), round(cy - ry * rng.uniform(0.3, 0.7))), colour, t, cv2.LINE_AA)
    elif kind == "bars":
        for k in (0.1, 0.45):
            cv2.line(image, (round(cx - rx), round(cy + ry * k)), (round(cx + rx), round(cy + ry * k)), colour, max(2, round(h * 0.1)))
        for k in (-0.6, 0, 0.6):
            cv2.circle(image, (round(cx + rx * k), round(cy - ry * 0.35)), max(1, round(w * 0.1)), colour, -1, cv2.LINE_AA)
    elif kind == "wheelchair":
        t = max(2, round(w * 0.1))
        cv2.circle(image, (round(cx - rx * 0.2), round(cy - ry * 0.8)), max(2, round(w * 0.1)), colour, -1, cv2.LINE_AA)
        cv2.ellipse(image, (round(cx), round(cy + ry * 0.35)), (max(2, round(rx * 0.65)), max(2, round(ry * 0.55))), 0, -30, 230, colour, t, cv2.LINE_AA)
        path = np.array([[cx - rx * 0.2, cy - ry * 0.6], [cx - rx * 0.1, cy + ry * 0.1], [cx + rx * 0.5, cy + ry * 0.1], [cx + rx * 0.8, cy + ry * 0.8]])
        cv2.polylines(image, [np.round(path).astype(np.int32)], False, colour, t, cv2.LINE_AA)
    elif kind in ("shield", "keystone", "flag"):
        points = np.array([[-1, -1], [1, -1], [1, 0.2], [0, 1], [-1, 0.2]]) if kind != "keystone" else np.array([[-0.7, -1], [0.7, -1], [1, -0.5], [0.7, 1], [-0.7, 1], [-1, -0.5]])
        _poly(image, points * (rx, ry) * 0.85 + (cx, cy), colour, bool(rng.random() < 0.7))
    else:  # a map or a barn: an outline that no letter has
        _poly(image, blob(rng, cx, cy, rx, ry, int(rng.integers(6, 16)), 0.65), colour, bool(rng.random() < 0.7))


def draw_label(image: np.ndarray, text: str, font: str, x: float, y: float, w: float, h: float, colour: Colour) -> None:
    """Print `text` in place so that it fits the box without being stretched beyond 1.5 times its shape."""
    ink = text_mask(font, text)
    aspect = ink.shape[1] / ink.shape[0]
    h = min(h, w / aspect * 1.5)
    w = min(w, h * aspect * 1.2)
    mask = np.zeros(image.shape[:2], np.uint8)
    paste(mask, ink, x, y, w, h)
    blend(image, mask, colour)


def blend(image: np.ndarray, mask: np.ndarray, colour: Colour) -> None:
    """Paint `colour` into `image` [H,W,3] where `mask` [H,W] has ink; uint8 both."""
    x, y, w, h = cv2.boundingRect(mask)
    if w and h:
        part = image[y : y + h, x : x + w]
        alpha = mask[y : y + h, x : x + w, None].astype(np.float32) / 255
        part[:] = (part * (1 - alpha) + np.array(colour, np.float32) * alpha).astype(np.uint8)


def draw_sticker(image: np.ndarray, x: float, y: float, w: float, h: float, rng: np.random.Generator) -> None:
    """A month or year decal: a coloured box with small print that is no part of the serial."""
    colours = ((250, 250, 250), (230, 190, 40), (220, 60, 50), (60, 160, 90), (60, 100, 200), (240, 140, 40), (150, 210, 230), (240, 150, 180), (20, 20, 20))
    ground = np.array(colours[int(rng.integers(len(colours)))], np.float32) * rng.uniform(0.7, 1)
    colour = tuple(int(c) for c in ground)
    ink = (20, 20, 20) if ground.mean() > 90 else (235, 235, 235)
    x0, y0, x1, y1 = round(x), round(y), round(x + w), round(y + h)
    cv2.rectangle(image, (x0, y0), (x1, y1), colour, -1)
    if rng.random() < 0.3:
        cv2.rectangle(image, (x0, y0), (x1, y1), ink, 1)
    face = SANS[int(rng.integers(len(SANS)))]
    text = MONTHS[int(rng.integers(12))] if rng.random() < 0.35 else f"{int(rng.integers(1, 31)):02d}" if rng.random() < 0.7 else str(int(rng.integers(1998, 2027)))
    share = rng.uniform(0.4, 0.85)
    tall = h > w * 1.1
    if tall:
        share *= 0.6
    draw_label(image, text, face, x + w * 0.1, y + h * (0.12 if tall and rng.random() < 0.5 else (1 - share) / 2), w * 0.8, h * share, ink)
    if rng.random() < 0.5:
        draw_label(image, "".join(str(d) for d in rng.integers(0, 10, int(rng.integers(4, 8)))), face, x + w * 0.1, y + h * 0.82, w * 0.8, h * 0.15, ink)
    if tall and rng.random() < 0.5:
        draw_label(image, f"{int(rng.integers(1, 13))}", face, x + w * 0.25, y + h * 0.55, w * 0.5, h * 0.3, ink)


def draw_background(image: np.ndarray, strength: float, rng: np.random.Generator) -> None:
    """Faint art behind the serial: hills, rays, arcs, skylines."""
    h, w = image.shape[:2]
    base = image.reshape(-1, 3).mean(0)
    layer = image.copy()
    for _ in range(int(rng.integers(1, 6))):
        colour = tuple(int(c) for c in np.clip(base + rng.normal(0, 90, 3), 0, 255))
        what = int(rng.integers(5))
        if what == 0:  # hills or a skyline along the bottom
            n = int(rng.integers(4, 14))
            xs = np.linspace(0, w, n)
            ys = h * rng.uniform(0.45, 0.95) - rng.uniform(0, h * 0.3, n)
            _poly(layer, np.concatenate([np.stack([xs, ys], 1), [[w, h], [0, h]]]), colour)
        elif what == 1:
            cv2.circle(layer, (int(rng.integers(w)), int(rng.integers(h))), int(rng.uniform(8, h * 0.6)), colour, -1 if rng.random() < 0.5 else int(rng.integers(1, 6)), cv2.LINE_AA)
        elif what == 2:
            _poly(layer, blob(rng, rng.uniform(0, w), rng.uniform(0, h), rng.uniform(10, w * 0.3), rng.uniform(10, h * 0.5), int(rng.integers(5, 18)), 0.7), colour)
        elif what == 3:
            for _ in range(int(rng.integers(1, 6))):
                a, b = rng.uniform(0, 1, 2) * (w, h), rng.uniform(0, 1, 2) * (w, h)
                cv2.line(layer, tuple(int(v) for v in a), tuple(int(v) for v in b), colour, int(rng.integers(1, 5)), cv2.LINE_AA)
        else:
            draw_label(layer, "".join(rng.choice(list("abcdefghiklmnorstu"), 6)), SERIF[int(rng.integers(len(SERIF)))], rng.uniform(0, w * 0.6), rng.uniform(0, h * 0.8), w * 0.4, h * 0.2, colour)
    image[:] = cv2.addWeighted(image, 1 - strength, layer, strength, 0)
