"""Trains the detector: python -m archway_training.detector.train --data DIR --run DIR --budget-minutes 60

Stops when the budget of minutes is used up, over all its pieces: start it again with the same --run and it
goes on from its last checkpoint. SIGTERM saves before it stops. A larger budget stretches the learning-rate curve.
"""

import argparse
import json
import math
import signal
import time
from pathlib import Path

import cv2
import torch
from torch import nn

from ..learning import adamw, save_whole, told
from ..real import is_validation
from .batches import Batch, batches
from .data import Sources
from .losses import corner_loss, heat_loss
from .model import Detector, absolute
from .photographs import load_photographs

CORNER_WEIGHT = 2.0
EMA_DECAY = 0.995
CHECKPOINT_SECONDS = 120


def main() -> None:
    options = arguments()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    options.run.mkdir(parents=True, exist_ok=True)
    run = Run(options)
    sources = gather(options)
    size = (options.width, options.height)
    stream = batches(sources, size, tuple(options.shares), options.batch, options.seed + run.step, options.workers)
    run.say(photographs=len(sources.photographs), parameters=sum(p.numel() for p in run.model.parameters()))
    run.train(iter(stream))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and backgrounds/")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints and the log")
    parser.add_argument("--budget-minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes that make samples")
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--width", type=int, default=416)
    parser.add_argument("--height", type=int, default=256)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument(
        "--shares", type=float, nargs=3, default=(0.36, 0.42, 0.22), help="photographs, replaced plates, composed"
    )
    parser.add_argument("--near", type=float, default=0.0, help="share of composed scenes with plates from near; one plate in six then has another paint")
    return parser.parse_args()


def gather(options: argparse.Namespace) -> Sources:
    photographs = [p for p in load_photographs(options.data / "train") if not is_validation(p.path.stem)]
    plate = scene = None
    if options.shares[1] + options.shares[2] > 0:
        from ..plates import render_plate
        from ..scenes.near import repainted

        paint = repainted if options.near > 0 else lambda image, _: image
        plate = lambda rng: paint(render_plate(rng).image, rng)  # noqa: E731
    if options.shares[2] > 0:
        from ..scenes.compose import SceneComposer

        scene = SceneComposer(options.data / "backgrounds", options.near)
    return Sources(photographs, [p.pixels() for p in photographs], plate, scene)


class Run:
    """One training run's state: model, its moving average, optimiser, time used, and the log."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.model = Detector().to(memory_format=torch.channels_last)
        self.average = torch.optim.swa_utils.AveragedModel(
            self.model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(EMA_DECAY), use_buffers=True
        )
        self.optimiser = adamw(self.model, options.rate)
        self.step = 0
        self.images = 0
        self.used = 0.0
        self.stopped = False
        self.file = options.run / "detector.pt"
        if self.file.exists():
            self.load()

    def load(self) -> None:
        state = torch.load(self.file, map_location="cpu", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.images, self.used = state["step"], state["images"], state["used"]

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "images": self.images,
            "used": self.used,
            "options": told(self.options),
        }
        save_whole(state, self.file)

    def say(self, **values) -> None:
        line = json.dumps({"step": self.step, "minutes": round(self.used / 60, 2), **values})
        with (self.options.run / "log.jsonl").open("a") as log:
            log.write(line + "\n")
        print(line, flush=True)

    def rate(self) -> float:
        """Warm up over 200 steps, then a half cosine over the budget down to 1 %."""
        part = min(self.used / (self.options.budget_minutes * 60), 1.0)
        curve = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * part))
        return self.options.rate * curve * min(1.0, (self.step + 1) / 200)

    def train(self, stream) -> None:
        self.model.train()
        sums, count, saved = [0.0, 0.0], 0, time.monotonic()
        last = time.monotonic()
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "stopped", True))
        while self.used < self.options.budget_minutes * 60 and not self.stopped:
            for group in self.optimiser.param_groups:
                group["lr"] = self.rate()
            heat, corners = self.learn(next(stream))
            sums[0] += heat
            sums[1] += corners
            count += 1
            now = time.monotonic()
            self.used += now - last
            last = now
            if self.step % 50 == 0:
                self.say(heat=round(sums[0] / count, 4), corners=round(sums[1] / count, 4), images=self.images)
                sums, count = [0.0, 0.0], 0
            if now - saved > CHECKPOINT_SECONDS:
                self.save()
                saved = now
        self.save()
        self.say(done=not self.stopped, images=self.images)

    def learn(self, batch: Batch) -> tuple[float, float]:
        x = batch.images.permute(0, 3, 1, 2).float().div_(255).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            heat, offsets = self.model(x)
        heat_part = heat_loss(heat.float()[:, 0], batch.heat, batch.weight)
        n, row, column = batch.cells.unbind(1)
        predicted = absolute(offsets.float())[n, :, row, column]
        corner_part = corner_loss(predicted, batch.corners, batch.share, batch.exact)
        loss = heat_part + CORNER_WEIGHT * corner_part
        if not math.isfinite(loss.item()):
            raise ArithmeticError(f"the loss is {loss.item()} at step {self.step}: lower --rate and start again")
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 10.0)
        self.optimiser.step()
        self.average.update_parameters(self.model)
        self.step += 1
        self.images += len(batch.images)
        return heat_part.item(), corner_part.item()


if __name__ == "__main__":
    main()
