"""Trains the corner refiner: python -m archway_training.corners.train --data DIR --run DIR --budget-minutes 20

Resumes from its last checkpoint. --hard names files of real false alarms (archway_training.corners.alarms).
"""

import argparse
import json
import math
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset

from ..detector.data import DetectorStream
from ..detector.train import gather
from ..learning import save_whole, told
from .data import Crop, CropStream
from .model import Refiner, corner_error

WINDOW = (480, 320)
EMA_DECAY = 0.997
CHECKPOINT_SECONDS = 60
PLATE_WEIGHT = 0.3


class Crops(IterableDataset):
    def __init__(self, options: argparse.Namespace, sources, hard: np.ndarray, seed: int):
        self.options, self.sources, self.hard, self.seed = options, sources, hard, seed

    def __iter__(self):
        cv2.setNumThreads(1)
        worker = torch.utils.data.get_worker_info()
        seed = self.seed * 1000 + (worker.id if worker else 0)
        yield from CropStream(
            DetectorStream(self.sources, WINDOW, tuple(self.options.shares), seed), self.hard, self.options.hard_a_view, seed
        )


def stack(crops: list[Crop]) -> tuple[torch.Tensor, ...]:
    """pixels uint8 [N,64,160], corners [N,8], exact bool [N], plate float [N]."""
    return (
        torch.from_numpy(np.stack([c.pixels for c in crops])),
        torch.from_numpy(np.stack([c.corners for c in crops])),
        torch.tensor([c.exact for c in crops]),
        torch.tensor([float(c.plate) for c in crops]),
    )


class Replay:
    """Keeps the last `room` crops: drawing one costs ten times a step on it, so each is met several times."""

    def __init__(self, loader, room: int, seed: int):
        self.loader, self.room = iter(loader), room
        self.held: list[tuple[torch.Tensor, ...]] = []
        self.random = torch.Generator().manual_seed(seed)
        self.next = 0

    def fill(self) -> None:
        new = next(self.loader)
        if len(self.held) < self.room:
            self.held.append(new)
        else:
            self.held[self.next % self.room] = new
            self.next += 1

    def draw(self, count: int) -> tuple[torch.Tensor, ...]:
        parts = [self.held[int(torch.randint(len(self.held), (1,), generator=self.random))] for _ in range(4)]
        joined = [torch.cat([p[k] for p in parts]) for k in range(4)]
        chosen = torch.randperm(len(joined[0]), generator=self.random)[:count]
        return tuple(t[chosen] for t in joined)


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    options.run.mkdir(parents=True, exist_ok=True)
    run = Run(options)
    hard = np.concatenate([np.zeros((0, 64, 160), np.uint8), *(np.load(file)["crops"] for file in options.hard)])
    sources = gather(options)
    run.say(photographs=len(sources.photographs), hard=len(hard), parameters=sum(p.numel() for p in run.model.parameters()))
    loader = DataLoader(
        Crops(options, sources, hard, options.seed + run.step), batch_size=128, collate_fn=stack, num_workers=1, prefetch_factor=4
    )
    run.train(Replay(loader, 250, options.seed + run.step))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--hard", type=Path, nargs="*", default=[])
    parser.add_argument("--hard-a-view", type=float, default=0.5, help="how many of them for each view of a scene")
    parser.add_argument("--near", type=float, default=0.0, help="as for detector.train")
    parser.add_argument("--budget-minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--reuse", type=int, default=4, help="steps for each 128 new crops")
    parser.add_argument("--shares", type=float, nargs=3, default=(0.2, 0.5, 0.3))
    return parser.parse_args()


class Run:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.model = Refiner().to(memory_format=torch.channels_last)
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(EMA_DECAY), use_buffers=True
        )
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=options.rate, weight_decay=0.02)
        self.step, self.used, self.stopped = 0, 0.0, False
        self.file = options.run / "corners.pt"
        if self.file.exists():
            state = torch.load(self.file, map_location="cpu", weights_only=True)
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.used = state["step"], state["used"]

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "used": self.used,
            "options": told(self.options),
        }
        save_whole(state, self.file)

    def say(self, **values) -> None:
        line = json.dumps({"step": self.step, "minutes": round(self.used / 60, 2), **values})
        with (self.options.run / "log.jsonl").open("a") as log:
            log.write(line + "\n")
        print(line, flush=True)

    def train(self, replay: Replay) -> None:
        self.model.train()
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopped", True))
        total = self.options.budget_minutes * 60
        last = saved = time.monotonic()
        sums, count = np.zeros(3), 0
        for _ in range(12):
            replay.fill()
        while self.used < total and not self.stopped:
            if self.step % self.options.reuse == 0:
                replay.fill()
            curve = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(self.used / total, 1)))
            for group in self.optimiser.param_groups:
                group["lr"] = self.options.rate * curve * min(1, (self.step + 1) / 200)
            sums += self.learn(*replay.draw(self.options.batch))
            count += 1
            now = time.monotonic()
            self.used, last = self.used + now - last, now
            if self.step % 200 == 0:
                corners, plate, pixels = (sums / count).round(4).tolist()
                self.say(corners=corners, plate=plate, pixels=pixels)
                sums, count = np.zeros(3), 0
            if now - saved > CHECKPOINT_SECONDS:
                self.save()
                saved = now
        self.save()
        self.say(done=not self.stopped)

    def learn(self, pixels, corners, exact, plate) -> np.ndarray:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            got, logit = self.model((pixels[:, None].float() / 255).contiguous(memory_format=torch.channels_last))
        is_plate = plate > 0.5
        error = corner_error(got[is_plate], corners[is_plate], exact[is_plate])
        corner_part = error.mean()
        plate_part = F.binary_cross_entropy_with_logits(logit, plate * 0.98 + 0.01)
        loss = corner_part + PLATE_WEIGHT * plate_part
        if not math.isfinite(loss.item()):
            raise ArithmeticError(f"the loss is {loss.item()} at step {self.step}: lower --rate and start again")
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimiser.step()
        self.average.update_parameters(self.model)
        self.step += 1
        sure = is_plate & exact
        distance = (got - corners)[sure].detach().reshape(-1, 4, 2).norm(dim=2).mean().item()
        return np.array([corner_part.item(), plate_part.item(), distance])


if __name__ == "__main__":
    main()
