"""The classes: 51 jurisdictions and "xx" (any other, or none to be told), and what of plates is held out for validation."""

from __future__ import annotations

from ..plates.designs import US, Design

STATES: tuple[str, ...] = tuple(sorted({d.code for d in US}))
ELSEWHERE = "xx"
CLASSES: tuple[str, ...] = (*STATES, ELSEWHERE)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST = 48  # letters above and below a serial that a pool keeps


def letter(char: str) -> int:
    """A letter's place in LETTERS, upper case as lower; -1 for what is none (spaces, dots, digits)."""
    return LETTERS.find(char.lower().replace("é", "e")) if char.strip() else -1


def looks(state: str, held_out: bool) -> tuple[Design, ...]:
    """A state's looks: those for training, or one that training never draws (of states with four looks or more)."""
    every = [d for d in US if d.code == state]
    if len(every) < 4:
        return () if held_out else tuple(every)
    kept = min(every, key=lambda d: d.weight)
    return tuple(d for d in every if (d is kept) == held_out)
