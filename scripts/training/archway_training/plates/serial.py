"""The serial: what it says and how its characters, gaps and emblems stand in line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .designs import Design
from .dies import ALPHABET, draw_style
from .fonts import SERIAL, text_mask
from .glyphs import stamp
from .masks import paste

LETTERS, DIGITS = ALPHABET[10:], ALPHABET[:10]
VOWELS, CONSONANTS = "AEIOU", "BCDFGHJKLMNPRSTVWYZ"


@dataclass(frozen=True)
class Token:
    """One thing in the line: a character, stacked small ones, or what stands between. `width` in serial heights."""

    kind: str  # char | stack (small, no part of the text) | gap | dash | dot | emblem | sticker | map
    text: str = ""
    width: float = 0.0


def _fill(fmt: str, rng: np.random.Generator) -> str:
    return "".join(LETTERS[int(rng.integers(26))] if c == "L" else DIGITS[int(rng.integers(10))] if c == "D" else c for c in fmt)


def _vanity(rng: np.random.Generator) -> str:
    word = ""
    while len(word) < int(rng.integers(2, 8)):
        consonant = CONSONANTS[int(rng.integers(len(CONSONANTS)))]
        word += consonant * (2 if rng.random() < 0.15 else 1) + (VOWELS[int(rng.integers(5))] if rng.random() < 0.7 else "")
    if rng.random() < 0.3:
        word += DIGITS[int(rng.integers(10))]
    return word[:7]


def choose_pattern(design: Design, text: str | None, rng: np.random.Generator) -> str:
    """A serial with separators, e.g. "AB1#C2D". With `text`, its characters in the design's own grouping where that fits."""
    if text is not None:
        fits = [f for f in design.formats if sum(c in "LD" for c in f) == len(text)]
        exact = [f for f in fits if all((c == "L") == t.isalpha() for c, t in zip([c for c in f if c in "LD"], text, strict=True))]
        if not fits:
            return text
        fmt = (exact or fits)[int(rng.integers(len(exact or fits)))]
        rest = iter(text)
        return "".join(next(rest) if c in "LD" else c for c in fmt)
    kind = rng.random()
    if kind < 0.62:
        return _fill(design.formats[int(rng.integers(len(design.formats)))], rng)
    if kind < 0.79:  # of narrow dies, personalised plates are most of what is misread: they show the letters that serials leave out
        word = _vanity(rng)
        cut = int(rng.integers(1, len(word))) if len(word) > 3 and rng.random() < 0.3 else 0
        return word[:cut] + " " + word[cut:] if cut else word
    out = ""  # any mixture: formats are no law, and the reader must not learn them as one
    for k in range(int(rng.integers(4, 9))):
        if k and rng.random() < 0.15 and out[-1].isalnum():
            out += " -*.#"[int(rng.integers(5))]
        out += ALPHABET[int(rng.integers(36))]
    return out


class Typeface:
    """One draw of a plate's characters: a parametric die or an open font, stretched."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.die = draw_style(rng) if rng.random() < 0.72 else None
        self.font = SERIAL[int(rng.integers(len(SERIAL)))]
        self.stretch = float(rng.uniform(0.75, 1.15))
        # Most dies have one width: a 1 stands alone in a cell as wide as an M's.
        self.cell = self._natural("H") * float(rng.uniform(0.95, 1.1)) if rng.random() < 0.6 else None

    def width(self, char: str) -> float:
        """Room that `char` takes in the line, in serial heights."""
        return self.cell or self._natural(char)

    def _natural(self, char: str) -> float:
        if self.die:
            return self.die.width(char)
        ink = text_mask(self.font, char)
        tall = text_mask(self.font, "H").shape[0]
        return float(np.clip(ink.shape[1] / tall * self.stretch, 0.12, 0.75))

    def draw(self, mask: np.ndarray, char: str, x: float, y: float, w: float, h: float) -> None:
        """Draw `char` into the box, in the middle of it where it is narrower than its cell."""
        narrow = w * min(1.0, self._natural(char) / self.width(char))
        x, w = x + (w - narrow) / 2, narrow
        if self.die:
            stamp(mask, char, self.die, x, y, w, h)
        else:
            paste(mask, text_mask(self.font, char), x, y, w, h)


def tokens(pattern: str, face: Typeface, aside: str, rng: np.random.Generator) -> list[Token]:
    """The line's tokens. `aside` is "left", "right" or "": where small characters stand one over the other beside the serial."""
    widths = {" ": ("gap", rng.uniform(0.2, 0.6)), "-": ("dash", rng.uniform(0.22, 0.4)), ".": ("dot", rng.uniform(0.14, 0.26)),
              "*": ("emblem", rng.uniform(0.35, 0.75)), "#": ("sticker", rng.uniform(0.36, 0.62)), "_": ("map", rng.uniform(0.4, 0.7))}  # fmt: skip
    line = [Token("char", c, face.width(c)) if c in ALPHABET else Token(widths[c][0], c, float(widths[c][1])) for c in pattern]
    if aside:
        text = "".join(ALPHABET[int(rng.integers(10 if rng.random() < 0.75 else 0, 36))] for _ in range(int(rng.choice([1, 2, 2, 2, 2, 3]))))
        extra = Token("stack", text, max(face.width(c) for c in text) * float(rng.uniform(0.42, 0.62)))
        line = [extra, *line] if aside == "left" else [*line, extra]
    return line


def text_of(line: list[Token]) -> str:
    """What a reader of the line writes down: A–Z0–9.

    Stacked small characters tell the kind of plate (DV, 6C, 4H) and stay out: most registers
    leave them out, and a rule that holds everywhere can be learnt from pixels.
    """
    return "".join(t.text for t in line if t.kind == "char")
