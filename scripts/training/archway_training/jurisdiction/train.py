"""Train the jurisdiction network within a time budget; stops and goes on where it was.

python -m archway_training.jurisdiction.train --pool runs/jurisdiction-pool --run runs/jurisdiction --budget-minutes 60
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import tempfile
import time
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import distributed
from torch.utils.data import DataLoader

from ..learning import adamw, follow, save_whole, told
from .classes import CLASSES, ELSEWHERE
from .data import Stream, validation
from .model import Jurisdiction, strip_row
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


class Peers:
    """The processes of one run, which hold the same weights and average their gradients. One alone is none of torch.distributed's business."""

    def __init__(self, rank: int, count: int, meeting: Path) -> None:
        self.rank, self.count = rank, count
        if count > 1:
            distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=count, timeout=timedelta(minutes=20))

    def average(self, parameters: list[torch.nn.Parameter], said: list[float]) -> list[float]:
        """Averages the gradients in place. `said` is summed over the processes and returned."""
        if self.count == 1:
            return said
        grads = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([*(g.reshape(-1) / self.count for g in grads), torch.tensor(said)])
        distributed.all_reduce(flat)
        for g, part in zip(grads, flat.split([*(g.numel() for g in grads), len(said)]), strict=False):
            g.copy_(part.view_as(g))
        return flat[len(flat) - len(said) :].tolist()


def train(rank: int, options: argparse.Namespace, meeting: Path) -> None:
    """One process of the run; the first also keeps the moving average, the checkpoints and the log."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    peers = Peers(rank, options.processes, meeting)
    stopping: list[int] = []
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda number, _: stopping.append(number))

    model, ema = Jurisdiction().to(memory_format=torch.channels_last), Jurisdiction()
    ema.load_state_dict(model.state_dict())
    optimiser = adamw(model, options.rate)
    step, spent, sessions = 0, 0.0, 0
    checkpoint = options.run / "jurisdiction.pt"
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        ema.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, sessions = state["step"], state["spent"], state["sessions"] + 1

    def save() -> None:
        save_whole({"model": model.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict(),
                    "step": step, "spent": spent, "sessions": sessions, "options": told(options)}, checkpoint)  # fmt: skip

    held_out = validation(options.run) if rank == 0 else None
    stream = Stream(options.pool, options.batch // options.processes, (options.seed * 1000 + sessions) * 64 + rank)
    # Spawned, not forked: a fork copies OpenCV's and OpenMP's locks as they stand and can hang for ever.
    worker = {"num_workers": 1, "prefetch_factor": 6, "multiprocessing_context": "spawn", "timeout": 600} if options.processes == 1 else {}
    batches = iter(DataLoader(stream, batch_size=None, **worker))
    log = (options.run / "log.jsonl").open("a")
    budget, losses, last_check, last_save = options.budget_minutes * 60, [], time.monotonic(), time.monotonic()
    while True:
        began = time.monotonic()
        images, labels, letters = next(batches)
        letters = letters[strip_row(letters[:, 3]) >= 0]
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, near = model.seen(images)
            named = model.spelt(near, letters[:, [0, 2, 3]])
        loss = torch.nn.functional.cross_entropy(logits, labels)
        spelling = torch.nn.functional.cross_entropy(named, letters[:, 1])
        optimiser.zero_grad(set_to_none=True)
        (loss + options.spelling * spelling).backward()
        # The first process's clock and wish to stop hold for all.
        share = min(1.0, spent / budget)
        said = [share, float(bool(stopping) or spent >= budget)] if rank == 0 else [0.0, 0.0]
        share, stop, mean_loss, mean_spelling = peers.average(list(model.parameters()), [*said, float(loss.detach()) / options.processes, float(spelling.detach()) / options.processes])
        rate = options.rate * (min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * share)) + 0.004)
        for group in optimiser.param_groups:
            group["lr"] = rate
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        step += 1
        if rank == 0:
            follow(ema, model, min(EMA, (1 + step) / (10 + step)))
            losses.append((mean_loss, mean_spelling))
            now = time.monotonic()
            spent += now - began
            if now - last_save > 150 or stop:
                save()
                last_save = time.monotonic()
            if held_out is not None and (now - last_check > 420 or stop):
                mean = np.mean(losses, 0)
                row = {"step": step, "minutes": round(spent / 60, 2), "rate": round(rate, 6), "training": round(float(mean[0]), 4), "spelling": round(float(mean[1]), 4),
                       "images_a_second": round(len(losses) * options.batch / (now - last_check), 1), "held out": summary(logits_of(ema, held_out.rgb), held_out)}  # fmt: skip
                print(json.dumps(row), file=log, flush=True)
                print(row, flush=True)
                losses, last_check = [], time.monotonic()
        if stop:
            break


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pool", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="checkpoints and log")
    arguments.add_argument("--budget-minutes", type=float, default=60)
    arguments.add_argument("--batch", type=int, default=48, help="plates a step, of all processes together")
    arguments.add_argument("--processes", type=int, default=1, help="processes that share a batch, one thread each")
    arguments.add_argument("--rate", type=float, default=2.2e-3)
    arguments.add_argument("--spelling", type=float, default=0.4, help="weight of the spelling head's loss")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        others = [get_context("spawn").Process(target=train, args=(rank, options, meeting)) for rank in range(1, options.processes)]
        for other in others:
            other.start()
        train(0, options, meeting)
        for other in others:
            other.join()


if __name__ == "__main__":
    main()
