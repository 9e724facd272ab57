"""What the trainings of all four networks do alike."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

import torch


def adamw(model: torch.nn.Module, rate: float, weight_decay: float = 0.02) -> torch.optim.AdamW:
    """AdamW that lets biases and the parameters of normalisations be: pulling these to zero teaches nothing."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    return torch.optim.AdamW([{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}], lr=rate)


@torch.no_grad()
def follow(average: torch.nn.Module, model: torch.nn.Module, keep: float) -> None:
    """Moves averaged weights towards the model's; `keep` is the share that stays."""
    for a, b in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
        if a.dtype.is_floating_point:
            a.lerp_(b, 1 - keep)
        else:
            a.copy_(b)


def save_whole(state: dict[str, Any], file: Path) -> None:
    """Write a checkpoint. A rename is whole or not at all: a killed run never leaves half of one."""
    part = file.with_name(file.name + ".part")
    torch.save(state, part)
    os.replace(part, file)


def told(options: argparse.Namespace) -> dict[str, Any]:
    """The command's options, as a checkpoint can hold them."""
    plain = lambda v: str(v) if isinstance(v, Path) else [plain(each) for each in v] if isinstance(v, (list, tuple)) else v  # noqa: E731
    return {k: plain(v) for k, v in vars(options).items()}
