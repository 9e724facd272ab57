"""Train the jurisdiction network within a time budget; stops and goes on where it was.

python -m archway_training.jurisdiction.train --pool runs/jurisdiction-pool --run runs/jurisdiction --budget-minutes 60
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader

from .classes import CLASSES, ELSEWHERE
from .data import Stream, validation
from .model import Jurisdiction
from .pool import KINDS, Pool

EMA = 0.999


@torch.no_grad()
def logits_of(model: Jurisdiction, images: np.ndarray) -> np.ndarray:
    """float32 [N,52] of uint8 [N,96,192,3]."""
    model.eval()
    return torch.cat([model(torch.from_numpy(np.array(images[k : k + 50]))) for k in range(0, len(images), 50)]).numpy()


def summary(logits: np.ndarray, pool: Pool) -> dict[str, float]:
    """Share right, by how plates were dressed; and of the surest half, of those that no state was claimed wrongly for."""
    z = logits - logits.max(1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    guess, right = p.argmax(1), p.argmax(1) == pool.label
    claimed = guess != CLASSES.index(ELSEWHERE)
    sure = np.sort(p.max(1)[claimed])[::-1]
    half = claimed & (p.max(1) >= sure[min(len(sure) - 1, len(right) // 2)])
    row = {"loss": float(-np.mean(np.log(np.maximum(p[np.arange(len(p)), pool.label], 1e-9)))), "right": float(right.mean()), "surestHalf": float(right[half].mean())}
    return {k: round(v, 4) for k, v in (row | {kind: float(right[pool.kind == i].mean()) for i, kind in enumerate(KINDS)}).items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pool", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="checkpoints and log")
    arguments.add_argument("--budget-minutes", type=float, default=60)
    arguments.add_argument("--batch", type=int, default=40)
    arguments.add_argument("--rate", type=float, default=2.2e-3)
    arguments.add_argument("--spelling", type=float, default=0.4, help="weight of the spelling head's loss")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    options.run.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)

    model, ema = Jurisdiction().to(memory_format=torch.channels_last), Jurisdiction()
    ema.load_state_dict(model.state_dict())
    decay = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decay, "weight_decay": 0.02}, {"params": rest, "weight_decay": 0.0}], lr=options.rate)
    step, spent, sessions = 0, 0.0, 0
    checkpoint = options.run / "jurisdiction.pt"
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        ema.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"])
        step, spent, sessions = state["step"], state["spent"], state["sessions"] + 1

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save({"model": model.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict(), "rng": torch.get_rng_state(),
                    "step": step, "spent": spent, "sessions": sessions, "options": {k: str(v) for k, v in vars(options).items()}}, part)  # fmt: skip
        os.replace(part, checkpoint)

    held_out = validation(options.run)
    stream = Stream(options.pool, options.batch, options.seed * 1000 + sessions)
    # Spawned, not forked: a fork copies OpenCV's and OpenMP's locks as they stand and can hang for ever.
    batches = iter(DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=6, multiprocessing_context="spawn", timeout=600))
    log = (options.run / "log.jsonl").open("a")
    budget, losses, last_check, last_save = options.budget_minutes * 60, [], time.monotonic(), time.monotonic()
    try:
        while spent < budget:
            began = time.monotonic()
            images, labels, letters, lengths = next(batches)
            share = min(1.0, spent / budget)
            rate = options.rate * (min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * share)) + 0.004)
            for group in optimiser.param_groups:
                group["lr"] = rate
            model.train()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, lattice = model.spelt(images)
            loss = torch.nn.functional.cross_entropy(logits, labels)
            named = lengths > 0
            spelling = torch.nn.functional.ctc_loss(lattice[named].transpose(0, 1), letters, torch.full((int(named.sum()),), lattice.shape[1]), lengths[named], zero_infinity=True)
            optimiser.zero_grad(set_to_none=True)
            (loss + options.spelling * spelling).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            step += 1
            keep = min(EMA, (1 + step) / (10 + step))
            with torch.no_grad():
                for a, b in zip(ema.state_dict().values(), model.state_dict().values(), strict=True):
                    if a.dtype.is_floating_point:
                        a.lerp_(b, 1 - keep)
                    else:
                        a.copy_(b)
            losses.append((float(loss.detach()), float(spelling.detach())))
            now = time.monotonic()
            spent += now - began
            if now - last_save > 150 or spent >= budget:
                save()
                last_save = time.monotonic()
            if now - last_check > 420 or spent >= budget:
                mean = np.mean(losses, 0)
                row = {"step": step, "minutes": round(spent / 60, 2), "rate": round(rate, 6), "training": round(float(mean[0]), 4), "spelling": round(float(mean[1]), 4),
                       "images_a_second": round(len(losses) * options.batch / (now - last_check), 1), "held out": summary(logits_of(ema, held_out.rgb), held_out)}  # fmt: skip
                print(json.dumps(row), file=log, flush=True)
                print(row, flush=True)
                losses, last_check = [], time.monotonic()
    except KeyboardInterrupt:
        save()
        print(f"stopped at step {step}; the same command goes on from here", flush=True)


if __name__ == "__main__":
    main()
