"""One drawn plate: `render_plate(rng)`.

The same generator state gives the same plate on every machine with the same fonts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from .designs import OTHER, US, Design, weights
from .emblems import blend, draw_background, draw_emblem, draw_label, draw_sticker
from .fonts import LETTERING, SANS
from .ground import paint, vary
from .header import Faces, Header, Letter, frame, print_header
from .serial import Token, Typeface, choose_pattern, text_of, tokens

_DESIGNS = US + OTHER
_WEIGHTS = np.array(weights()) / sum(weights())
_ART = ("map", "seal", "heart", "star", "tree", "cactus", "wheelchair", "shield", "sun", "bars", "plus", "bird", "orange", "keystone", "figure", "figure", "figure", "tower")


@dataclass(frozen=True)
class Plate:
    """A plate as manufactured, seen straight on. Its four corners are the image's corners."""

    image: np.ndarray  # uint8 [H,W,3] RGB albedo; US 160×320
    text: str  # A–Z0–9
    jurisdiction: str  # "us-mo", … or "unknown"
    retroreflective: np.ndarray  # uint8 [H,W]: 255 where it shines back (infrared, headlights), 0 where painted or covered
    name: str = ""  # the state's name as it is printed
    name_seen: float = 0.0  # share of it that no frame covers
    foreign: bool = False  # in colours that are not its state's
    letters: tuple[Letter, ...] = ()  # what is printed above and below the serial and not covered: character, x, y in shares of the plate


def _ground(design: Design, h: int, w: int, rng: np.random.Generator) -> np.ndarray:
    image = np.empty((h, w, 3), np.uint8)
    paint(image, design.ground, rng)
    return image


def _stickers(image: np.ndarray, cover: np.ndarray, rng: np.random.Generator) -> None:
    h, w = image.shape[:2]
    for corner in range(4):
        if rng.random() > (0.5, 0.55, 0.25, 0.3)[corner]:
            continue
        sw, sh = w * rng.uniform(0.09, 0.17), h * rng.uniform(0.12, 0.23)
        x = w * rng.uniform(0.015, 0.06) if corner in (0, 2) else w * rng.uniform(0.94, 0.985) - sw
        y = h * rng.uniform(0.02, 0.08) if corner in (0, 1) else h * rng.uniform(0.93, 0.99) - sh
        draw_sticker(image, x, y, sw, sh, rng)
        cover[round(y) : round(y + sh), round(x) : round(x + sw)] = 160


def _bolts(image: np.ndarray, cover: np.ndarray, rng: np.random.Generator) -> None:
    h, w = image.shape[:2]
    dx, dy, r = rng.uniform(0.18, 0.28), rng.uniform(0.05, 0.1), rng.uniform(0.012, 0.022) * w
    cap = vary(((30, 30, 30), (150, 150, 150), (90, 85, 80), (210, 210, 210))[int(rng.integers(4))], rng)
    for sx in (dx, 1 - dx):
        for sy in (dy, 1 - dy):
            if rng.random() < (0.85 if sy < 0.5 else 0.5):
                at = (round(w * sx + rng.normal(0, 1)), round(h * sy))
                cv2.circle(image, at, max(2, round(r)), cap, -1, cv2.LINE_AA)
                cv2.circle(image, (at[0] - 1, at[1] - 1), max(1, round(r * 0.5)), tuple(min(255, c + 60) for c in cap), -1, cv2.LINE_AA)
                cv2.circle(cover, at, max(2, round(r)), 60, -1)


