"""Export the jurisdiction model: EMA weights to ONNX, its temperature and threshold, and the manifest entry.

python -m archway_training.jurisdiction.export --run runs/jurisdiction --out ../../edge-agent/models
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from ..export import commit_of_sources, export_graph, upsert
from .classes import CLASSES, ELSEWHERE
from .data import validation
from .model import Jurisdiction
from .photograph import MARGIN, SIZE
from .pool import KINDS, Pool, open_pool
from .posterior import choose_least, claims, fit_temperature, log_posterior
from .train import logits_of

# How far serial formats are trusted: half their evidence, and a quarter of plates follow none (vanity and specialty
# plates, old series that no table lists).
FORMAT_WEIGHT, FORMAT_FLOOR = 0.5, 0.25
WANTED = 0.95  # share of claimed states that must be right on held-out drawn plates


def load_jurisdiction(checkpoint: Path) -> tuple[Jurisdiction, dict]:
    """The EMA network of a checkpoint, and the checkpoint."""
    state = torch.load(checkpoint, weights_only=True)
    model = Jurisdiction()
    model.load_state_dict(state["ema"])
    return model.eval(), state


def figures(log_p: np.ndarray, pool: Pool, least: float) -> dict[str, dict[str, float]]:
    """Claims on held-out plates, all and by how they are dressed, rounded."""
    groups = {"all": np.ones(len(log_p), bool)} | {kind: pool.kind == i for i, kind in enumerate(KINDS)}
    found = {name: claims(log_p[of], pool.label[of], CLASSES.index(ELSEWHERE), least) for name, of in groups.items()}
    return {name: {k: round(v, 4) for k, v in each.items()} for name, each in found.items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True, help="the folder of the models, edge-agent/models")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    table = options.out / "formats.json"
    if not table.is_file():
        arguments.error(f"{table} is missing: write it with python -m archway_training.jurisdiction.formats --data DATA --out {options.out}")
    formats = {"file": table.name, "sha256": hashlib.sha256(table.read_bytes()).hexdigest()}
    model, state = load_jurisdiction(options.run / "jurisdiction.pt")
    held_out = validation(options.run)
    logits = logits_of(model, held_out.rgb)
    temperature, loss = fit_temperature(logits, held_out.label)
    # The shipped figure is rounded: the threshold is chosen with it as it ships.
    temperature = round(temperature, 3)
    log_p = log_posterior(logits, temperature)
    least = choose_least(log_p, held_out.label, CLASSES.index(ELSEWHERE), WANTED)
    found = figures(log_p, held_out, least)

    file = options.out / "jurisdiction.onnx"
    examples = torch.from_numpy(np.array(held_out.rgb[:7]))
    export_graph(model, examples[:2], file, ["plate"], ["logits"], {"plate": {0: "n"}, "logits": {0: "n"}}, [examples[:1], examples, torch.zeros(3, *SIZE, 3, dtype=torch.uint8)], tolerance=5e-3)
    rows = [json.loads(line) for line in (options.run / "log.jsonl").read_text().splitlines()]
    upsert(options.out, "jurisdiction", file, {
        "input": [*SIZE, 3], "classes": list(CLASSES), "temperature": temperature, "marginX": MARGIN[0], "marginY": MARGIN[1],
        "least": least, "formatWeight": FORMAT_WEIGHT, "formatFloor": FORMAT_FLOOR,
        "formats": formats,
        "training": {
            "recipe": "scripts/training: jurisdiction.train, EMA weights, fp32", "seed": int(state["options"]["seed"]), "commit": commit_of_sources(),
            "data": {"drawnLooks": open_pool(Path(state["options"]["pool"])).filled(), "realPlates": 0},
            "batch": int(state["options"]["batch"]), "steps": state["step"], "wallMinutes": round(state["spent"] / 60, 1),
            "heldOut": {"count": len(held_out.label), "loss": round(loss, 4), **(rows[-1]["held out"] if rows else {}), "claims": found},
        },
    })  # fmt: skip
    count = sum(int(np.prod(p.shape)) for name, p in model.named_parameters() if not name.startswith("spelling"))
    print(f"{file}: {state['step']} steps, {count} parameters, temperature {temperature}, least {least}")
    for name, each in found.items():
        print(f"  {name}: {each}")


if __name__ == "__main__":
    main()
