"""A pinhole camera over a flat road. Metres: x right, y up, z along the road; angles in radians."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Camera:
    """position [3] in metres, turn [3,3] world → camera (x right, y up, z ahead), focal in pixels."""

    position: np.ndarray
    turn: np.ndarray
    focal: float
    width: int
    height: int

    def project(self, points: np.ndarray) -> np.ndarray:
        """World points [...,3] → image [...,2] in pixels (a pixel's centre lies at +0.5). Depth must be positive."""
        seen = (points - self.position) @ self.turn.T
        depth = np.maximum(seen[..., 2:], 1e-3)
        flat = seen[..., :2] / depth * self.focal
        return np.stack([self.width / 2 + flat[..., 0], self.height / 2 - flat[..., 1]], -1)

    def depth(self, points: np.ndarray) -> np.ndarray:
        """Distance ahead of the camera [...], in metres."""
        return ((points - self.position) @ self.turn.T)[..., 2]

    def rays(self) -> np.ndarray:
        """World direction through each pixel's centre, float32 [H,W,3]; not of unit length."""
        x = (np.arange(self.width) + 0.5 - self.width / 2) / self.focal
        y = (self.height / 2 - np.arange(self.height) - 0.5) / self.focal
        flat = np.empty((self.height, self.width, 3), np.float32)
        flat[..., 0], flat[..., 1], flat[..., 2] = x[None, :], y[:, None], 1
        return flat @ self.turn.astype(np.float32)

    def scaled(self, factor: float) -> "Camera":
        """The same view with `factor` times as many pixels each way."""
        return Camera(
            self.position, self.turn, self.focal * factor, int(self.width * factor), int(self.height * factor)
        )


def look(position, at, focal: float, size: tuple[int, int], roll: float = 0.0) -> Camera:
    """A camera at `position` [3] that looks at `at` [3]; size = (width, height) in pixels."""
    position, at = np.asarray(position, float), np.asarray(at, float)
    ahead = at - position
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross([0.0, 1.0, 0.0], ahead)
    right = right / np.linalg.norm(right)
    up = np.cross(ahead, right)
    c, s = np.cos(roll), np.sin(roll)
    turn = np.stack([c * right + s * up, c * up - s * right, ahead])
    return Camera(position, turn, focal, size[0], size[1])