def _serial(image: np.ndarray, line: list[Token], face: Typeface, design: Design, ink: tuple[int, int, int], x0: float, x1: float, rng: np.random.Generator) -> np.ndarray:
    """Lay the line out between x0 and x1 and paint its separators. Returns its ink, uint8 [H,W]."""
    h, w = image.shape[:2]
    tall = h * rng.uniform(0.40, 0.56)
    top = h * rng.uniform(0.49, 0.55) - tall / 2
    space = rng.uniform(0.05, 0.17) * tall
    widths = [t.width * tall for t in line]
    natural = sum(widths) + space * (len(line) - 1)
    room = (x1 - x0) * rng.uniform(0.9, 1.0)
    scale = room / natural if natural > room else min(1.0 + rng.uniform(0, 0.35), room / natural)
    x = (x0 + x1) / 2 - natural * scale / 2 + rng.normal(0, 0.01) * w
    mask = np.zeros((h * 2, w * 2), np.uint8)  # drawn at twice the size: strokes stay smooth
    art = ink if rng.random() < 0.35 else vary(((60, 90, 160), (190, 60, 50), (60, 130, 80), (200, 150, 60), (130, 130, 130))[int(rng.integers(5))], rng)
    kinds = design.emblem.split() or list(_ART)
    for t, tw in zip(line, widths, strict=True):
        tw *= scale
        cx, cy = x + tw / 2, top + tall / 2
        if t.kind == "char":
            face.draw(mask, t.text, x * 2, top * 2, tw * 2, tall * 2)
        elif t.kind == "stack":
            n = max(2, len(t.text))
            lift = 0.0 if len(t.text) > 1 else float(rng.choice([0.0, 0.26, 0.53])) * tall
            for k, c in enumerate(t.text):
                face.draw(mask, c, x * 2, (top + lift + k * tall * 1.06 / n) * 2, tw * 2, tall * 0.94 / n * 2)
        elif t.kind == "dash":
            cv2.rectangle(mask, (round(x * 2), round((cy - tall * 0.06) * 2)), (round((x + tw) * 2), round((cy + tall * 0.06) * 2)), 255, -1)
        elif t.kind == "dot":
            cv2.circle(mask, (round(cx * 2), round(cy * 2)), max(2, round(tall * rng.uniform(0.06, 0.11) * 2)), 255, -1, cv2.LINE_AA)
        elif t.kind == "sticker":
            # Missouri: a recess between the groups, stickers on it one over the other, or still bare
            if rng.random() < 0.85:
                sh = tall * rng.uniform(0.4, 0.95)
                if rng.random() < 0.35:
                    draw_sticker(image, x, cy - sh / 2, tw, sh * 0.5, rng)
                    draw_sticker(image, x, cy, tw, sh * 0.5, rng)
                else:
                    draw_sticker(image, x, cy - sh / 2 + rng.normal(0, 2), tw, sh, rng)
            else:
                draw_emblem(image, "map", cx, cy, tw, tall * 0.6, art, rng)
        else:
            kind = "map" if t.kind == "map" else kinds[int(rng.integers(len(kinds)))] if rng.random() < 0.7 else _ART[int(rng.integers(len(_ART)))]
            if t.kind == "emblem" or t.kind == "map":
                # Some are larger than the gap they stand in, and the neighbours are stamped over them.
                k = rng.uniform(1.0, 1.9) if art != ink and rng.random() < 0.4 else 0.95
                draw_emblem(image, kind, cx, cy, tw * k, tall * rng.uniform(0.5, 0.95) * max(1.0, k * 0.8), art, rng)
        x += tw + space * scale
    return cv2.resize(mask, (w, h), interpolation=cv2.INTER_AREA)


def _special(image: np.ndarray, ink: tuple[int, int, int], rng: np.random.Generator) -> tuple[float, float]:
    """A specialty plate's logo, and small words that are no serial. Returns where the serial may stand, x0..x1."""
    h, w = image.shape[:2]
    share = rng.uniform(0.16, 0.3)
    left = rng.random() < 0.8
    cx = w * (share / 2 + 0.03 if left else 0.97 - share / 2)
    art = vary(((60, 90, 160), (190, 60, 50), (60, 130, 80), (200, 150, 60), (40, 40, 40))[int(rng.integers(5))], rng, 25)
    if rng.random() < 0.7:
        for _ in range(int(rng.integers(1, 4))):
            draw_emblem(image, _ART[int(rng.integers(len(_ART)))], cx + rng.normal(0, 3), h * rng.uniform(0.4, 0.6), w * share * rng.uniform(0.6, 1), h * rng.uniform(0.35, 0.65), art, rng)
            art = vary(art, rng, 60)
    else:
        words = ("FIRE", "FIGHTER", "VETERAN", "DISABLED", "ARMY", "NAVY", "TEACHER", "ALUMNI", "PRESS", "PARK", "WILDLIFE", "CLASSIC")
        if rng.random() < 0.4:
            short = ("USA", "NAVY", "ARMY", "US", "FFA", "DAV", "POW", "VET", "KIDS", "LIFE", "GO")
            draw_label(image, short[int(rng.integers(len(short)))], SANS[int(rng.integers(len(SANS)))], cx - w * share * 0.45, h * rng.uniform(0.3, 0.5), w * share * 0.9, h * rng.uniform(0.14, 0.28), ink)
            return (w * (share + 0.05), w * 0.97) if left else (w * 0.03, w * (0.95 - share))
        for k in range(2):
            draw_label(image, words[int(rng.integers(len(words)))], SANS[int(rng.integers(len(SANS)))], cx - w * share * 0.45, h * (0.36 + 0.2 * k), w * share * 0.9, h * 0.12, ink)
    return (w * (share + 0.05), w * 0.97) if left else (w * 0.03, w * (0.95 - share))


