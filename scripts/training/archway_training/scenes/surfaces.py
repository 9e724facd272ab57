"""Flat pictures hung in space and drawn from far to near."""

from dataclasses import dataclass

import cv2
import numpy as np

from .camera import Camera


@dataclass(frozen=True)
class Surface:
    """A picture RGBA uint8 [h,w,4] on a flat quad [4,3] in metres: its top-left, top-right, bottom-right and
    bottom-left corners as seen from the side it faces. Seen from behind it is not drawn.

    lit: whether the light of the scene applies (lamps shine by themselves). nearer: metres by which it is
    taken to be closer, so that a lamp wins over the panel it sits on.
    """

    picture: np.ndarray
    quad: np.ndarray
    lit: bool = True
    nearer: float = 0.0

    def normal(self) -> np.ndarray:
        n = np.cross(self.quad[1] - self.quad[0], self.quad[3] - self.quad[0])
        return n / max(np.linalg.norm(n), 1e-9)


def moved(surface: Surface, turn: np.ndarray, shift: np.ndarray) -> Surface:
    return Surface(surface.picture, surface.quad @ turn.T + shift, surface.lit, surface.nearer)


def draw_surfaces(canvas: np.ndarray, camera: Camera, surfaces: list[Surface], shade) -> None:
    """Draws onto float32 [H,W,3] (0..255), in place. shade(surface) → gain [3]."""
    order = sorted(surfaces, key=lambda s: camera.depth(s.quad).mean() - s.nearer, reverse=True)
    for surface in order:
        if camera.depth(surface.quad).min() > 0.3:
            draw(canvas, camera.project(surface.quad), surface, shade(surface) if surface.lit else np.ones(3))


def draw(canvas: np.ndarray, quad: np.ndarray, surface: Surface, gain: np.ndarray) -> None:
    x, y = quad[:, 0], quad[:, 1]
    area = 0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))
    if area < 4:
        return
    height, width = canvas.shape[:2]
    x0, y0 = max(int(x.min()) - 1, 0), max(int(y.min()) - 1, 0)
    x1, y1 = min(int(x.max()) + 2, width), min(int(y.max()) + 2, height)
    if x1 <= x0 or y1 <= y0:
        return
    picture = at_size(surface.picture, quad)
    h, w = picture.shape[:2]
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32) - 0.5
    warp = cv2.getPerspectiveTransform(source, (quad - [x0, y0] - 0.5).astype(np.float32))
    face = cv2.warpPerspective(picture, warp, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    alpha = face[:, :, 3:].astype(np.float32) / 255
    # Colours are premultiplied by the border's zero alpha in the warp: undo nothing, blend as premultiplied.
    ground = canvas[y0:y1, x0:x1]
    ground *= 1 - alpha
    ground += face[:, :, :3].astype(np.float32) * gain


def at_size(picture: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """Premultiplied and averaged down to about the size at which it is seen."""
    sides = np.linalg.norm(np.roll(quad, -1, 0) - quad, axis=1)
    scale_x = max(sides[0], sides[2]) / picture.shape[1]
    scale_y = max(sides[1], sides[3]) / picture.shape[0]
    if picture.shape[2] == 3:
        picture = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    elif picture[:, :, 3].min() < 255:
        colour = picture[:, :, :3].astype(np.uint16) * picture[:, :, 3:] // 255
        picture = np.dstack([colour.astype(np.uint8), picture[:, :, 3]])
    if min(scale_x, scale_y) < 0.85:
        size = (
            max(int(picture.shape[1] * min(scale_x * 1.1, 1)), 2),
            max(int(picture.shape[0] * min(scale_y * 1.1, 1)), 2),
        )
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return picture
