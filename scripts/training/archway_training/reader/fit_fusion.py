"""How well fusion's constants do on drawn plates photographed twice, and which would do best.

python -m archway_training.reader.fit_fusion --models ../../edge-agent/models --run RUN [--photographs 4]

Prints errors, calibration error and log loss of one angle, of two fused, and a table of constants, best log loss first.
The constants stand in `edge-agent/src/fuse/posterior.ts` and `evidence.Constants`; nothing is written.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import cv2
import numpy as np
import torch

from ..evaluate_pipeline import Pipeline
from .calibrate import expected_calibration_error
from .decode import folded
from .evidence import Constants, Evidence, claim, evidence_of, fused, said
from .looks import drawn_looks

BROKEN, SAYS, BETWEEN, SHARED = (0.005, 0.02, 0.05), (1e-7, 1e-6, 1e-5), (0.1, 0.3, 0.5, 0.7), (1.0, 0.1, 0.01, 0.001)
SHOWN = 12


def figures(passings: list[Evidence], posteriors: list[np.ndarray]) -> dict[str, float]:
    """Errors (folded), calibration error and log loss of what is claimed."""
    said_of = [claim(e, p) for e, p in zip(passings, posteriors, strict=True)]
    right = np.array([folded(text) == folded(e.truth) for (text, _), e in zip(said_of, passings, strict=True)])
    p = np.clip([mass for _, mass in said_of], 1e-4, 1 - 1e-4)
    loss = float(-np.mean(np.where(right, np.log(p), np.log(1 - p))))
    return {"errors": int(np.sum(~right)), "of": len(right), "ece": round(expected_calibration_error(p, right), 4), "loss": round(loss, 4)}


def fused_each(passings: list[Evidence], looks: list[np.ndarray], angles: slice = slice(None), constants: Constants = Constants()) -> list[np.ndarray]:
    """What is made of each passing, of some of its angles."""
    return [fused(p[angles], e.least[angles], e.detail[angles], constants) for e, p in zip(passings, looks, strict=True)]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="the run of reader.train: its validation-pool is photographed")
    arguments.add_argument("--photographs", type=int, default=4, help="of each plate, two a passing")
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    pipeline = Pipeline(options.models)
    reader = pipeline.manifest["reader"]
    floor = reader.get("errorFloor", 0.0)
    passings = evidence_of(drawn_looks(pipeline, options.run / "validation-pool", options.photographs, 41), reader["temperature"])
    for name, doubt in (("one cut", 0.0), ("a doubtful plate cut again", None)):
        looks = [said(e, floor=floor) if doubt is None else said(e, doubt, floor) for e in passings]
        for angle in (0, 1):
            print(f"angle {angle + 1}, {name}:", figures(passings, fused_each(passings, looks, slice(angle, angle + 1))))
        print(f"fused, {name}:", figures(passings, fused_each(passings, looks)))
    looks = [said(e, floor=floor) for e in passings]
    tried = [Constants(*values) for values in itertools.product(BROKEN, SAYS, BETWEEN, SHARED)]
    rows = [(figures(passings, fused_each(passings, looks, constants=c)), c) for c in tried]
    for row, constants in sorted(rows, key=lambda r: r[0]["loss"])[:SHOWN]:
        print(row, constants)


if __name__ == "__main__":
    main()
