"""The corner refiner: a small network that looks at one enlarged detection.

It says where the four corners really are, and how probable it is that this is a licence plate at all.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..detector.model import Residual, conv

HEIGHT, WIDTH = 64, 160
# The crop shows a detection with this much of its own width left and right, and of its height above and below.
MARGIN_X, MARGIN_Y = 0.25, 0.5
# Corners leave the head in units of this many crop pixels, from where the detection's own corners lie.
UNIT = 12.0


def own_corners() -> Tensor:
    """Where the detection's corners lie in its crop, [8] in crop pixels."""
    x = WIDTH * MARGIN_X / (1 + 2 * MARGIN_X)
    y = HEIGHT * MARGIN_Y / (1 + 2 * MARGIN_Y)
    return torch.tensor([x, y, WIDTH - x, y, WIDTH - x, HEIGHT - y, x, HEIGHT - y])


class Refiner(nn.Module):
    """Crops float [N,1,64,160] in 0..1 → corners [N,8] in crop pixels, plate logit [N]."""

    def __init__(self, widths: tuple[int, int, int, int] = (16, 32, 48, 56), squeeze: int = 16, hidden: int = 80):
        super().__init__()
        a, b, c, d = widths
        self.features = nn.Sequential(
            conv(1, a, 5, 2),
            conv(a, b, 3, 2),
            Residual(b, b // 2),
            conv(b, c, 3, 2),
            Residual(c, c // 2),
            conv(c, d, 3, 2),
            Residual(d, d // 2),
            conv(d, squeeze, 1),
        )
        cells = (HEIGHT // 16) * (WIDTH // 16)
        self.hidden = nn.Sequential(nn.Linear(cells * squeeze, hidden), nn.ReLU(inplace=True))
        self.corners = nn.Linear(hidden, 8)
        self.plate = nn.Linear(hidden, 1)
        self.register_buffer("own", own_corners(), persistent=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.hidden(self.features(even(x)).flatten(1))
        return self.own + self.corners(seen).float() * UNIT, self.plate(seen).float()[:, 0]


def even(x: Tensor) -> Tensor:
    """Each crop to mean 0 and deviation 1, so that a plate in the dark looks like one in the sun."""
    mean = x.mean((1, 2, 3), keepdim=True)
    spread = (x - mean).square().mean((1, 2, 3), keepdim=True).sqrt()
    return (x - mean) / (spread + 0.02)


class RefinerGraph(nn.Module):
    """What is exported: uint8 [N,64,160,1] luma → corners [N,8] in crop pixels, plate [N] in 0..1."""

    def __init__(self, refiner: Refiner):
        super().__init__()
        self.refiner = refiner

    def forward(self, crop: Tensor) -> tuple[Tensor, Tensor]:
        corners, plate = self.refiner(crop.permute(0, 3, 1, 2).float() / 255.0)
        return corners, torch.sigmoid(plate)


def corner_error(predicted: Tensor, wanted: Tensor, exact: Tensor) -> Tensor:
    """Loss [N] in units of UNIT pixels: every corner where they are known, bounds alone where only a box is."""
    each = F.smooth_l1_loss(predicted / UNIT, wanted / UNIT, beta=0.1, reduction="none").mean(1)
    bounds = F.smooth_l1_loss(extent(predicted) / UNIT, extent(wanted) / UNIT, beta=0.1, reduction="none").mean(1)
    return torch.where(exact, each, bounds + 0.1 * each)


def extent(corners: Tensor) -> Tensor:
    """[N,8] → [N,4] bounds."""
    x, y = corners[:, 0::2], corners[:, 1::2]
    return torch.stack([x.amin(1), y.amin(1), x.amax(1), y.amax(1)], 1)
