"""The jurisdiction network: a rectified colour plate to 52 logits, with a head beside it that spells the name.

The spelling head is trained and not exported: it makes the lower layers read letters, which a label of one state in
51 teaches slowly.
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


class Spelling(nn.Module):
    """A lattice along the plate, two steps a column: at each, whatever row the column looks at. [N,C,H,W] to log-probabilities [N,2W,27]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.rows = nn.Conv2d(channels, 1, 1)
        self.letters = nn.Conv1d(channels, 2 * (len(LETTERS) + 1), 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        line = (x * torch.softmax(self.rows(x).float() * 2, 2)).sum(2)
        y = self.letters(line).float()
        n, _, w = y.shape
        return torch.log_softmax(y.view(n, 2, -1, w).permute(0, 3, 1, 2).reshape(n, 2 * w, -1), -1)


class Jurisdiction(nn.Module):
    """uint8 [N,96,192,3] RGB to logits float32 [N,52]; `spelt` also gives the lattice of the name."""

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
        self.spelling = Spelling(64)

    def forward(self, plate: torch.Tensor) -> torch.Tensor:
        return self.spelt(plate, False)[0]

    def spelt(self, plate: torch.Tensor, wanted: bool = True) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Logits [N,52], and the spelling's log-probabilities [N,96,27] where `wanted`."""
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
        seen = torch.bmm(where, flat.transpose(1, 2)).flatten(1)
        whole = self.whole(x).flatten(2)
        logits = self.head(torch.cat([seen, flat.mean(2), flat.amax(2), whole.mean(2).to(flat.dtype), whole.amax(2).to(flat.dtype)], 1)).float()
        return logits, self.spelling(near) if wanted else None
