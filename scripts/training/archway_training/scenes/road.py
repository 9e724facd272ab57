"""The world around a vehicle: road with its markings, kerb, grass, sky, and buildings and trees beside it."""

from dataclasses import dataclass

import cv2
import numpy as np

from .camera import Camera
from .drawing import Board
from .light import Light
from .surfaces import Surface

FAR = 160.0


@dataclass(frozen=True)
class Street:
    """Metres. The road runs along z between the kerbs at left and right; `dashes` are dashed lines' x."""

    left: float
    right: float
    centre: float
    dashes: tuple[float, ...]
    asphalt: float
    grain: np.ndarray
    surfaces: tuple[Surface, ...]


def random_street(rng: np.random.Generator) -> Street:
    lane = float(rng.uniform(3.3, 3.7))
    right, left = float(lane * 0.55 + rng.uniform(0.2, 0.6)), float(-lane * 2.5 - rng.uniform(0.2, 0.6))
    grain = cv2.GaussianBlur(rng.normal(0, 1, (512, 512)).astype(np.float32), (0, 0), 0.7)
    blotch = cv2.resize(rng.normal(0, 1, (24, 24)).astype(np.float32), (512, 512), interpolation=cv2.INTER_CUBIC)
    return Street(
        left, right, -lane * 0.5, (-lane * 1.5,), float(rng.uniform(78, 112)), (grain * 11 + blotch * 3.5).astype(np.float32),
        tuple(roadside(rng, left - 3, -1) + roadside(rng, right + 3, 1)),
    )  # fmt: skip


def draw_world(camera: Camera, street: Street, light: Light) -> np.ndarray:
    """Sky and ground, float32 [H,W,3] 0..255."""
    rays = camera.rays()
    up = rays[..., 1] / np.linalg.norm(rays, axis=-1)
    height = np.clip(up / 0.5, 0, 1)[..., None] ** 0.6
    canvas = (light.horizon * (1 - height) + light.zenith * height).astype(np.float32) * 255
    ground = rays[..., 1] < -1e-4
    reach = -float(camera.position[1]) / np.where(ground, rays[..., 1], np.float32(-1))
    eye_x, eye_z = float(camera.position[0]), float(camera.position[2])
    x = eye_x + rays[..., 0] * reach
    z = eye_z + rays[..., 2] * reach
    far = np.hypot(x - eye_x, z - eye_z)
    # One pixel's footprint along the road: markings thinner than it fade instead of flickering.
    blur = np.clip(far / camera.focal, 0.004, 0.5)
    colour = ground_colour(street, x, z, blur, far)
    lit = light.ambient + light.direct * light.sun[1]
    colour *= lit.astype(np.float32)
    haze = np.clip(far / FAR, 0, 1)[..., None] ** 1.5
    colour += haze * ((light.horizon * 235).astype(np.float32) - colour)
    canvas[ground] = colour[ground]
    return canvas


def band(value: np.ndarray, low: float, high: float, blur: np.ndarray) -> np.ndarray:
    """1 between low and high, falling off over `blur`."""
    return np.clip((value - low) / blur + 0.5, 0, 1) * np.clip((high - value) / blur + 0.5, 0, 1)


def ground_colour(street: Street, x: np.ndarray, z: np.ndarray, blur: np.ndarray, far: np.ndarray) -> np.ndarray:
    fine = street.grain[(z * 38).astype(np.int64) % 512, (x * 38).astype(np.int64) % 512]
    broad = street.grain[(z * 2.1).astype(np.int64) % 512, (x * 2.1).astype(np.int64) % 512]
    near = np.clip(1.3 - far / 40, 0.1, 1)
    noise = fine * near + broad * 0.3
    colour = np.repeat((street.asphalt + noise)[..., None], 3, -1).astype(np.float32)
    wheel = sum(band(np.abs(x - street.centre - c), 0.6, 1.0, np.maximum(blur, 0.25)) for c in (-1.8, 1.8))
    colour *= 1 - 0.07 * wheel[..., None]

    def paint(cover: np.ndarray, rgb: tuple[int, int, int]) -> None:
        # Markings cover few pixels: touch no others.
        at = np.nonzero(cover > 0)
        wanted = np.array(rgb, np.float32) + noise[at][:, None] * 0.5
        colour[at] += cover[at][:, None] * (wanted - colour[at])

    dash = np.clip((np.abs((z % 9.0) - 4.5) - 3.0) / -np.maximum(blur, 0.02) + 0.5, 0, 1)
    for lane in street.dashes:
        paint(band(x, lane - 0.06, lane + 0.06, blur) * dash * 0.85, (214, 214, 208))
    for line in (street.centre - 0.11, street.centre + 0.11):
        paint(band(x, line - 0.05, line + 0.05, blur) * 0.85, (202, 160, 44))
    for edge in (street.left + 0.35, street.right - 0.35):
        paint(band(x, edge - 0.05, edge + 0.05, blur) * 0.8, (208, 208, 204))
    for low, high in ((street.right, street.right + 0.22), (street.left - 0.22, street.left)):
        paint(band(x, low, high, blur), (150, 148, 142))
    walk = np.maximum(band(x, street.right + 0.22, street.right + 1.9, blur), band(x, street.left - 1.9, street.left - 0.22, blur))
    joint = np.clip(1 - np.abs((z % 1.5) - 0.75) / np.maximum(blur, 0.02), 0, 1) * 0.18
    paint(walk * (1 - joint), (168, 164, 156))
    grass = np.maximum(np.clip((x - street.right - 1.9) / blur, 0, 1), np.clip((street.left - 1.9 - x) / blur, 0, 1))
    paint(grass, (74, 98, 52))
    return colour


