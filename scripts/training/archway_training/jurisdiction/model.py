"""The jurisdiction network: a rectified colour plate to 52 logits, with a head beside it that names letters.

That head is trained and not exported: told where a letter stands it says which, and so the lower layers learn to
read, which a label of one state in 51 teaches slowly.
"""

from __future__ import annotations

import torch
from torch import nn

from ..reader.model import Conv, Residual
from .classes import CLASSES, LETTERS

QUERIES = 6
# Names and slogans stand above and below the serial: only rows before the first and from the second on are looked at
# closely, which costs a third less and keeps the serial's letters from being taken for a name's. The whole plate is
# seen small beside them, for its colours and its picture.
STRIPS = (34, 66)


def strip_row(y: torch.Tensor) -> torch.Tensor:
    """The row of a plate's pixel among the rows that are looked at closely, -1 where it isn't among them."""
    return torch.where(y < STRIPS[0], y, torch.where(y >= STRIPS[1], y - STRIPS[1] + STRIPS[0], -1))


class Jurisdiction(nn.Module):
    """uint8 [N,96,192,3] RGB to logits float32 [N,52]."""

    def __init__(self) -> None:
        super().__init__()
        self.near = nn.Sequential(
            Conv(3, 16, 5, 2), nn.ReLU(),
            Conv(16, 48, 3, 2), nn.ReLU(), Residual(48),
            Conv(48, 64, 3, (2, 1)), nn.ReLU(), Residual(64),
        )  # fmt: skip
        self.far = nn.Sequential(Conv(64, 96, 3, 2), nn.ReLU(), Residual(96), Residual(96))
        self.queries = nn.Conv2d(96, QUERIES, 1)
        self.whole = nn.Sequential(nn.AvgPool2d(8), Conv(3, 32, 3), nn.ReLU(), Conv(32, 64, 3, 2), nn.ReLU())
        self.head = nn.Sequential(nn.Dropout(0.15), nn.Linear(96 * (QUERIES + 2) + 64 * 2, len(CLASSES)))
        self.spelling = nn.Linear(64, len(LETTERS))

    def forward(self, plate: torch.Tensor) -> torch.Tensor:
        return self.seen(plate)[0]

    def spelt(self, near: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
        """Which letter stands at each of `at` int64 [M,3] (which plate, x, y, in what `strip_row` keeps): logits float32 [M,26]."""
        return self.spelling(near.permute(0, 2, 3, 1)[at[:, 0], strip_row(at[:, 2]) // 8, at[:, 1] // 4]).float()

    def seen(self, plate: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits [N,52], and what is seen near the name, [N,64,8,48]."""
        x = plate.permute(0, 3, 1, 2).float()
        # Exposure is the camera's; the cast stays in, for the plate's colour is a cue and only training says how far to trust it.
        some = x[:, :, ::3, ::3]
        mean = some.mean((1, 2, 3), keepdim=True)
        scale = ((some - mean) ** 2).mean((1, 2, 3), keepdim=True).add(25.0).rsqrt()
        x = (x - mean) * scale
        near = self.near(torch.cat([x[:, :, : STRIPS[0]], x[:, :, STRIPS[1] :]], 2))
        y = self.far(near)
        flat = y.flatten(2)
        where = torch.softmax(self.queries(y).flatten(2).float(), -1).to(flat.dtype)
        read = torch.bmm(where, flat.transpose(1, 2)).flatten(1)
        whole = self.whole(x).flatten(2)
        logits = self.head(torch.cat([read, flat.mean(2), flat.amax(2), whole.mean(2).to(flat.dtype), whole.amax(2).to(flat.dtype)], 1)).float()
        return logits, near
