"""Plates of the kinds that a reader stumbles over: `render_kind(rng, kind)`.

They are put together from the same parts as `render_plate`, but each is certainly of its kind, and some look
like nothing that `render_plate` draws (paper tags, strong pictures). Training draws none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .designs import US, Design
from .emblems import blend, draw_background, draw_label
from .fonts import SANS
from .ground import vary
from .header import print_header
from .render import Plate, _bolts, _ground, _serial, _stickers
from .serial import Typeface, _fill, text_of, tokens

HOME = ("mo", "il", "ks", "ar", "ia", "ky", "tn", "ne", "ok")
WORDS = {"government": ("OFFICIAL", "MUNICIPAL", "STATE VEHICLE", "OFFICIAL USE ONLY"), "dealer": ("DEALER", "DEALER DRIVE-AWAY", "DLR")}


@dataclass(frozen=True)
class Recipe:
    """What makes a plate one of its kind. Formats as in `designs`; `width` in pixels, of 160 in height."""

    formats: tuple[str, ...]
    ground: str = ""  # see `ground.paint`; empty: the state's own
    ink: str = ""
    pictures: int = 0
    aside: bool = False
    width: int = 320
    printed: bool = False


ORDINARY = ("LLD LDL", "LLL DDD", "DDD LLL", "LL DDDDD")
KINDS: dict[str, Recipe] = {
    "stacked letters": Recipe(("DDDD", "LDDDD", "DDDDD", "LLDD"), aside=True),
    "black plate": Recipe(ORDINARY, "plain black", "white"),
    "graphics behind": Recipe(ORDINARY, pictures=3),
    "motorcycle": Recipe(("LDDDL", "DDDDD", "LLDDD", "DLDDD"), width=274),
    "paper tag": Recipe(("LDDDDDD", "DDDDLLL", "DDLLDDD", "LLDDDDD"), "plain #f4f4f0", "black", printed=True),
    "government": Recipe(("DD-DDDD", "DDDDDD", "LL DDDD", "DDD-DDD"), "plain white"),
    "dealer": Recipe(("D-DDDD-L", "DDDDL", "LD DDDD", "DDD-LDD"), "plain white"),
    "few characters": Recipe(("LL", "LLL", "LD", "LLLL", "DDD")),
}


def render_kind(rng: np.random.Generator, kind: str) -> Plate:
    """A plate of Missouri or a neighbour, of a kind that stands in `KINDS`."""
    recipe = KINDS[kind]
    looks = [d for d in US if d.code[3:] in HOME]
    design = dressed(looks[int(rng.integers(len(looks)))], recipe)
    h, w = 160, recipe.width
    ink = vary(design.ink, rng)
    image = _ground(design, h, w, rng)
    for _ in range(recipe.pictures):
        draw_background(image, float(rng.uniform(0.35, 0.6)), rng)
    if abs(sum(ink) - float(image.mean()) * 3) < 150:
        ink = (25, 30, 60) if image.mean() > 128 else (240, 240, 240)
    cover = np.full((h, w), 255, np.uint8)
    around(kind, image, design, ink, rng)
    if not recipe.printed:
        _stickers(image, cover, rng)

    face = Typeface(rng)
    if recipe.printed:
        face.die = face.cell = None
    pattern = _fill(recipe.formats[int(rng.integers(len(recipe.formats)))], rng)
    aside = str(rng.choice(["left", "right"])) if recipe.aside else ""
    line = tokens(pattern, face, aside, rng)
    mask = _serial(image, line, face, design, ink, w * 0.05, w * 0.95, rng)
    blend(image, mask, ink)
    cover = np.minimum(cover, 255 - (mask * 0.85).astype(np.uint8))
    if not recipe.printed:
        _bolts(image, cover, rng)
    return Plate(image, text_of(line), design.code, cover)


def dressed(design: Design, recipe: Recipe) -> Design:
    """The state's design in the kind's colours, without what belongs to its passenger plates."""
    return replace(design, ground=recipe.ground, ink=recipe.ink or design.ink) if recipe.ground else design


def around(kind: str, image: np.ndarray, design: Design, ink: tuple[int, int, int], rng: np.random.Generator) -> None:
    """What stands above and below the serial, in place."""
    h, w = image.shape[:2]
    sans: Callable[[], str] = lambda: SANS[int(rng.integers(len(SANS)))]  # noqa: E731
    if kind == "paper tag":
        draw_label(image, f"{design.name.upper()} TEMPORARY", sans(), w * 0.15, h * 0.05, w * 0.7, h * 0.13, ink)
        expiry = f"EXPIRES {rng.integers(1, 13):02d}/{rng.integers(1, 29):02d}/{rng.integers(24, 28)}"
        draw_label(image, expiry, sans(), w * 0.08, h * 0.84, w * 0.5, h * 0.11, ink)
    elif kind in WORDS:
        words = WORDS[kind]
        draw_label(image, design.name.upper(), sans(), w * 0.28, h * 0.04, w * 0.44, h * 0.13, ink)
        draw_label(image, words[int(rng.integers(len(words)))], sans(), w * 0.25, h * 0.84, w * 0.5, h * 0.11, ink)
    else:
        print_header(image, design, rng)