@dataclass(frozen=True)
class Dress:
    """How far a plate may depart from its state's own looks."""

    faces: Faces = field(default_factory=lambda: LETTERING)  # types of the name
    foreign: float = 0.14  # share in another ground and other colours: specialty plates tell nothing of the state by them
    nameless: float = 0.03  # share on which no name is printed
    framed: float = 0.35


ORDINARY = Dress()


def render_plate(rng: np.random.Generator, text: str | None = None, jurisdiction: str | None = None) -> Plate:
    """Draw a plate. `text` (A–Z0–9, up to 8) and `jurisdiction` ("us-mo") are drawn at random where not given."""
    if jurisdiction is None:
        design = _DESIGNS[int(rng.choice(len(_DESIGNS), p=_WEIGHTS))]
    else:
        looks = [d for d in _DESIGNS if d.code == jurisdiction]
        if not looks:
            raise ValueError(f"no plate design for {jurisdiction!r}: known are {sorted({d.code for d in _DESIGNS})}")
        odds = np.array([d.weight for d in looks])
        design = looks[int(rng.choice(len(looks), p=odds / odds.sum()))]
    return render_design(rng, design, ORDINARY, text)


def render_design(rng: np.random.Generator, design: Design, dress: Dress, text: str | None = None) -> Plate:
    """Draw a plate of one look. What the state can't be told from is `unknown`: a plate without name, or most hidden names."""
    h, w = 160, 320
    european = design.code == "eu"
    if european:
        w = 700 if rng.random() < 0.8 else 210
    elif rng.random() < 0.05:
        w = int(rng.integers(230, 300))  # motorcycles

    ink, foreign = vary(design.ink, rng), rng.random() < dress.foreign
    ground = design
    if foreign:
        ground = US[int(rng.integers(len(US)))]
        ink = vary(US[int(rng.integers(len(US)))].ink, rng)
    image = _ground(ground, h, w, rng)
    if abs(sum(ink) - float(image[round(h * 0.3) : round(h * 0.75)].mean()) * 3) < 150:
        ink = (25, 30, 60) if image.mean() > 128 else (240, 240, 240)
    if not european and rng.random() < (0.6 if foreign else 0.35):
        draw_background(image, float(rng.uniform(0.05, 0.4)), rng)
    cover = np.full((h, w), 255, np.uint8)
    x0, x1 = w * rng.uniform(0.02, 0.06), w * rng.uniform(0.94, 0.98)
    header = Header("", None)
    if european:
        if rng.random() < 0.8:
            image[:, : round(w * 0.07)] = (30, 60, 160)
            x0 = w * 0.09
    else:
        header = print_header(image, design, rng, dress.faces, None if rng.random() >= dress.nameless else "", foreign)
        if rng.random() < (0.4 if foreign else 0.12):
            x0, x1 = _special(image, ink, rng)
        _stickers(image, cover, rng)

    face = Typeface(rng)
    pattern = choose_pattern(design, text, rng)
    aside = str(rng.choice(["left", "right"])) if not european and rng.random() < 0.13 else ""
    line = tokens(pattern, face, aside, rng)
    mask = _serial(image, line, face, design, ink, x0, x1, rng)
    if rng.random() < 0.5:  # embossed: one side of every stroke catches the light
        dx, dy = rng.uniform(-1.6, 1.6, 2)
        moved = cv2.warpAffine(mask, np.float32([[1, 0, dx], [0, 1, dy]]), (w, h))
        relief = (moved.astype(np.float32) - mask) * rng.uniform(0.1, 0.45)
        image = np.clip(image + relief[..., None], 0, 255).astype(np.uint8)
    fade = rng.uniform(0.55, 1.0) if rng.random() < 0.25 else 1.0
    blend(image, (mask * fade).astype(np.uint8), ink)
    cover = np.minimum(cover, 255 - (mask * rng.uniform(0.6, 1.0)).astype(np.uint8))

    if rng.random() < 0.8:
        _bolts(image, cover, rng)
    if rng.random() < 0.55:  # the pressed rim
        rim = vary(tuple(int(v * rng.uniform(0.3, 1.1)) for v in image.reshape(-1, 3).mean(0)), rng)
        cv2.rectangle(image, (1, 1), (w - 2, h - 2), rim, int(rng.integers(1, 6)))
    if not european and rng.random() < dress.framed:
        rows = np.nonzero(mask.max(1) > 127)[0]
        frame(image, cover, rng, (float(rows[0]), float(rows[-1] + 1)) if len(rows) else None)
    seen = header.seen(cover)
    told = european or seen > 0.5
    letters = tuple((c, x / w, y / h) for c, x, y in header.letters if 0 <= x < w and 0 <= y < h and cover[int(y), int(x)] >= 40)
    return Plate(image, text_of(line), design.code if told else "unknown", cover, header.name, seen, foreign, letters)
