"""A plate's ground from a line of words, e.g. `paint(image, "fade sky white; peaks purple .7", rng)`.

    plain C | fade C C … (down) | side C C … (across) | bands C C … (with soft seams)
    top C share | foot C share | line C y | diagonal C x0 x1
    peaks | hills | trees | sea | skyline C y (from height y down, in shares of the plate)
    disc | star | heart | map | figure | tower | cactus | pine | palm | shield | anchor | diamond | arch | sunsign C x y r
    rays | stars | wheat | swoosh | rainbow | flag C …
"""

from __future__ import annotations

import cv2
import numpy as np

from .emblems import blob, draw_emblem

Colour = tuple[int, int, int]
COLOURS: dict[str, Colour] = {
    "white": (240, 240, 238), "cream": (238, 230, 204), "blue": (45, 80, 165), "navy": (28, 38, 90), "darkgreen": (20, 82, 55),
    "green": (60, 130, 75), "mint": (200, 225, 205), "red": (185, 35, 45), "darkred": (140, 35, 35), "maroon": (112, 26, 38),
    "black": (22, 22, 24), "yellow": (242, 216, 70), "gold": (222, 172, 62), "orange": (236, 152, 60), "peach": (240, 200, 165),
    "sky": (168, 202, 232), "grey": (205, 208, 208), "slate": (120, 130, 150), "pink": (238, 190, 195), "teal": (60, 150, 155),
    "purple": (120, 85, 150), "lilac": (195, 190, 225), "sand": (222, 196, 158), "brown": (125, 80, 50),
}  # fmt: skip
_DRAWN = {"disc": "", "pine": "tree", "cactus": "cactus", "palm": "tree", "sunsign": "sun", "map": "map", "figure": "figure", "tower": "tower", "shield": "shield", "anchor": "anchor", "star": "star", "heart": "heart"}


def vary(colour: str | Colour, rng: np.random.Generator, spread: float = 14) -> Colour:
    """A colour by name, by #rrggbb or as it is, as another batch of paint would have it."""
    if isinstance(colour, str):
        colour = COLOURS[colour] if colour[0] != "#" else tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
    shift = rng.normal(0, spread * 0.6) + rng.normal(0, spread * 0.8, 3)
    return tuple(int(v) for v in np.clip(np.array(colour) + shift, 0, 255))


def _stops(colours: list[Colour], n: int, rng: np.random.Generator, soft: float) -> np.ndarray:
    """float32 [n,3]: the colours one after another, with seams `soft` of their distance wide."""
    t = np.linspace(0, len(colours) - 1, n, dtype=np.float32) + np.float32(rng.normal(0, 0.12 if len(colours) > 2 else 0.03))
    t = np.clip(t, 0, len(colours) - 1)
    k = np.minimum(t.astype(int), len(colours) - 2) if len(colours) > 1 else np.zeros(n, int)
    frac = np.clip((t - k - 0.5) / soft + 0.5, 0, 1)[:, None] if len(colours) > 1 else np.zeros((n, 1), np.float32)
    table = np.array(colours, np.float32)
    return table[k] * (1 - frac) + table[np.minimum(k + 1, len(colours) - 1)] * frac


def _silhouette(kind: str, h: int, w: int, y: float, rng: np.random.Generator) -> np.ndarray:
    """Outline of what fills the plate from about height `y` (share) down, closed along the bottom: float [n,2]."""
    rise = h * rng.uniform(0.05, 0.2)
    if kind == "hills" or kind == "sea":
        xs = np.linspace(0, w, 33)
        waves = rng.uniform(0.7, 2.5) if kind == "hills" else rng.uniform(2, 7)
        ys = np.sin(xs / w * waves * 2 * np.pi + rng.uniform(0, 6.3)) * rise * (0.5 if kind == "hills" else 0.2)
    elif kind == "peaks":
        xs = np.sort(np.concatenate([[0, w], rng.uniform(0, w, int(rng.integers(5, 15)))]))
        ys = np.where(np.arange(len(xs)) % 2 == 0, rise * 0.6, -rise) * rng.uniform(0.3, 1, len(xs))
    elif kind == "trees":
        n = int(rng.integers(10, 34))
        xs, ys = np.linspace(0, w, 2 * n + 1), np.where(np.arange(2 * n + 1) % 2 == 0, 0.0, -rise * 0.8) * rng.uniform(0.4, 1, 2 * n + 1)
    else:  # a skyline: steps
        n = int(rng.integers(8, 26))
        edges = np.sort(np.concatenate([[0, w], rng.uniform(0, w, n - 1)]))
        heights = -rise * rng.uniform(0, 1, n) ** 2
        xs, ys = np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)
    return np.concatenate([np.stack([xs, h * y + ys], 1), [[w, h], [0, h]]])


