"""Train the reader within a time budget; stops and goes on where it was.

The learning rate follows the share of the budget that is spent, so the run ends
annealed on a slow machine as on a fast one.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader

from ..learning import adamw, follow, save_whole, told
from ..rectify import rectify
from ..real import load
from .data import ReaderStream, drawn_example, real_views
from .decode import folded, greedy
from .model import COLUMNS, Reader
from .pool import draw_into, open_pool

EMA = 0.9993


def validation_sets(data: Path, run: Path, drawn: int = 800) -> dict[str, tuple[torch.Tensor, list[str]]]:
    """Real plates of the validation part, and drawn plates that no training pool holds (own seed)."""
    views = real_views(load(data / "train", "validation"))
    real = torch.from_numpy(np.stack([rectify(v.image, v.quad) for v, _ in views])[..., None])
    folder = run / "validation-pool"
    pool = open_pool(folder, drawn)
    for k in range(pool.filled(), drawn):
        draw_into(pool, k, np.random.default_rng((9_999, k)))
    rng = np.random.default_rng(9_999)
    examples = [drawn_example(pool, rng) for _ in range(drawn)]
    from ..plates.dies import ALPHABET

    texts = ["".join(ALPHABET[c - 1] for c in label) for _, label in examples]
    return {"real": (real, [t for _, t in views]), "drawn": (torch.from_numpy(np.stack([i for i, _ in examples])[..., None]), texts)}


@torch.no_grad()
def lattices(model: Reader, images: torch.Tensor) -> np.ndarray:
    """Log-probabilities float32 [N,40,37] of uint8 [N,64,160,1]."""
    model.eval()
    return torch.cat([model(part) for part in images.split(100)]).numpy()


def accuracy(model: Reader, images: torch.Tensor, texts: list[str]) -> float:
    """Share read right, O/0 and I/1 folded."""
    return float(np.mean([folded(a) == folded(b) for a, b in zip(greedy(lattices(model, images)), texts, strict=True)]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True, help="folder that holds train/")
    arguments.add_argument("--pool", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="checkpoints and log")
    arguments.add_argument("--budget-minutes", type=float, default=90)
    arguments.add_argument("--batch", type=int, default=96)
    arguments.add_argument("--rate", type=float, default=2e-3)
    arguments.add_argument("--real-share", type=float, default=0.07)
    arguments.add_argument("--guessed", type=Path, help="what archway_training.reader.guess kept of the untranscribed plates")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.run.mkdir(parents=True, exist_ok=True)

    model, ema = Reader().to(memory_format=torch.channels_last), Reader()
    ema.load_state_dict(model.state_dict())
    optimiser = adamw(model, options.rate)
    step, spent, sessions = 0, 0.0, 0
    checkpoint = options.run / "reader.pt"
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        ema.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"])
        step, spent, sessions = state["step"], state["spent"], state["sessions"] + 1

    def save() -> None:
        save_whole({"model": model.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict(), "rng": torch.get_rng_state(),
                    "step": step, "spent": spent, "sessions": sessions, "options": told(options)}, checkpoint)  # fmt: skip

    validation = validation_sets(options.data, options.run)
    # A resumed run draws new examples: each session has its own stream.
    stream = ReaderStream(options.pool, options.data, options.batch, options.real_share, options.seed * 1000 + sessions, options.guessed)
    # Spawned, not forked: a fork copies OpenCV's and OpenMP's locks as they stand and can hang for ever.
    batches = iter(DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=12, multiprocessing_context="spawn", timeout=300))
    log = (options.run / "log.jsonl").open("a")
    budget, losses, last_check, last_save = options.budget_minutes * 60, [], time.monotonic(), time.monotonic()
    while spent < budget:
        began = time.monotonic()
        images, labels, lengths = next(batches)
        share = spent / budget
        rate = options.rate * (min(1.0, (step + 1) / 400) * (0.5 + 0.5 * math.cos(math.pi * share)) + 0.004)
        for group in optimiser.param_groups:
            group["lr"] = rate
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            lattice = model(images)
        loss = torch.nn.functional.ctc_loss(lattice.transpose(0, 1), labels, torch.full((len(images),), COLUMNS), lengths, zero_infinity=True)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        follow(ema, model, min(EMA, (1 + step) / (10 + step)))
        losses.append(float(loss.detach()))
        now = time.monotonic()
        spent += now - began
        if now - last_save > 180 or spent >= budget:
            save()
            last_save = time.monotonic()
        if now - last_check > 240 or spent >= budget:
            row = {"step": step, "minutes": round(spent / 60, 2), "rate": rate, "loss": round(float(np.mean(losses)), 4),
                   "images_a_second": round(len(losses) * options.batch / (now - last_check), 1)}  # fmt: skip
            row |= {name: round(accuracy(ema, *part), 4) for name, part in validation.items()}
            print(json.dumps(row), file=log, flush=True)
            print(row, flush=True)
            losses, last_check = [], time.monotonic()


if __name__ == "__main__":
    main()
