"""One labelled plate for the jurisdiction model: which look, which name, what is hidden.

Half wear a look of their state. A quarter wear another state's, so that the name must be read; a sixth have the
right look and no name; a tenth are of no state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..plates import Plate
from ..plates.designs import HOME, OTHER, US, Design
from ..plates.fonts import HELD_OUT, LETTERING
from ..plates.render import Dress, render_design
from .classes import CLASSES, ELSEWHERE, STATES, looks

SHARES = {"own": 0.5, "foreign": 0.25, "nameless": 0.15, "elsewhere": 0.1}
# Names near those of states, and of no state.
STRANGERS = (
    "NEW SOUTH WALES", "SOUTH AUSTRALIA", "WESTERN AUSTRALIA", "NORTHERN TERRITORY", "VICTORIA", "QUEENSLAND", "TASMANIA", "NEW ZEALAND",
    "Puerto Rico", "GUAM", "U.S. VIRGIN ISLANDS", "AMERICAN SAMOA", "U.S. GOVERNMENT", "Cherokee Nation", "Navajo Nation", "YUKON",
    "NUNAVUT", "NEWFOUNDLAND", "Prince Edward Island", "BERMUDA", "JAMAICA", "BRASIL", "ARGENTINA", "COLOMBIA", "PERU", "CHILE", "PANAMA",
    "COSTA RICA", "GUATEMALA", "CUBA", "SINALOA", "DURANGO", "BAJA CALIFORNIA", "COAHUILA", "DIPLOMAT", "HERTFORD", "LONDON", "ISRAEL",
)  # fmt: skip
_ODDS = np.array([HOME.get(s, 1.0) ** 0.4 for s in STATES])
_ODDS /= _ODDS.sum()


@dataclass(frozen=True)
class Labelled:
    """A drawn plate, its class (a place in CLASSES) and how it was dressed (a key of SHARES)."""

    plate: Plate
    label: int
    kind: str


def _stranger(rng: np.random.Generator) -> Design:
    if rng.random() < 0.5:
        return OTHER[int(rng.integers(len(OTHER)))]
    if rng.random() < 0.6:
        name = STRANGERS[int(rng.integers(len(STRANGERS)))]
    else:  # a state's name with its letters in disorder: no word, yet of its letters
        letters = list(STATES and US[int(rng.integers(len(US)))].name)
        rng.shuffle(letters)
        name = "".join(letters).strip()
    return replace(US[int(rng.integers(len(US)))], name=name, slogans=("", "CLASSIC", "OFFICIAL"))


def draw(rng: np.random.Generator, held_out: bool = False, kind: str | None = None) -> Labelled:
    """Draw a plate; `held_out` takes the types of lettering and the looks that training never sees."""
    kind = kind or str(rng.choice(list(SHARES), p=list(SHARES.values())))
    faces = HELD_OUT if held_out else LETTERING
    dress = Dress(faces, foreign=float(kind == "foreign"), nameless=float(kind == "nameless"), framed=0.25)
    if kind == "elsewhere":
        plate = render_design(rng, _stranger(rng), replace(dress, foreign=0.7, nameless=0.05))
        return Labelled(plate, CLASSES.index(ELSEWHERE), kind)
    state = STATES[int(rng.choice(len(STATES), p=_ODDS))]
    choice = looks(state, False)
    if held_out and kind != "nameless" and rng.random() < 0.5:
        choice = looks(state, True) or choice
    odds = np.array([d.weight for d in choice])
    plate = render_design(rng, choice[int(rng.choice(len(choice), p=odds / odds.sum()))], dress)
    hidden = plate.foreign and plate.name_seen <= 0.5
    return Labelled(plate, CLASSES.index(ELSEWHERE if hidden else state), kind)