def _shape(layer: np.ndarray, what: str, colour: Colour, values: list[float], rng: np.random.Generator) -> None:
    h, w = layer.shape[:2]
    cx, cy, r = w * (values[0] + rng.normal(0, 0.015)), h * (values[1] + rng.normal(0, 0.03)), h * values[2] * rng.uniform(0.8, 1.2)
    if what == "disc":
        cv2.circle(layer, (round(cx), round(cy)), max(1, round(r)), colour, -1, cv2.LINE_AA)
    elif what == "arch":
        cv2.ellipse(layer, (round(cx), round(cy + r * 0.5)), (round(r * rng.uniform(0.9, 1.5)), round(r)), 0, 180, 360, colour, max(2, round(r * 0.22)), cv2.LINE_AA)
    elif what == "diamond":
        cv2.fillConvexPoly(layer, np.int32([[cx - 1.8 * r, cy], [cx, cy - r], [cx + 1.8 * r, cy], [cx, cy + r]]), colour, cv2.LINE_AA)
    elif what == "map":
        cv2.fillPoly(layer, [np.int32(blob(rng, cx, cy, r * 1.6, r, int(rng.integers(7, 16)), 0.4))], colour, cv2.LINE_AA)
    else:
        draw_emblem(layer, _DRAWN[what], cx, cy, r * 2, r * 2, colour, rng)


def _pattern(layer: np.ndarray, what: str, colour: Colour, values: list[float], rng: np.random.Generator) -> None:
    h, w = layer.shape[:2]
    if what == "rays":
        cx, cy = w * rng.uniform(0.3, 0.7), h * rng.uniform(0.4, 1.1)
        for a in np.arange(0, 2 * np.pi, rng.uniform(0.3, 0.7)):
            tip = np.array([[cx, cy], [cx + np.cos(a) * w, cy + np.sin(a) * w], [cx + np.cos(a + 0.12) * w, cy + np.sin(a + 0.12) * w]])
            cv2.fillConvexPoly(layer, np.int32(tip), colour, cv2.LINE_AA)
    elif what == "stars":
        for _ in range(int(rng.integers(3, 14))):
            draw_emblem(layer, "star", rng.uniform(0, w), rng.uniform(0, h * 0.35), h * 0.06, h * 0.06, colour, rng)
    elif what == "wheat":
        for _ in range(int(rng.integers(3, 12))):
            x = rng.uniform(0, w * rng.choice([0.2, 1.0]))
            cv2.line(layer, (round(x), h), (round(x + rng.normal(0, 12)), round(h * rng.uniform(0.2, 0.7))), colour, int(rng.integers(1, 4)), cv2.LINE_AA)
    elif what == "swoosh":
        for k in range(int(rng.integers(1, 4))):
            cv2.ellipse(layer, (round(w * rng.uniform(0, 1)), round(h * (1.2 + 0.1 * k))), (round(w * rng.uniform(0.5, 1.1)), round(h * rng.uniform(0.6, 1.1))), float(rng.normal(0, 12)), 180, 360, colour, int(rng.integers(2, 12)), cv2.LINE_AA)
    elif what == "rainbow":
        for k, name in enumerate(("red", "orange", "yellow", "green", "blue", "purple")):
            r = h * (1.15 - 0.055 * k)
            cv2.ellipse(layer, (w // 2, round(h * 1.25)), (round(r * 1.25), round(r)), 0, 180, 360, vary(name, rng), max(2, round(h * 0.05)), cv2.LINE_AA)
    elif what == "flag":
        x = round(w * (values[0] if values else 0.2))
        n = int(rng.integers(5, 13))
        for k in range(n):
            layer[k * h // n : (k + 1) * h // n, :x] = colour if k % 2 == 0 else (238, 238, 238)
        layer[: round(h * 0.45), : round(x * 0.6)] = vary("navy", rng)
    elif what == "diagonal":
        a, b = values
        cv2.fillConvexPoly(layer, np.int32([[w * a, 0], [w * b, 0], [w * (a + b) / 2, h * 0.9]]), colour, cv2.LINE_AA)


def paint(image: np.ndarray, words: str, rng: np.random.Generator) -> None:
    """Paint the ground that `words` tell of into `image` (uint8 [H,W,3] RGB), in place."""
    h, w = image.shape[:2]
    for part in words.split("; "):
        what, *rest = part.split()
        colours = [vary(c, rng) for c in rest if c in COLOURS or c[0] == "#"]
        values = [float(c) for c in rest if c not in COLOURS and c[0] != "#"]
        if what == "plain":
            image[:] = colours[0]
        elif what in ("fade", "bands"):
            image[:] = _stops(colours, h, rng, float(rng.uniform(0.2, 0.4)) if what == "bands" else float(rng.uniform(0.7, 1.0)))[:, None]
        elif what == "side":
            image[:] = _stops(colours, w, rng, 1.0)[None]
        elif what == "top":
            image[: round(h * values[0] * rng.uniform(0.85, 1.15))] = colours[0]
        elif what == "foot":
            image[h - round(h * values[0] * rng.uniform(0.85, 1.15)) :] = colours[0]
        elif what == "line":
            y, t = round(h * (values[0] + rng.normal(0, 0.01))), int(rng.integers(1, 5))
            image[y : y + t] = colours[0]
        else:
            layer = image.copy()
            if what in ("peaks", "hills", "trees", "sea", "skyline"):
                cv2.fillPoly(layer, [np.round(_silhouette(what, h, w, values[0] + rng.normal(0, 0.03), rng)).astype(np.int32)], colours[0], cv2.LINE_AA)
            elif what in _DRAWN or what in ("arch", "diamond"):
                _shape(layer, what, colours[0], values, rng)
            else:
                _pattern(layer, what, colours[0], values, rng)
            solid = rng.uniform(0.35, 1.0)  # art behind a serial is often faint
            image[:] = cv2.addWeighted(layer, solid, image, 1 - solid, 0)
