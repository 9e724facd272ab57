"""How alike two cameras err about a state, on drawn plates photographed twice.

python -m archway_training.jurisdiction.fit_fusion --models ../../edge-agent/models [--plates 1600]

Prints, for one look and for two fused with a grid of correlations, the log loss, how often the best guess is right, and what claiming
from the model's own `least` on gives. The constant stands in `edge-agent/src/jurisdiction/fuse-looks.ts`; nothing is written.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from .draw import draw
from .photograph import look
from .pool import HEIGHT, WIDTH
from .posterior import claims, log_posterior

SEED = 61_061
# The agent's chance that a look says nothing of the plate (fuse-looks.ts).
BROKEN = 0.02
CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


def fused(looks: list[np.ndarray], correlation: float) -> np.ndarray:
    """float [N,C] log-probabilities of one look a camera, each [N,C], fused as the agent does."""
    classes = looks[0].shape[1]
    temper = 1 / (1 + (len(looks) - 1) * correlation)
    scores = temper * sum(np.log((1 - BROKEN) * np.exp(one) + BROKEN / classes) for one in looks)
    return scores - np.logaddexp.reduce(scores, 1, keepdims=True)


def figures(log_p: np.ndarray, labels: np.ndarray, least: float) -> dict[str, float]:
    """Log loss, share of right best guesses, and what comes of claiming from `least` on."""
    told = claims(log_p, labels, log_p.shape[1] - 1, least)
    loss = -float(np.mean(log_p[np.arange(len(labels)), labels]))
    return {"loss": round(loss, 4), "best": round(float(np.mean(log_p.argmax(1) == labels)), 3)} | {k: round(v, 3) for k, v in told.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--plates", type=int, default=1600)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    entry = json.loads((options.models / "manifest.json").read_text())["models"]["jurisdiction"]
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(options.models / entry["file"]), settings, providers=["CPUExecutionProvider"])
    logits, labels = [[], []], []
    for k in range(options.plates):
        rng = np.random.default_rng((SEED, k))
        drawn = draw(rng, held_out=True)
        plate = cv2.resize(drawn.plate.image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        for camera in logits:
            seen, _ = look(plate, drawn.plate.image.shape[1] / drawn.plate.image.shape[0], rng)
            camera.append(session.run(["logits"], {"plate": seen[None]})[0][0])
        labels.append(drawn.label)
    looks = [log_posterior(np.array(camera), entry["temperature"]) for camera in logits]
    for number, one in enumerate(looks, 1):
        print(f"camera {number}:", figures(fused([one], 0), np.array(labels), entry["least"]))
    for correlation in CORRELATIONS:
        print(f"both, {correlation}:", figures(fused(looks, correlation), np.array(labels), entry["least"]))


if __name__ == "__main__":
    main()