def roadside(rng: np.random.Generator, x: float, side: int) -> list[Surface]:
    """Houses and trees along one side; side -1 is left."""
    out, z = [], rng.uniform(-6, 4)
    while z < 90:
        if rng.random() < 0.5:
            width, height, depth = rng.uniform(8, 16), rng.uniform(4, 11), rng.uniform(7, 10)
            out += house(rng, x + side * rng.uniform(3, 6), z, width, height, depth, side)
            z += width + rng.uniform(2, 6)
        else:
            out.append(tree(rng, x + side * rng.uniform(0, 2.5), z))
            z += rng.uniform(4, 8)
        if rng.random() < 0.4:
            out.append(pole(x - side * 1.4, z))
    return out


def house(rng, x: float, z: float, width: float, height: float, depth: float, side: int) -> list[Surface]:
    ground = [(156, 92, 74), (186, 174, 152), (128, 132, 138), (202, 196, 184), (112, 84, 66)][int(rng.integers(5))]
    wall = facade(rng, width, height, ground)
    gable = facade(rng, depth, height, tuple(int(c * 0.85) for c in ground))
    along = [[x, height, z], [x, height, z + width], [x, 0, z + width], [x, 0, z]]
    near = [[x, height, z], [x + side * depth, height, z], [x + side * depth, 0, z], [x, 0, z]]
    quads = [np.array(along, float), np.array(near, float)]
    # A wall is drawn from both sides: which one the street sees depends on the side it stands on.
    flip = lambda q: q[[1, 0, 3, 2]]  # noqa: E731
    return [Surface(wall, flip(quads[0]) if side > 0 else quads[0]), Surface(gable, quads[1] if side > 0 else flip(quads[1]))]


def facade(rng, width: float, height: float, colour) -> np.ndarray:
    board = Board(width, height, 26, (*colour, 255))
    for row in np.arange(1.0, height - 1.2, 2.9):
        for column in np.arange(1.0, width - 1.4, rng.uniform(2.2, 3.2)):
            lit = rng.random() < 0.15
            board.box(column - 0.08, row - 0.08, column + 1.18, row + 1.48, (226, 224, 218, 255))
            board.box(column, row, column + 1.1, row + 1.4, (228, 206, 150, 255) if lit else (58, 68, 80, 255))
            board.line([(column + 0.55, row), (column + 0.55, row + 1.4)], (206, 204, 198, 255), 0.06)
    board.box(0, 0, width, 0.35, (92, 86, 80, 255))
    board.fade(1.0, 0.85)
    return board.pixels()


def tree(rng, x: float, z: float) -> Surface:
    height, spread = rng.uniform(5, 9), rng.uniform(3, 5)
    board = Board(spread, height, 40)
    board.box(spread / 2 - 0.16, height * 0.5, spread / 2 + 0.16, height, (74, 60, 48, 255))
    green = np.array([rng.uniform(40, 80), rng.uniform(84, 112), rng.uniform(34, 52)])
    for k in range(130):
        a, r = rng.uniform(0, 2 * np.pi), np.sqrt(rng.random())
        cx, cy = spread / 2 + np.cos(a) * r * spread * 0.38, height * 0.36 + np.sin(a) * r * height * 0.28
        size = rng.uniform(0.2, 0.5)
        shade = 0.6 + 0.5 * (1 - cy / height) + rng.normal(0, 0.08)
        board.oval(cx - size, cy - size, cx + size, cy + size, (*np.clip(green * shade, 0, 255).astype(int).tolist(), 255))
    return Surface(board.pixels(), np.array([[x - spread / 2, height, z], [x + spread / 2, height, z], [x + spread / 2, 0, z], [x - spread / 2, 0, z]], float))  # fmt: skip


def pole(x: float, z: float) -> Surface:
    board = Board(0.3, 7, 40)
    board.box(0.1, 0.05, 0.2, 7, (104, 106, 108, 255))
    return Surface(board.pixels(), np.array([[x - 0.15, 7, z], [x + 0.15, 7, z], [x + 0.15, 0, z], [x - 0.15, 0, z]], float))
