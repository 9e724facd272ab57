"""The plate detector: one small convolutional network, anchor-free, four corners a plate.

A five-level encoder and a two-step decoder give features at stride 4, where a plate 20 px wide still
covers five cells. Two heads read them: a heat-map whose peaks are plate centres, and the offsets from a
cell's centre to the plate's own top-left, top-right, bottom-right and bottom-left corners.
"""

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

STRIDE = 4
# Offsets leave the head in units of this many pixels, so that plates of 20..300 px give values near 1.
OFFSET_UNIT = 32.0
# A peak must be the highest within this many cells (5 cells = 20 px) each way across: ±2 cells.
PEAK_WINDOW = 5


def conv(inputs: int, outputs: int, size: int = 3, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Two 3×3 convolutions with a shortcut; keeps the shape [N,C,H,W]."""

    def __init__(self, channels: int, inner: int | None = None):
        super().__init__()
        inner = inner or channels
        self.first = conv(channels, inner)
        self.second = nn.Sequential(nn.Conv2d(inner, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class Detector(nn.Module):
    """Images float [N,3,H,W] in 0..1 (H, W multiples of 32) → heat logits [N,1,H/4,W/4], offsets [N,8,H/4,W/4].

    Offsets are pixels from the cell's centre to the corners x0,y0..x3,y3 (clockwise from the plate's own
    top-left).
    """

    def __init__(self, widths: tuple[int, int, int, int, int] = (16, 32, 64, 96, 128), head: int = 32):
        super().__init__()
        w2, w4, w8, w16, w32 = widths
        self.stem = conv(3, w2, 3, 2)
        self.down4 = nn.Sequential(conv(w2, w4, 3, 2), Residual(w4, w4 // 2))
        self.down8 = nn.Sequential(conv(w4, w8, 3, 2), Residual(w8))
        self.down16 = nn.Sequential(conv(w8, w16, 3, 2), Residual(w16, w16 // 2), Residual(w16, w16 // 2))
        self.down32 = nn.Sequential(conv(w16, w32, 3, 2), Residual(w32, w32 // 2), Residual(w32, w32 // 2))
        self.up16 = conv(w32, w16, 1)
        self.mix16 = conv(w16, w16)
        self.up8 = conv(w16, w8, 1)
        self.mix8 = Residual(w8, w8 // 2)
        self.up4 = conv(w8, head, 1)
        self.side4 = conv(w4, head, 1)
        self.mix4 = conv(head, head)
        self.tower = conv(head, head + head // 2)
        self.heat = nn.Conv2d(head + head // 2, 1, 1)
        self.offsets = nn.Conv2d(head + head // 2, 8, 1)
        # Focal loss starts stable when every cell first says "1 % plate".
        nn.init.constant_(self.heat.bias, -4.6)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        f4 = self.features(x)
        return self.heat(f4), self.offsets(f4) * OFFSET_UNIT

    def features(self, x: Tensor) -> Tensor:
        """What the heads read, [N,C,H/4,W/4]."""
        f4 = self.down4(self.stem(x))
        f8 = self.down8(f4)
        f16 = self.down16(f8)
        f32 = self.down32(f16)
        f16 = self.mix16(f16 + double(self.up16(f32)))
        f8 = self.mix8(f8 + double(self.up8(f16)))
        return self.tower(self.mix4(self.side4(f4) + double(self.up4(f8))))


def double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


def cell_centres(h: int, w: int, device=None) -> tuple[Tensor, Tensor]:
    """x [1,1,1,w] and y [1,1,h,1] of the cells' centres, in input pixels."""
    x = (torch.arange(w, device=device, dtype=torch.float32) + 0.5) * STRIDE
    y = (torch.arange(h, device=device, dtype=torch.float32) + 0.5) * STRIDE
    return x.view(1, 1, 1, w), y.view(1, 1, h, 1)


def absolute(offsets: Tensor) -> Tensor:
    """Offsets [N,8,h,w] → corners [N,8,h,w] in input pixels."""
    n, _, h, w = offsets.shape
    x, y = cell_centres(h, w, offsets.device)
    grid = torch.cat([x.expand(n, 1, h, w), y.expand(n, 1, h, w)], 1)
    return offsets + grid.repeat(1, 4, 1, 1)


def peaks(heat: Tensor) -> Tensor:
    """Heat logits [N,1,h,w] → scores [N,h,w] in 0..1, 0 where a neighbour is higher."""
    score = torch.sigmoid(heat)
    highest = F.max_pool2d(score, PEAK_WINDOW, 1, PEAK_WINDOW // 2)
    return (score * (score >= highest))[:, 0]


class DetectorGraph(nn.Module):
    """What is exported: uint8 [1,H,W,3] RGB → score [1,h,w], corners [1,8,h,w] in input pixels.

    Computes what the detector does, with less around it: the first layer takes bytes, and both heads are one layer.
    """

    def __init__(self, detector: Detector):
        super().__init__()
        self.detector = copy.deepcopy(detector).eval()
        stem, heat, offsets = self.detector.stem[0], self.detector.heat, self.detector.offsets
        self.heads = nn.Conv2d(heat.in_channels, 9, 1)
        with torch.no_grad():
            stem.weight /= 255.0
            self.heads.weight.copy_(torch.cat([heat.weight, offsets.weight * OFFSET_UNIT]))
            self.heads.bias.copy_(torch.cat([heat.bias, offsets.bias * OFFSET_UNIT]))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        both = self.heads(self.detector.features(image.permute(0, 3, 1, 2).float()))
        return peaks(both[:, :1]), absolute(both[:, 1:])
