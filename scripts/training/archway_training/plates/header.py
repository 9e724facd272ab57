"""What is printed above and below a serial: the state's name, a slogan, a dealer's words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from .designs import Design
from .emblems import blend, draw_label
from .fonts import LETTERING, SANS, SERIF, font, text_mask
from .ground import COLOURS, Colour, vary
from .masks import paste

Faces = dict[str, tuple[str, ...]]
WORDS = ("VETERAN", "UNIVERSITY", "CLASSIC", "FIREFIGHTER", "TEACHER", "CONSERVE WILDLIFE", "DISABLED", "PROTECT THE COAST", "ALUMNI", "NATIONAL GUARD", "SUPPORT THE ARTS", "PURPLE HEART", "COMMERCIAL", "TRUCK", "TRAILER", "ANTIQUE")


Box = tuple[float, float, float, float]
Letter = tuple[str, float, float]  # a character and the middle of it, in pixels


@dataclass(frozen=True)
class Header:
    """The name as it is printed, and where: `box` (x0, y0, x1, y1) in pixels; no box, no name. `letters` are the slogan's too."""

    name: str
    box: Box | None
    letters: tuple[Letter, ...] = ()

    def seen(self, cover: np.ndarray) -> float:
        """Share of the name that nothing opaque lies over; `cover` uint8 [H,W] is under 40 where something does."""
        if self.box is None:
            return 0.0
        x0, y0, x1, y1 = (max(0, round(v)) for v in self.box)
        part = cover[y0:y1, x0:x1]
        return float(np.mean(part >= 40)) if part.size else 0.0


@lru_cache(maxsize=2048)
def _spaced(name: str, text: str, tracking: float) -> np.ndarray:
    """`text` as ink, uint8 [h,w], with `tracking` (of the type's size) between letters. Read-only: it is cached."""
    if tracking <= 0:
        return text_mask(name, text)
    face, size = font(name, 64), 64
    x, places = 4.0, []
    for c in text:
        places.append(x)
        x += face.getlength(c) + tracking * size
    image = Image.new("L", (round(x) + 8, 140))
    draw = ImageDraw.Draw(image)
    for c, at in zip(text, places, strict=True):
        draw.text((at, 30), c, fill=255, font=face)
    mask = np.asarray(image)
    ys, xs = np.nonzero(mask.max(1))[0], np.nonzero(mask.max(0))[0]
    return mask[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]


def _bent(ink: np.ndarray, arch: float, slant: float) -> np.ndarray:
    """The line bent upwards in its middle by `arch` heights and leaning by `slant`."""
    h, w = ink.shape
    room = round(abs(arch) * h) + 1
    lean = round(abs(slant) * h) + 1
    ys, xs = np.mgrid[0 : h + room, 0 : w + 2 * lean].astype(np.float32)
    u = (xs / max(1, xs.shape[1] - 1) - 0.5) * 2
    drop = u * u * arch * h if arch >= 0 else (1 - u * u) * -arch * h
    return cv2.remap(ink, xs - lean + slant * (ys - h / 2), ys - drop.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)


def _far(a: Colour, b: np.ndarray) -> bool:
    return float(np.abs(np.array(a, np.float32) - b).sum()) > 130


def _print(image: np.ndarray, text: str, faces: tuple[str, ...], colour: Colour, y: float, tall: float, widest: float, rng: np.random.Generator, plain: bool) -> tuple[Box, list[Letter]]:
    """Print a line about `tall` pixels high, `y` its top or (negative) its foot from below; returns its box and letters."""
    h, w = image.shape[:2]
    tracking = float(rng.choice([0.0, 0.0, 0.0, 0.06, 0.15, 0.3])) if plain else 0.0
    face = faces[int(rng.integers(len(faces)))]
    ink = _spaced(face, text, tracking)
    bent, arch = rng.random(), 0.0
    if bent < 0.25:
        arch = float(rng.uniform(0.1, 0.5) if bent < 0.1 else rng.choice([0.0, 0.0, -0.15]))
        ink = _bent(ink, arch, float(rng.uniform(0.05, 0.3)) if bent > 0.06 else 0.0)
    wide = tall * ink.shape[1] / ink.shape[0] * rng.uniform(0.75, 1.3)
    if wide > w * widest:
        tall, wide = max(tall * w * widest / wide, tall * 0.6), w * widest
    x = w / 2 - wide / 2 + (rng.normal(0, 0.03) * w if rng.random() < 0.85 else rng.uniform(-0.15, 0.15) * w)
    x = float(np.clip(x, w * 0.03, max(w * 0.03, w * 0.97 - wide)))
    top = y if y >= 0 else h + y - tall
    mask = np.zeros((h, w), np.uint8)
    paste(mask, ink, x, top, wide, tall)
    x0, y0, x1, y1 = (max(0, round(v)) for v in (x, top, x + wide, top + tall))
    under = image[y0:y1, x0:x1].reshape(-1, 3).mean(0) if y1 > y0 and x1 > x0 else image.reshape(-1, 3).mean(0)
    edge = None
    if rng.random() < 0.12:  # an outline or a shadow in another colour
        edge = vary(("white", "black", "gold", "navy")[int(rng.integers(4))], rng)
        moved = cv2.dilate(mask, np.ones((3, 3), np.uint8)) if rng.random() < 0.5 else cv2.warpAffine(mask, np.float32([[1, 0, 1.5], [0, 1, 1.5]]), (w, h))
        blend(image, moved, edge)
    if not _far(colour, under) and (edge is None or rng.random() < 0.8):
        colour = (28, 32, 60) if under.mean() > 120 else (240, 240, 238)
    if rng.random() < 0.2:  # faded, or printed pale
        mask = (mask * rng.uniform(0.4, 0.9)).astype(np.uint8)
    blend(image, mask, colour)
    letters = [(c, x + u * wide, top + v * tall) for c, u, v in _middles(face, text, tracking, arch)]
    return (x, top, x + wide, top + tall), letters


