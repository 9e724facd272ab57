"""What the detector is punished for."""

import torch
from torch import Tensor
from torch.nn import functional as F

# On photographs with incomplete labels, a cell this sure of a plate may well be right.
PLAUSIBLE = 0.45
PLAUSIBLE_WEIGHT = 0.15


def heat_loss(logits: Tensor, heat: Tensor, weight: Tensor) -> Tensor:
    """Penalty-reduced focal loss. logits, heat, weight [N,h,w]; a weight below 1 marks incomplete labels."""
    p = torch.sigmoid(logits)
    centre = heat > 0.999
    log_p, log_q = F.logsigmoid(logits), F.logsigmoid(-logits)
    positive = -(((1 - p) ** 2) * log_p)[centre].sum()
    doubtful = (weight < 1) & (p.detach() > PLAUSIBLE)
    weight = torch.where(doubtful, weight * PLAUSIBLE_WEIGHT, weight)
    negative = -((p**2) * log_q * (1 - heat) ** 4 * weight)[~centre].sum()
    return (positive + negative) / centre.sum().clamp(min=1)


def extents(corners: Tensor) -> Tensor:
    """[m,8] → [m,4] bounds."""
    x, y = corners[:, 0::2], corners[:, 1::2]
    return torch.stack([x.amin(1), y.amin(1), x.amax(1), y.amax(1)], 1)


def overlap_loss(a: Tensor, b: Tensor) -> Tensor:
    """1 − generalised IoU of bounds [m,4], each [m]."""
    inner = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    outer = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - inner
    return 1 - inner / union.clamp(min=1) + (outer - union) / outer.clamp(min=1)


def corner_loss(predicted: Tensor, wanted: Tensor, share: Tensor, exact: Tensor) -> Tensor:
    """predicted, wanted [m,8] in pixels; share [m] sums to 1 over a plate's cells; exact [m]."""
    plates = share.sum().clamp(min=1)
    want = extents(wanted)
    got = extents(predicted)
    side = (want[:, 2:] - want[:, :2]).clamp(min=4)
    size = side.repeat(1, 2)
    bounds_part = F.smooth_l1_loss(got / size, want / size, beta=0.05, reduction="none").mean(1)
    corners_part = F.smooth_l1_loss(
        predicted / size.repeat(1, 2), wanted / size.repeat(1, 2), beta=0.05, reduction="none"
    ).mean(1)
    each = bounds_part + overlap_loss(got, want) * 0.5 + torch.where(exact, corners_part, corners_part * 0.05)
    return (each * share).sum() / plates
