"""From plates in an image to what the network should say there."""

from dataclasses import dataclass

import numpy as np

from .model import STRIDE

# A plate below this width in network pixels carries no readable text: neither reward nor blame.
SMALLEST_WIDTH = 12.0
# Cells whose heat target is at least this teach the corners.
CORNER_HEAT = 0.55


@dataclass(frozen=True)
class Targets:
    """One image's targets; h, w are the map's size at the network's stride.

    heat    float32 [h,w] 0..1, 1 at each plate's centre cell
    weight  float32 [h,w] weight of "no plate here"; 0 where the labels say nothing
    cells   int64 [m,2] row, column of the cells that teach corners
    corners float32 [m,8] what they teach, in input pixels
    share   float32 [m] each cell's weight; a plate's cells sum to 1
    exact   bool [m] true: the corners are known; false: only their bounds are
    """

    heat: np.ndarray
    weight: np.ndarray
    cells: np.ndarray
    corners: np.ndarray
    share: np.ndarray
    exact: np.ndarray


def box_corners(boxes: np.ndarray) -> np.ndarray:
    """[n,4] → [n,8] as a quad clockwise from top-left."""
    x0, y0, x1, y1 = boxes.reshape(-1, 4).T
    return np.stack([x0, y0, x1, y0, x1, y1, x0, y1], 1)


def bounds(quads: np.ndarray) -> np.ndarray:
    """[n,8] → [n,4] x0,y0,x1,y1."""
    x, y = quads[:, 0::2], quads[:, 1::2]
    return np.stack([x.min(1), y.min(1), x.max(1), y.max(1)], 1)


def make_targets(
    quads: np.ndarray, exact: np.ndarray, unclear: np.ndarray, size: tuple[int, int], doubt: float
) -> Targets:
    """quads [n,8], exact [n], unclear boxes [k,4] in input pixels; size = (width, height) of the input.

    doubt is the weight of "no plate" on unlabelled ground: 1 where the labels are complete.
    """
    width, height = size
    h, w = height // STRIDE, width // STRIDE
    heat = np.zeros((h, w), np.float32)
    weight = np.full((h, w), doubt, np.float32)
    ys = ((np.arange(h) + 0.5) * STRIDE)[:, None]
    xs = ((np.arange(w) + 0.5) * STRIDE)[None, :]
    for x0, y0, x1, y1 in unclear:
        weight[(ys > y0) & (ys < y1) & (xs > x0) & (xs < x1)] = 0.0

    cells, corners, share, known = [], [], [], []
    for quad, sure, (x0, y0, x1, y1) in zip(quads, exact, bounds(quads) if len(quads) else [], strict=True):
        cx, cy = quad[0::2].mean(), quad[1::2].mean()
        inside = 0 <= cx < width and 0 <= cy < height
        seen = max(0.0, min(x1, width) - max(x0, 0)) * max(0.0, min(y1, height) - max(y0, 0))
        whole = seen >= 0.75 * (x1 - x0) * (y1 - y0)
        if x1 - x0 < SMALLEST_WIDTH or not inside or not whole:
            weight[(ys > y0 - 2) & (ys < y1 + 2) & (xs > x0 - 2) & (xs < x1 + 2)] = 0.0
            continue
        # The bell is a little narrower than a radius at which a shifted box still overlaps by half.
        sx, sy = max((x1 - x0) / 9, STRIDE * 0.6), max((y1 - y0) / 7, STRIDE * 0.6)
        row, column = int(cy // STRIDE), int(cx // STRIDE)
        bell = np.exp(
            -((xs - (column + 0.5) * STRIDE) ** 2) / (2 * sx * sx) - ((ys - (row + 0.5) * STRIDE) ** 2) / (2 * sy * sy)
        )
        np.maximum(heat, bell, out=heat)
        # Ground inside a plate's bounds is firmly "not another centre".
        weight[(ys > y0) & (ys < y1) & (xs > x0) & (xs < x1)] = 1.0
        taught = np.argwhere(bell >= CORNER_HEAT)
        cells.append(taught)
        corners.append(np.repeat(quad[None], len(taught), 0))
        value = bell[taught[:, 0], taught[:, 1]]
        share.append(value / value.sum())
        known.append(np.full(len(taught), sure))
    if not cells:
        none = np.zeros((0,), np.float32)
        return Targets(heat, weight, np.zeros((0, 2), np.int64), np.zeros((0, 8), np.float32), none, none > 0)
    return Targets(
        heat.astype(np.float32),
        weight,
        np.concatenate(cells).astype(np.int64),
        np.concatenate(corners).astype(np.float32),
        np.concatenate(share).astype(np.float32),
        np.concatenate(known).astype(bool),
    )
