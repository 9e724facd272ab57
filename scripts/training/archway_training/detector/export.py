"""Writes the trained detector as ONNX: python -m archway_training.detector.export --run DIR --models DIR --threshold T

The moving average of the weights is exported, with the arithmetic before and after the network inside the graph.
"""

import argparse
from pathlib import Path

import torch

from ..export import commit_of_sources, export_graph, upsert
from .model import STRIDE, Detector, DetectorGraph


def averaged(checkpoint: Path) -> tuple[Detector, dict]:
    """The averaged network of a run, and the run's record."""
    if not checkpoint.is_file():
        raise FileNotFoundError(f"{checkpoint} is missing: train first (archway_training.detector.train --run)")
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    detector = Detector()
    weights = {k.removeprefix("module."): v for k, v in state["average"].items() if k.startswith("module.")}
    detector.load_state_dict(weights)
    return detector.eval(), state


def write(detector: Detector, file: Path) -> None:
    generator = torch.Generator().manual_seed(3)
    image = lambda h, w: torch.randint(0, 256, (1, h, w, 3), dtype=torch.uint8, generator=generator)  # noqa: E731
    export_graph(
        DetectorGraph(detector),
        image(384, 640),
        file,
        ["image"],
        ["score", "corners"],
        {"image": {1: "height", 2: "width"}, "score": {1: "rows", 2: "columns"}, "corners": {2: "rows", 3: "columns"}},
        [image(384, 640), image(544, 960), image(256, 320)],
        tolerance=2e-2,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True, help="edge-agent/models")
    parser.add_argument("--threshold", type=float, required=True, help="chosen on the validation part of train/")
    parser.add_argument("--photographs", type=int, default=0, help="how many photographs the run trained on")
    parser.add_argument("--note", help="anything about the run that its record must not hide")
    options = parser.parse_args()
    detector, state = averaged(options.run / "detector.pt")
    file = options.models / "detector.onnx"
    write(detector, file)
    run = state["options"]
    entry = {
        "input": [1, "H", "W", 3],
        "stride": STRIDE,
        "scoreThreshold": options.threshold,
        "training": {
            "recipe": "archway_training.detector.train",
            "commit": commit_of_sources(),
            "seed": run["seed"],
            "steps": state["step"],
            "images": state["images"],
            "minutes": round(state["used"] / 60, 1),
            "photographs": options.photographs,
            "shares": {"photographs": run["shares"][0], "replacedPlates": run["shares"][1], "composed": run["shares"][2]},
            "parameters": sum(p.numel() for p in detector.parameters()),
        },
    }
    if options.note:
        entry["training"]["note"] = options.note
    upsert(options.models, "detector", file, entry)
    print(f"{file}: threshold {options.threshold}, {state['step']} steps")


if __name__ == "__main__":
    main()
