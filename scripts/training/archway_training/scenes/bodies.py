"""The measures and looks of a vehicle, drawn at random."""

from dataclasses import dataclass

import numpy as np

# Share of American roads, roughly.
KINDS = {"sedan": 0.36, "suv": 0.34, "pickup": 0.2, "van": 0.1}
PAINTS = (
    (236, 236, 234), (222, 224, 226), (190, 194, 198), (150, 154, 158), (96, 100, 106), (52, 55, 60), (24, 25, 28),
    (18, 19, 22), (120, 22, 26), (156, 34, 32), (28, 46, 92), (40, 76, 130), (92, 122, 150), (38, 66, 54),
    (110, 98, 80), (176, 164, 140), (196, 148, 42),
)  # fmt: skip


@dataclass(frozen=True)
class Body:
    """Metres. profile: points (z from the rear bumper, y above the road) over the vehicle's back, from the
    rear's foot to the front's foot; `belt` is where glass begins."""

    kind: str
    paint: tuple[int, int, int]
    dark_bumpers: bool
    length: float
    width: float
    height: float
    belt: float
    floor: float
    wheel: float
    profile: tuple[tuple[float, float], ...]
    plate_rear: tuple[float, float]
    plate_front: tuple[float, float]
    lamp_style: int
    badge: str
    words: tuple[str, ...]


# Invented names: lettering on a vehicle must not be taken for a plate.
BADGES = ("AURORA", "TERRA", "VANTO", "OSAGE", "MERIDIAN", "PIKE", "RIVERA", "NOMA", "COLT X", "HARLAN", "ZEPHYR")
TRIMS = ("LX", "GT", "2.0T", "4X4", "AWD", "XLE", "HYBRID", "V6", "SPORT", "1500", "LTZ", "S60", "EX-L", "Z71")


def random_body(rng: np.random.Generator, kind: str | None = None) -> Body:
    kind = kind or str(rng.choice(list(KINDS), p=list(KINDS.values())))
    v = lambda low, high: float(rng.uniform(low, high))  # noqa: E731
    floor = v(0.22, 0.28)
    if kind == "sedan":
        length, width, height, belt = v(4.5, 5.0), v(1.76, 1.88), v(1.42, 1.5), v(0.9, 0.97)
        deck = belt + v(0.02, 0.1)
        profile = ((0.0, floor), (0.02, 0.55), (0.06, deck), (0.55, deck + 0.02), (1.25, height - 0.02),
                   (2.6, height), (3.45, belt + 0.04), (length - 0.1, 0.74), (length, 0.56), (length, floor))  # fmt: skip
    elif kind == "pickup":
        length, width, height, belt = v(5.4, 5.9), v(1.94, 2.03), v(1.82, 1.95), v(1.14, 1.24)
        floor += 0.15
        profile = ((0.0, floor), (0.0, 0.7), (0.02, belt), (0.03, belt), (1.75, belt), (1.95, height),
                   (3.4, height), (4.05, belt + 0.04), (length - 0.06, 1.08), (length, floor))  # fmt: skip
    else:
        tall = kind == "van"
        length, width = v(4.5, 5.1), v(1.84, 1.98)
        height, belt = (v(1.8, 2.1) if tall else v(1.64, 1.8)), v(1.0, 1.1)
        slope = 0.1 if tall else v(0.22, 0.42)
        profile = ((0.0, floor), (0.0, 0.62), (0.05, belt), (0.06, belt), (0.06 + slope, height - 0.04),
                   (2.9, height), (3.65, belt + 0.04), (length - 0.08, 0.94), (length, 0.6), (length, floor))  # fmt: skip
    low = rng.random() < (0.35 if kind != "pickup" else 0.9)
    rear_y = v(0.5, 0.58) + (0.15 if kind == "pickup" else 0) if low else v(0.72, 0.86) + (0.1 if belt > 1 else 0)
    words = tuple(rng.choice(TRIMS, size=int(rng.integers(0, 3)), replace=False))
    return Body(
        kind, tuple(PAINTS[int(rng.integers(len(PAINTS)))]), bool(rng.random() < 0.35), length, width, height, belt,
        floor, v(0.31, 0.37) + (0.05 if kind == "pickup" else 0), profile,
        (float(rng.normal(0, 0.02)), rear_y), (float(rng.normal(0, 0.05)), v(0.42, 0.52) + (0.1 if floor > 0.33 else 0)),
        int(rng.integers(4)), str(rng.choice(BADGES)), words,
    )  # fmt: skip
