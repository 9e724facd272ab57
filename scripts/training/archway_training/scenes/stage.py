"""Plays one passing before the two cameras of a unit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..plates import render_plate
from .bodies import random_body
from .camera import Camera, look
from .light import random_light
from .passings import Passing
from .render import Parked, Seen, render_scene
from .road import random_street
from .vehicles import build_vehicle

SIZE = (1280, 720)
FRAME_MS = 100
# Pixels a metre of a vehicle's pictures: fine enough for a vehicle that fills the frame.
DETAIL = 420
# Metres from the camera to the plate when the passing is half over.
DISTANCE = {"fixed": 12.0, "vehicle": 8.5}
FOCAL = {"fixed": 3500, "vehicle": 2250}


@dataclass(frozen=True)
class Frame:
    angle: int
    index: int
    t_ms: int
    image: np.ndarray
    seen: list[Seen]


def play(
    passing: Passing,
    seed: int,
    frame_ms: int = FRAME_MS,
    frames: tuple[int, int] | None = None,
    size: tuple[int, int] = SIZE,
    oversample: float = 1.5,
) -> Iterator[Frame]:
    """Frames in time order within each angle; angle 2 begins 40 ms after the vehicle is out of angle 1's view.

    frames: how many of each angle, if not the passing's own; 0 leaves an angle out.
    """
    rng = np.random.default_rng([seed, int.from_bytes(passing.id.encode(), "big")])
    street, light = random_street(rng), random_light(rng, passing.light)
    parked = vehicle_of(passing, rng)
    start = 0
    for angle in (1, 2):
        count = (frames or passing.frames)[angle - 1]
        if count == 0:
            continue
        end = passing.ends[angle - 1]
        height = 0.7 if parked is None else parked.vehicle.plates[end][:, 1].mean()
        for index in range(count):
            t = index * frame_ms / 1000
            along = passing.speed * (t - (count - 1) * frame_ms / 2000)
            camera = camera_of(passing, angle, height, size)
            items = [] if parked is None else [standing(parked, end, DISTANCE[passing.unit], along)]
            image, seen = render_scene(camera, light, street, items, rng, oversample=oversample)
            yield Frame(angle, index, start + round(t * 1000), image, seen)
        start += count * frame_ms + 40


def vehicle_of(passing: Passing, rng: np.random.Generator) -> Parked | None:
    if passing.text is None:
        return None
    body = random_body(rng, passing.body)
    plate = render_plate(rng, text=passing.text, jurisdiction=passing.jurisdiction).image
    return Parked(passing.id, build_vehicle(body, rng, DETAIL), {end: plate for end in set(passing.ends)})


def standing(item: Parked, end: str, distance: float, along: float) -> Parked:
    """The vehicle with its plate `distance` ahead; seen from the rear it drives off, from the front it comes on."""
    if end == "rear":
        vehicle = item.vehicle.placed(0.0, np.array([0.0, 0.0, distance + along]))
    else:
        length = item.vehicle.footprint[:, 2].max()
        vehicle = item.vehicle.placed(np.pi, np.array([0.0, 0.0, distance + length - along]))
    return Parked(item.key, vehicle, item.plates)


def camera_of(passing: Passing, angle: int, height: float, size: tuple[int, int]) -> Camera:
    """A fixed unit looks down from poles on both sides, a vehicle unit from its own roof on its two flanks.

    height: of the plate above the road, in metres; cameras are set up to have it a little below the middle.
    """
    side = -1 if angle == 1 else 1
    aim = (0.12 * side, height + 0.22, DISTANCE[passing.unit])
    if passing.unit == "fixed":
        place = (side * (2.9 if angle == 1 else 3.4), 3.1 if angle == 1 else 2.5, 0.0)
    else:
        place = (side * (3.0 if angle == 1 else 2.4), 1.7, 0.0)
    return look(place, aim, FOCAL[passing.unit] * size[0] / SIZE[0], size, roll=0.012 * side)
