"""The 36 characters of a plate as the strokes that a die cuts, each in several shapes."""

from __future__ import annotations

from .dies import ALPHABET, DieStyle

# A stroke is (points, closed); a point is (x, y, radius): x and y as fractions
# of the centre-line box, radius as a multiple of the style's corner radius.
Stroke = tuple[list[tuple[float, float, float]], bool]


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


# G by choice: where its head ends, how high its throat comes up, how far a spur goes inward from there, and a bar across it
# (from, to) where the die has one. With a short spur, as on Virginia's and California's, little parts it from C.
_GEES: tuple[tuple[float, float, float, tuple[float, float] | None], ...] = (
    (0.26, 0.56, 0.5, None), (0.26, 0.56, 0.5, (0.5, 1.0)), (0.26, 0.5, 0.0, None), (0.3, 0.58, 0.28, None), (0.34, 0.62, 0.38, None),
    (0.26, 0.54, 0.0, (0.66, 1.06)), (0.32, 0.62, 0.0, (0.6, 1.12)), (0.22, 0.5, 0.2, None), (0.28, 0.6, 0.16, None), (0.24, 0.64, 0.22, None),
    (0.3, 0.56, 0.12, None), (0.27, 0.6, 0.0, (0.82, 1.1)), (0.22, 0.66, 0.28, None), (0.28, 0.58, 0.0, (0.76, 1.0)),
)  # fmt: skip


def _gee(choice: int) -> list[Stroke]:
    head, throat, spur, bar = _GEES[choice]
    tail = [(1, throat)] + ([(1 - spur, throat)] if spur else [])
    body = _open((1, head), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), *tail)
    return [body] + ([_open((bar[0], throat), (bar[1], throat))] if bar else [])


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
        top, foot = ((0.27, 0.73), (0.22, 0.78), (0.31, 0.7), (0.18, 0.83), (0.25, 0.7))[c]
        return [_open((1, top), (1, 0, 1), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, foot))]
    if char == "D":
        r, x = ((1.15, 0.0), (0.75, 0.0), (1.1, 0.1), (0.55, 0.0))[c]
        bowl = [_loop((x, 0), (1, 0, r), (1, 1, r), (x, 1))]
        return bowl + ([_open((0, 0), (0.5, 0)), _open((0, 1), (0.5, 1))] if x else [])
    if char == "E":
        return [_open((1, 0), (0, 0), (0, 1), (1, 1)), _open((0, 0.48), (0.8, 0.48))]
    if char == "F":
        return [_open((1, 0), (0, 0), (0, 1)), _open((0, 0.49), (0.8, 0.49))]
    if char == "G":
        return _gee(c)
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
