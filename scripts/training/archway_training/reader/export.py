"""Export the reader: EMA weights to ONNX, the manifest entry, and its calibration.

The calibration runs the whole pipeline, so detector and refiner are exported first; without them the reader stands
uncalibrated, and `reader.calibrate --write` is to follow.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from ..export import commit_of_sources, export_graph, upsert
from ..plates.dies import ALPHABET
from ..real import load
from ..rectify import READER_MARGIN, READER_SIZE
from .calibrate import calibrate, write
from .data import real_views
from .decode import folded
from .model import COLUMNS, Committee, Reader
from .reading import texts_of
from .train import lattices, validation_sets


def mean_of(checkpoints: list[Path]) -> tuple[Reader, list[dict]]:
    """The mean of the EMA weights of checkpoints of one run, and the checkpoints."""
    states = [torch.load(path, weights_only=True) for path in checkpoints]
    model = Reader()
    first = states[0]["ema"]
    model.load_state_dict({key: torch.stack([s["ema"][key] for s in states]).mean(0) if value.dtype.is_floating_point else value for key, value in first.items()})
    return model.eval(), states


def guessed_count(guessed: str | None) -> int:
    """How many untranscribed plates `reader.guess` gave the run; 0 where it had none."""
    return len(json.loads(Path(guessed).read_text())) if guessed else 0


def told_of(states: list[dict], images: Path) -> dict:
    """For the manifest: how one network of the committee came about."""
    state = states[-1]
    options = state["options"]
    return {
        "seed": int(options["seed"]), "batch": int(options["batch"]), "steps": [s["step"] for s in states], "wallMinutes": round(state["spent"] / 60, 1),
        "data": {"drawnPool": int(Path(options["pool"], "capacity").read_text()), "realPlates": len(real_views(load(images, "train"))), "guessedPlates": guessed_count(options.get("guessed")), "realShare": float(options["real_share"])},
    }  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="a run of reader.train: its validation-pool is read")
    arguments.add_argument("--readers", type=lambda text: [Path(part) for part in text.split("+")], nargs="+", help="the checkpoint of each network; A+B is the mean of their weights, of one run. Without it: the run's own")
    arguments.add_argument("--out", type=Path, required=True, help="the folder of the models, edge-agent/models")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    networks = [mean_of(checkpoints) for checkpoints in options.readers or [[options.run / "reader.pt"]]]
    model = Committee([reader for reader, _ in networks]).eval()
    sets = validation_sets(options.data, options.run)

    file = options.out / "reader.onnx"
    examples = sets["drawn"][0]
    export_graph(model, examples[:2], file, ["plate"], ["log_probs"], {"plate": {0: "n"}, "log_probs": {0: "n"}}, [examples[:1], examples[:7], torch.zeros(3, *READER_SIZE, 1, dtype=torch.uint8)])
    right = lambda images, texts: float(np.mean([folded(a) == folded(b) for a, b in zip(texts_of(lattices(model, images)), texts, strict=True)]))  # noqa: E731
    upsert(options.out, "reader", file, {
        "input": [*READER_SIZE, 1], "readers": len(networks), "columns": COLUMNS, "alphabet": ALPHABET,
        "marginX": READER_MARGIN[0], "marginY": READER_MARGIN[1], "temperature": 1.0, "errorFloor": 0.0,
        "training": {
            "recipe": "scripts/training: reader.train, EMA weights, fp32", "commit": commit_of_sources(), "networks": [told_of(states, options.data / "train") for _, states in networks],
            "validation": {name: round(right(*part), 4) for name, part in sets.items()}, "calibration": {},
        },
    })  # fmt: skip
    print(f"{file}: {len(networks)} networks, parameters {sum(int(np.prod(p.shape)) for p in model.parameters())}")
    if not {"detector", "corners"} <= json.loads((options.out / "manifest.json").read_text())["models"].keys():
        print("not calibrated: export detector and corners, then run python -m archway_training.reader.calibrate --write")
        return
    fitted = calibrate(options.out, options.data, options.run)
    write(options.out, fitted)
    print(f"temperature {fitted.temperature}, floor of error {fitted.floor}, {json.dumps(fitted.report)}")


if __name__ == "__main__":
    main()