def _middles(face: str, text: str, tracking: float, arch: float) -> list[Letter]:
    """Each character's middle, in shares of the line's width and height; near enough to say which letter stands where."""
    size = font(face, 64)
    ends = np.array([0.0, *(size.getlength(text[:k]) + k * tracking * 64 for k in range(1, len(text) + 1))])
    u = (ends[:-1] + ends[1:]) / 2 / max(ends[-1], 1.0)
    drop = (2 * u - 1) ** 2 * arch if arch >= 0 else (1 - (2 * u - 1) ** 2) * -arch
    v = (0.5 + drop) / (1 + abs(arch))
    return [(c, float(a), float(b)) for c, a, b in zip(text, u, v, strict=True)]


def print_header(image: np.ndarray, design: Design, rng: np.random.Generator, faces: Faces = LETTERING, name: str | None = None, foreign: bool = False) -> Header:
    """Print the design's name and a slogan in place. `foreign`: the ground is not the design's own, so its colours and words need not be either."""
    h, w = image.shape[:2]
    name = design.name if name is None else name
    slogan = design.slogans[int(rng.integers(len(design.slogans)))]
    if foreign and rng.random() < 0.5:
        slogan = WORDS[int(rng.integers(len(WORDS)))]
    kind = design.header if rng.random() < (0.3 if foreign else 0.72) else tuple(faces)[int(rng.integers(len(faces)))]
    plain = kind != "script"
    if plain and rng.random() < 0.22:
        name = name.upper() if rng.random() < 0.7 else name.title()
    if not plain and name.isupper() and rng.random() < 0.8:
        name = name.title()
    colour = vary(design.colour, rng)
    if rng.random() < (0.6 if foreign else 0.12):
        colour = vary(tuple(COLOURS)[int(rng.integers(len(COLOURS)))], rng)
    at = design.at if rng.random() < 0.9 else ("foot" if design.at == "top" else "top")
    tall = h * float(np.exp(rng.uniform(np.log(0.1), np.log(0.19))))
    near, gap = rng.uniform(0.02, 0.075) * h, rng.uniform(0.015, 0.05) * h
    widest = rng.uniform(0.45, 0.85)
    box, letters = None, []
    if name:
        box, letters = _print(image, name, faces[kind], colour, near if at == "top" else -gap, tall, widest, rng, plain)
    if slogan and rng.random() < 0.85:
        small = SANS + SERIF if rng.random() < 0.85 else faces["script"]
        tint = colour if rng.random() < 0.5 else vary(design.ink, rng)
        length = h * rng.uniform(0.06, 0.12)
        letters += _print(image, slogan, small, tint, -gap if at == "top" else near, length, rng.uniform(0.4, 0.8), rng, False)[1]
    return Header(name, box, tuple(letters))


def frame(image: np.ndarray, cover: np.ndarray, rng: np.random.Generator, serial: tuple[float, float] | None = None) -> None:
    """A dealer's frame over the rim: what it covers is lost, what is printed on it isn't the serial, which stands at rows `serial` (top, bottom)."""
    h, w = image.shape[:2]
    colour = vary(((20, 20, 20), (25, 25, 28), (170, 170, 175), (220, 220, 220), (90, 90, 95), (130, 20, 25))[int(rng.integers(6))], rng)
    side, top, bottom = w * rng.uniform(0.005, 0.045), h * rng.uniform(0.015, 0.17), h * rng.uniform(0.015, 0.17)
    if serial and rng.random() < 0.2:  # it stands before the plate: seen from below or above it hides the serial's feet or heads
        reach = rng.uniform(-0.02, 0.11) * (serial[1] - serial[0])
        if rng.random() < 0.7:
            bottom = h - serial[1] + reach
        else:
            top = serial[0] + reach
    for target, value in ((image, colour), (cover, 20)):
        target[: round(top)] = value
        target[h - round(bottom) :] = value
        target[:, : round(side)] = value
        target[:, w - round(side) :] = value
    words = ("RIVERTON CITY", "HALDEN", "VANTARA OF", "AUTO MALL", "NORTHGATE", "MOTORS", "GO TEAM", "UNIVERSITY", "SPRINGFIELD", "BEST DAD", "ALUMNI", "DRIVE HAPPY")
    for y, size in ((0.0, top), (h - bottom, bottom)):
        if size > h * 0.06 and rng.random() < 0.8:
            ink = (235, 235, 235) if sum(colour) < 350 else (20, 20, 30)
            share = rng.uniform(0.4, 0.85)
            draw_label(image, words[int(rng.integers(len(words)))], SANS[int(rng.integers(len(SANS)))], w * (0.5 - share / 2), y + size * 0.15, w * share, size * 0.7, ink)
