"""The reader's network: a rectified plate to a CTC lattice.

A lattice, and not one guess a slot, because the serial's length isn't known and
because the exact probability of any string can be read off it: fusion and watch-list
matching depend on that.
"""

from __future__ import annotations

import torch
from torch import nn

from ..plates.dies import ALPHABET

COLUMNS = 40
CLASSES = len(ALPHABET) + 1  # class 0 is the CTC blank


class Conv(nn.Sequential):
    """Convolution and batch normalisation, no activation."""

    def __init__(self, i: int, o: int, kernel: int | tuple[int, int] = 3, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int] | None = None, dilation: int | tuple[int, int] = 1) -> None:
        if padding is None:
            assert isinstance(kernel, int)
            padding = kernel // 2
        super().__init__(nn.Conv2d(i, o, kernel, stride, padding, dilation, bias=False), nn.BatchNorm2d(o))


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.a, self.b = Conv(channels, channels), Conv(channels, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.b(torch.relu(self.a(x))))


class Context(nn.Module):
    """Looks along the line: what a stroke is depends on its neighbours' size and spacing."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.conv = Conv(channels, channels, (1, 3), 1, (0, dilation), (1, dilation))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + torch.relu(self.conv(x))


class Reader(nn.Module):
    """uint8 [N,64,160,1] luma to log-probabilities float32 [N,40,37]."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            Conv(1, 32, 5, 2), nn.ReLU(), Residual(32),
            Conv(32, 64, 3, 2), nn.ReLU(), Residual(64), Residual(64),
            Conv(64, 96, 3, (2, 1)), nn.ReLU(), Residual(96), Residual(96),
            Conv(96, 128, 3, (2, 1)), nn.ReLU(), Residual(128),
            Conv(128, 160, (4, 1), 1, (0, 0)), nn.ReLU(),
            Context(160, 1), Context(160, 2), Context(160, 4), nn.Dropout(0.1),
        )  # fmt: skip
        self.head = nn.Conv2d(160, CLASSES, 1)

    def forward(self, plate: torch.Tensor) -> torch.Tensor:
        x = plate.permute(0, 3, 1, 2).float()
        mean = x.mean((2, 3), keepdim=True)  # exposure and contrast are the camera's, not the plate's
        x = x - mean
        x = x / (x * x).mean((2, 3), keepdim=True).add(25.0).sqrt()
        y = self.head(self.features(x))
        return torch.log_softmax(y.float().squeeze(2).transpose(1, 2), -1)


class Committee(nn.Module):
    """Readers that were trained apart, as one graph: uint8 [N,64,160,1] to log-probabilities float32 [N,R,40,37].

    Where a reader is wrong and sure of it, another that learnt from other plates in another order is often not: what
    they say is the mean of their probabilities, string by string (`reading.Reading`), never of their columns.
    """

    def __init__(self, readers: list[Reader]) -> None:
        super().__init__()
        self.readers = nn.ModuleList(readers)

    def forward(self, plate: torch.Tensor) -> torch.Tensor:
        return torch.stack([reader(plate) for reader in self.readers], 1)
