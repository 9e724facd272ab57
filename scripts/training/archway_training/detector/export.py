"""Writes the trained detector as ONNX: python -m archway_training.detector.export --run DIR --models DIR --threshold T

The moving average of the weights is exported, with the arithmetic before and after the network inside the graph.
"""

import argparse
from pathlib import Path

import torch

from ..export import commit_of_sources, export_graph, upsert
from .model import STRIDE, Detector, DetectorGraph


def averaged(*checkpoints: Path) -> tuple[Detector, list[dict]]:
    """The averaged network of a run, the mean of several of its checkpoints' where more are given, and their records."""
    missing = [str(file) for file in checkpoints if not file.is_file()]
    if missing:
        raise FileNotFoundError(f"{missing[0]} is missing: train first (archway_training.detector.train --run)")
    states = [torch.load(file, map_location="cpu", weights_only=True) for file in checkpoints]
    detector = Detector()
    weights = {
        k.removeprefix("module."): torch.stack([state["average"][k] for state in states]).mean(0) if v.is_floating_point() else v
        for k, v in states[0]["average"].items()
        if k.startswith("module.")
    }
    detector.load_state_dict(weights)
    return detector.eval(), states


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
    parser.add_argument("--mean-with", type=Path, nargs="*", default=[], help="earlier checkpoints of the run: the mean of their weights is exported")
    parser.add_argument("--note", help="anything about the run that its record must not hide")
    options = parser.parse_args()
    detector, states = averaged(options.run / "detector.pt", *options.mean_with)
    state = states[0]
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
            "steps": [each["step"] for each in states],
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
    print(f"{file}: threshold {options.threshold}, {' and '.join(str(each['step']) for each in states)} steps")


if __name__ == "__main__":
    main()
