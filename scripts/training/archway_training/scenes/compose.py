"""Composes training scenes: drawn vehicles, or plates alone, before real and drawn backgrounds.

Everything in them is known, so the detector may be told firmly what is no plate: lettering, badges, lamps,
stickers, road signs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .bodies import random_body
from .camera import Camera, look
from .drawing import Board
from .labelled import Labelled
from .light import Light, random_light
from .near import near_scene
from .paste import light_of, paste_plate, plate_quad
from .render import Parked, faces_camera, render_scene
from .road import random_street
from .vehicles import build_vehicle

SIZE = (832, 512)
# Pixels a metre of a vehicle's pictures: the vehicle is seldom wider than 500 px here.
DETAIL = 200
KEPT_VEHICLES = 60
KEPT_PLACES = 16
# Of the scenes that don't show a plate from near, this share shows plates alone before a road, the others vehicles.
ALONE = 0.3
LIGHTS = {"day": 0.35, "overcast": 0.3, "dusk": 0.15, "night": 0.1, "infrared": 0.1}
SIGNS = ("EXIT 24", "SPEED LIMIT 35", "NO PARKING", "OPEN", "FOR SALE 555-0142", "STOP", "ONE WAY", "TAXI", "BUS 42", "PIZZA",
         "US 63", "DETOUR", "YIELD", "SALE 50%", "ROUTE 7B", "NO. 1185", "KEEP RIGHT", "LOADING ZONE")  # fmt: skip


class SceneComposer:
    """Call it with a generator and a source of plates (RGB uint8 [h,w,3]); it returns a complete scene, a share of `near` of them plates from near."""

    def __init__(self, backgrounds: Path, near: float = 0.0):
        self.near = near
        files = sorted(backgrounds.glob("*.jpg"))
        if not files:
            raise FileNotFoundError(f"{backgrounds} holds no .jpg: point --data at the folder that holds backgrounds/")
        self.backgrounds = [cv2.imread(str(f), cv2.IMREAD_COLOR)[:, :, ::-1] for f in files]
        self.vehicles = []
        self.places: list[Place] = []

    def __call__(self, rng: np.random.Generator, plate: Callable[[], np.ndarray]) -> Labelled:
        kind = rng.random()
        if kind < self.near:
            return near_scene(rng, plate, self.background(rng))
        if kind < self.near + ALONE * (1 - self.near):
            return self.plates_alone(rng, plate)
        return self.street_scene(rng, plate)

    def background(self, rng: np.random.Generator) -> np.ndarray:
        """A random part of a background, RGB uint8 of SIZE."""
        image = self.backgrounds[int(rng.integers(len(self.backgrounds)))]
        h, w = image.shape[:2]
        part = rng.uniform(0.45, 1.0)
        cw, ch = int(w * part), min(int(w * part * SIZE[1] / SIZE[0]), h)
        x, y = int(rng.integers(0, w - cw + 1)), int(rng.integers(0, h - ch + 1))
        image = cv2.resize(image[y : y + ch, x : x + cw], SIZE, interpolation=cv2.INTER_AREA)
        return image[:, ::-1].copy() if rng.random() < 0.5 else image.copy()

    def street_scene(self, rng: np.random.Generator, plate: Callable[[], np.ndarray]) -> Labelled:
        place = self.place(rng)
        camera, light, distance = place.camera, place.light, place.distance
        parked = []
        for k in range(int(rng.integers(1, 4))):
            front = rng.random() < 0.4
            vehicle = self.vehicle(rng)
            length = vehicle.footprint[:, 2].max()
            x = rng.normal(0, 0.5) if k == 0 else rng.choice([-3.6, 3.6, -7.0]) + rng.normal(0, 0.3)
            z = distance if k == 0 else distance + rng.uniform(-1.0, 14.0)
            turn = rng.normal(0, 0.25) + (np.pi if front else 0.0)
            placed = vehicle.placed(turn, np.array([x, 0.0, z + (length if front else 0.0)]))
            hung = {end: plate() for end in ("rear", "front") if rng.random() < 0.92}
            parked.append(Parked(str(k), placed, hung))
        backdrop = place.image.copy() if rng.random() < 0.45 else self.background(rng)
        for _ in range(int(rng.integers(0, 3))):
            sign(backdrop, rng)
        image, seen = render_scene(camera, light, None, parked, rng, backdrop)
        quads = np.array([s.corners.reshape(8) for s in seen], np.float32).reshape(-1, 8)
        # A plate cut by the frame or by another vehicle is in view but not in `seen`: say nothing about it.
        return Labelled(image, quads, np.ones(len(quads), bool), half_seen(camera, parked, quads), True)

    def plates_alone(self, rng: np.random.Generator, plate: Callable[[], np.ndarray]) -> Labelled:
        """Plates at every angle before a photograph of a road: the plate itself, whatever is around it."""
        image = self.background(rng)
        for _ in range(int(rng.integers(0, 4))):
            sign(image, rng)
        quads = []
        for _ in range(int(rng.integers(1, 4))):
            face = plate()
            width = float(np.exp(rng.uniform(np.log(28), np.log(200))))
            centre = rng.uniform(0.1, 0.9, 2) * SIZE
            aspect = face.shape[1] / face.shape[0]
            quad = plate_quad(
                rng, centre, width, aspect, rng.normal(0, 0.45), rng.normal(0, 0.2), rng.normal(0, 0.1)
            )
            if any(np.hypot(*(centre - q.mean(0))) < width for q in quads):
                continue
            ground = np.clip([centre[0] - width, centre[1] - width * 0.6, centre[0] + width, centre[1] + width * 0.6], 0, None).astype(int)
            body(image, ground, rng)
            light = light_of(image[ground[1] : ground[3], ground[0] : ground[2]]) * rng.uniform(0.6, 1.3)
            paste_plate(image, face, quad, np.clip(light, 0.12, 1.2), rng.uniform(0.3, 0.9))
            quads.append(quad)
        flat = np.array([q.reshape(8) for q in quads], np.float32).reshape(-1, 8)
        return Labelled(image, flat, np.ones(len(flat), bool), np.zeros((0, 4), np.float32), True)

    def vehicle(self, rng: np.random.Generator):
        """Drawing a vehicle costs more than the rest of a scene: most are met again, at another angle."""
        if len(self.vehicles) < KEPT_VEHICLES or rng.random() < 0.15:
            self.vehicles.append(build_vehicle(random_body(rng), rng, DETAIL))
            self.vehicles = self.vehicles[-KEPT_VEHICLES:]
        return self.vehicles[int(rng.integers(len(self.vehicles)))]

    def place(self, rng: np.random.Generator) -> "Place":
        """So does drawing a street: a view of one serves some fifteen scenes."""
        if len(self.places) < KEPT_PLACES or rng.random() < 0.07:
            self.places.append(random_place(rng))
            self.places = self.places[-KEPT_PLACES:]
        return self.places[int(rng.integers(len(self.places)))]


@dataclass(frozen=True)
class Place:
    """A view of an empty street, RGB uint8 of SIZE; `distance` metres ahead stands the first vehicle."""

    camera: Camera
    light: Light
    distance: float
    image: np.ndarray


def random_place(rng: np.random.Generator) -> Place:
    light = random_light(rng, str(rng.choice(list(LIGHTS), p=list(LIGHTS.values()))))
    distance = float(np.exp(rng.uniform(np.log(5), np.log(18))))
    wanted = float(np.exp(rng.uniform(np.log(26), np.log(130))))
    aim = (rng.normal(0, 0.6), 0.8, distance)
    camera = look(
        (rng.normal(0, 2.2), rng.uniform(0.9, 3.5), 0), aim, wanted * distance / 0.305, SIZE, rng.normal(0, 0.03)
    )
    image, _ = render_scene(camera, light, random_street(rng), [], rng)
    return Place(camera, light, distance, image)


def half_seen(camera, parked: list[Parked], quads: np.ndarray) -> np.ndarray:
    """Boxes [k,4] of plates in view that are not among the quads."""
    boxes = []
    for item in parked:
        for end in item.plates:
            if camera.depth(item.vehicle.plates[end]).min() < 0.5:
                continue
            c = camera.project(item.vehicle.plates[end])
            if faces_camera(c) and (not len(quads) or np.abs(quads - c.reshape(8)).max(1).min() > 0.01):
                boxes.append([*c.min(0), *c.max(0)])
    return np.array(boxes, np.float32).reshape(-1, 4)


def body(image: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> None:
    """Half of the time, a panel in some paint behind the plate."""
    if rng.random() < 0.5:
        x0, y0, x1, y1 = box
        panel = image[y0:y1, x0:x1].astype(np.float32)
        paint = rng.uniform(15, 230) + rng.normal(0, 15, 3)
        ramp = np.linspace(rng.uniform(0.7, 1.2), rng.uniform(0.6, 1.1), panel.shape[0])[:, None, None]
        image[y0:y1, x0:x1] = np.clip(panel * 0.15 + paint * ramp * 0.85, 0, 255).astype(np.uint8)


def sign(image: np.ndarray, rng: np.random.Generator) -> None:
    """Pastes lettering that is no plate."""
    words = str(rng.choice(SIGNS))
    height = 0.16
    width = max(0.1 * len(words), 0.16)
    grounds = ((240, 240, 236), (28, 110, 62), (190, 30, 36), (248, 196, 30), (30, 60, 140), (30, 30, 32))
    ground = grounds[int(rng.integers(len(grounds)))]
    ink = (250, 250, 246) if sum(ground) < 420 else (24, 24, 28)
    board = Board(width, height, 500, (*ground, 255))
    if rng.random() < 0.6:
        board.box(0.006, 0.006, width - 0.006, height - 0.006, None, 0.01, (*ink, 255), 0.006)
    board.words(width / 2, height / 2, words, 0.075, (*ink, 255))
    face = board.pixels()[:, :, :3]
    size = float(np.exp(rng.uniform(np.log(24), np.log(160))))
    centre = rng.uniform(0.05, 0.95, 2) * SIZE * np.array([1, 0.7])
    quad = plate_quad(rng, centre, size, face.shape[1] / face.shape[0], rng.normal(0, 0.3), rng.normal(0, 0.1), 0)
    if (quad < 0).any() or (quad > SIZE).any():
        return
    light = light_of(image[int(quad[:, 1].min()) : int(quad[:, 1].max()) + 1, int(quad[:, 0].min()) : int(quad[:, 0].max()) + 1])
    paste_plate(image, face, quad, np.clip(light, 0.3, 1.1), rng.uniform(0.3, 0.9))
