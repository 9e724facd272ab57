"""The script of the sample scenes: who passes, where, in what light. No real plate is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passing:
    """One vehicle passing one unit.

    text and jurisdiction are None on an empty road. `ends` says which end of the vehicle angle 1 and angle 2
    see; states that issue one plate show the rear to both. speed in metres a second.
    """

    id: str
    unit: str
    light: str
    body: str | None
    text: str | None
    jurisdiction: str | None
    ends: tuple[str, str]
    speed: float
    frames: tuple[int, int]


PASSINGS = (
    Passing("p01", "fixed", "day", "sedan", "SC4H7K", "us-mo", ("rear", "front"), 12.0, (5, 5)),
    Passing("p02", "fixed", "day", "suv", "FN8R2T", "us-mo", ("rear", "rear"), 10.0, (5, 4)),
    # One character away from p02: the matcher must tell them apart.
    Passing("p03", "vehicle", "overcast", "suv", "FN8B2T", "us-mo", ("rear", "front"), 5.0, (5, 5)),
    Passing("p04", "fixed", "overcast", "van", "DK81402", "us-il", ("rear", "rear"), 11.0, (4, 5)),
    Passing("p05", "fixed", "dusk", "pickup", "284KLM", "us-ks", ("rear", "rear"), 9.0, (5, 5)),
    Passing("p06", "vehicle", "dusk", "sedan", "XH3K9D", "us-mo", ("rear", "front"), 4.0, (6, 4)),
    Passing("p07", "fixed", "infrared", "pickup", "TL6P1W", "us-mo", ("rear", "rear"), 10.0, (5, 5)),
    Passing("p08", "vehicle", "night", "van", "JRE418", "us-ia", ("rear", "rear"), 5.0, (5, 5)),
    Passing("p09", "fixed", "night", "suv", "482RWN", "us-ar", ("rear", "rear"), 9.0, (4, 4)),
    Passing("e01", "fixed", "day", None, None, None, ("rear", "rear"), 0.0, (3, 3)),
    Passing("e02", "fixed", "infrared", None, None, None, ("rear", "rear"), 0.0, (2, 2)),
)
