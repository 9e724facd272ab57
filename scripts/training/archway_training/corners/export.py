"""Writes the trained refiner as ONNX: python -m archway_training.corners.export --run DIR --models DIR --threshold T"""

import argparse
from pathlib import Path

import torch

from ..export import commit_of_sources, export_graph, upsert
from .model import HEIGHT, MARGIN_X, MARGIN_Y, WIDTH, Refiner, RefinerGraph
from .refine import PASSES


def averaged(checkpoint: Path) -> tuple[Refiner, dict]:
    """The averaged network of a run, and the run's record."""
    if not checkpoint.is_file():
        raise FileNotFoundError(f"{checkpoint} is missing: train first (archway_training.corners.train --run)")
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    refiner = Refiner()
    refiner.load_state_dict({k.removeprefix("module."): v for k, v in state["average"].items() if k.startswith("module.")})
    return refiner.eval(), state


def write(refiner: Refiner, file: Path) -> None:
    generator = torch.Generator().manual_seed(3)
    crops = lambda n: torch.randint(0, 256, (n, HEIGHT, WIDTH, 1), dtype=torch.uint8, generator=generator)  # noqa: E731
    export_graph(
        RefinerGraph(refiner), crops(2), file, ["crop"], ["corners", "plate"],
        {"crop": {0: "plates"}, "corners": {0: "plates"}, "plate": {0: "plates"}}, [crops(1), crops(5)], tolerance=5e-3,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True, help="edge-agent/models")
    parser.add_argument("--threshold", type=float, required=True, help="chosen on the validation part of train/")
    parser.add_argument("--photographs", type=int, default=0, help="how many photographs the run trained on")
    parser.add_argument("--alarms", type=int, default=0, help="how many real false alarms it trained on")
    options = parser.parse_args()
    refiner, state = averaged(options.run / "corners.pt")
    file = options.models / "corners.onnx"
    write(refiner, file)
    run = state["options"]
    entry = {
        "input": ["N", HEIGHT, WIDTH, 1],
        "plateThreshold": options.threshold,
        "marginX": MARGIN_X,
        "marginY": MARGIN_Y,
        "passes": PASSES,
        "training": {
            "recipe": "archway_training.corners.train",
            "commit": commit_of_sources(),
            "seed": run["seed"],
            "steps": state["step"],
            "crops": state["step"] * run["batch"],
            "minutes": round(state["used"] / 60, 1),
            "photographs": options.photographs,
            "falseAlarms": options.alarms,
            "parameters": sum(p.numel() for p in refiner.parameters()),
        },
    }
    upsert(options.models, "corners", file, entry)
    print(f"{file}: threshold {options.threshold}, {state['step']} steps")


if __name__ == "__main__":
    main()
