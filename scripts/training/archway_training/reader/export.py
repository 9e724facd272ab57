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
from .model import COLUMNS, Reader
from .train import accuracy, validation_sets


def load_reader(checkpoint: Path) -> tuple[Reader, dict]:
    """The EMA reader of a checkpoint, and the checkpoint."""
    state = torch.load(checkpoint, weights_only=True)
    model = Reader()
    model.load_state_dict(state["ema"])
    return model.eval(), state


def averaged(model: Reader, others: list[Path]) -> list[int]:
    """Makes `model` the mean of itself and the EMA readers of other checkpoints of the same run. Returns their steps."""
    states = [torch.load(path, weights_only=True) for path in others]
    mean = model.state_dict()
    for key, value in mean.items():
        if value.dtype.is_floating_point:
            value.copy_(torch.stack([value, *(state["ema"][key] for state in states)]).mean(0))
    return [state["step"] for state in states]


def guessed_count(guessed: str | None) -> int:
    """How many untranscribed plates `reader.guess` gave the run; 0 where it had none."""
    return len(json.loads(Path(guessed).read_text())) if guessed else 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True, help="the folder of the models, edge-agent/models")
    arguments.add_argument("--mean-with", type=Path, nargs="+", default=[], help="earlier checkpoints of the run, whose weights are averaged with its last")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    model, state = load_reader(options.run / "reader.pt")
    others = averaged(model, options.mean_with)
    sets = validation_sets(options.data, options.run)

    file = options.out / "reader.onnx"
    examples = sets["drawn"][0]
    export_graph(model, examples[:2], file, ["plate"], ["log_probs"], {"plate": {0: "n"}, "log_probs": {0: "n"}}, [examples[:1], examples[:7], torch.zeros(3, *READER_SIZE, 1, dtype=torch.uint8)])
    upsert(options.out, "reader", file, {
        "input": [*READER_SIZE, 1], "columns": COLUMNS, "alphabet": ALPHABET,
        "marginX": READER_MARGIN[0], "marginY": READER_MARGIN[1], "temperature": 1.0, "errorFloor": 0.0,
        "training": {
            "recipe": "scripts/training: reader.train, EMA weights, fp32", "seed": int(state["options"]["seed"]), "commit": commit_of_sources(),
            "data": {"drawnPool": int(Path(state["options"]["pool"], "capacity").read_text()), "realPlates": len(real_views(load(options.data / "train", "train"))), "guessedPlates": guessed_count(state["options"].get("guessed")), "realShare": float(state["options"]["real_share"])},
            "batch": int(state["options"]["batch"]), "steps": state["step"], "wallMinutes": round(state["spent"] / 60, 1),
            "meanWithSteps": others, "validation": {name: round(accuracy(model, *part), 4) for name, part in sets.items()}, "calibration": {},
        },
    })  # fmt: skip
    print(f"{file}: {state['step']} steps, parameters {sum(int(np.prod(p.shape)) for p in model.parameters())}")
    if not {"detector", "corners"} <= json.loads((options.out / "manifest.json").read_text())["models"].keys():
        print("not calibrated: export detector and corners, then run python -m archway_training.reader.calibrate --write")
        return
    fitted = calibrate(options.out, options.data, options.run)
    write(options.out, fitted)
    print(f"temperature {fitted.temperature}, floor of error {fitted.floor}, {json.dumps(fitted.report)}")


if __name__ == "__main__":
    main()
