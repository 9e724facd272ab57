"""One picture of a street with vehicles, and where their plates came to lie."""

from dataclasses import dataclass

import cv2
import numpy as np

from .camera import Camera
from .light import Light, add_glow, cast_shadow
from .road import Street, draw_world
from .surfaces import Surface, draw_surfaces
from .vehicles import Vehicle


@dataclass(frozen=True)
class Seen:
    """A plate in the picture: key as given, end "front" or "rear", corners [4,2] in pixels as it is read."""

    key: str
    end: str
    corners: np.ndarray


@dataclass(frozen=True)
class Parked:
    """A placed vehicle and the pictures RGB uint8 of its plates by end; an end without a plate is left out."""

    key: str
    vehicle: Vehicle
    plates: dict[str, np.ndarray]


def render_scene(
    camera: Camera,
    light: Light,
    street: Street | None,
    parked: list[Parked],
    rng: np.random.Generator,
    backdrop: np.ndarray | None = None,
    oversample: float = 1.0,
) -> tuple[np.ndarray, list[Seen]]:
    """RGB uint8 [H,W,3] and the plates whose whole face is in the picture and turned to the camera.

    Without a street, the vehicles stand before `backdrop` (RGB uint8 [H,W,3]).
    """
    fine = camera.scaled(oversample)
    if street is not None:
        canvas = draw_world(fine, street, light)
        draw_surfaces(canvas, fine, list(street.surfaces), light.shade)
    else:
        canvas = cv2.resize(backdrop, (fine.width, fine.height)).astype(np.float32)
    seen = []
    for item in sorted(parked, key=lambda p: fine.depth(p.vehicle.footprint).mean(), reverse=True):
        if fine.depth(item.vehicle.footprint).min() < 0.5:
            continue
        cast_shadow(canvas, fine, item.vehicle.footprint, light)
        faces = [Surface(picture, item.vehicle.plates[end], nearer=0.6) for end, picture in item.plates.items()]
        plates = {id(face) for face in faces}
        shade = lambda s, plates=plates: plate_light(s, light) if id(s) in plates else light.shade(s)  # noqa: E731
        draw_surfaces(canvas, fine, [*item.vehicle.surfaces, *faces], shade)
        seen = [s for s in seen if not hidden(s, item.vehicle, camera)]
        for end in item.plates:
            corners = camera.project(item.vehicle.plates[end])
            if faces_camera(corners) and inside(corners, camera):
                seen.append(Seen(item.key, end, corners))
    for item in parked:
        add_glow(canvas, fine, item.vehicle.lamps, light)
    image = cv2.resize(canvas, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    return develop(image, light, rng), seen


def plate_light(surface: Surface, light: Light) -> np.ndarray:
    return light.shade(surface) if light.plate is None else np.full(3, light.plate)


def develop(image: np.ndarray, light: Light, rng: np.random.Generator) -> np.ndarray:
    """Sensor noise, and no colour under infrared lamps."""
    if light.infrared:
        image = np.repeat((image @ np.array([0.34, 0.4, 0.26], np.float32))[..., None], 3, -1)
    noise = {"night": 5.0, "infrared": 4.0, "dusk": 3.0}.get(light.name, 1.6)
    image = image + rng.standard_normal((*image.shape[:2], 1), np.float32) * np.float32(noise)
    return np.clip(image, 0, 255).astype(np.uint8)


def faces_camera(corners: np.ndarray) -> bool:
    x, y = corners[:, 0], corners[:, 1]
    return 0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) > 16


def inside(corners: np.ndarray, camera: Camera) -> bool:
    return bool((corners >= 0).all() and (corners <= [camera.width, camera.height]).all())


def hidden(plate: Seen, vehicle: Vehicle, camera: Camera) -> bool:
    """Whether a nearer vehicle stands before a plate."""
    points = np.concatenate([s.quad for s in vehicle.surfaces])
    outline = cv2.convexHull(camera.project(points).astype(np.float32))
    return any(cv2.pointPolygonTest(outline, (float(x), float(y)), False) >= 0 for x, y in plate.corners)
