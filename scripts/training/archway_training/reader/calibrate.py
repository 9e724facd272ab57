"""Temperature and floor of error, so that a reading's probability means what it says.

python -m archway_training.reader.calibrate --models ../../edge-agent/models --data $DATA --run RUN [--write]

The temperature softens every column. It cannot say "sure and wrong all the same" without softening what is rightly
sure; the floor says that: a share of every reading's probability that no string gets. Both are fitted on readings as
the agent makes them (`looks.py`): by the pipeline's own corners, a doubtful plate cut again. `--write` puts them into
the manifest.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from ..evaluate_pipeline import Pipeline
from ..manifest import write_manifest
from .decode import beam, folded, greedy, log_probabilities
from .looks import Looks, drawn_looks, real_looks
from .reading import DOUBT, joint, tempered

TEMPERATURES = tuple(float(t) for t in np.round(np.exp(np.linspace(np.log(0.2), np.log(1.6), 19)), 3))
FLOORS = (0.0, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08)
NAMED_AT, NAMED, AT_ONCE = 0.7, 8, 6000


@dataclass(frozen=True)
class Named:
    """Readings with the strings that any of their cuts thinks likely."""

    looks: Looks
    strings: list[list[str]]


def named(looks: Looks) -> Named:
    """The strings to be scored; which they are hardly hangs on the temperature."""
    soft = [tempered(cuts.astype(np.float64), NAMED_AT) for cuts in looks.lattices]
    strings = [[s for s in dict.fromkeys([text for one in cuts[0] for text, _ in beam(one, NAMED)] + greedy(cuts.reshape(-1, *cuts.shape[2:]))) if s] for cuts in soft]
    return Named(looks, strings)


def scores_at(readings: Named, temperature: float) -> list[np.ndarray]:
    """Log-probabilities [C,S] of each reading's strings under each of its cuts, by all networks."""
    cuts, networks = readings.looks.lattices.shape[1:3]
    places = [(n, c, r, text) for n, strings in enumerate(readings.strings) for c in range(cuts) for r in range(networks) for text in strings]
    flat: list[np.ndarray] = []
    for start in range(0, len(places), AT_ONCE):
        part = places[start : start + AT_ONCE]
        n, c, r, texts = zip(*part, strict=True)
        lattices = tempered(readings.looks.lattices[list(n), list(c), list(r)].astype(np.float64), temperature)
        flat.append(log_probabilities(lattices, list(texts)))
    joined = np.concatenate(flat) if flat else np.zeros(0)
    ends = np.cumsum([cuts * networks * len(strings) for strings in readings.strings])[:-1]
    return [joint(each.reshape(cuts, networks, -1), 1) for each in np.split(joined, ends)]


def claims(readings: Named, scores: list[np.ndarray], floor: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """What each reading claims (the mass of the strings that equal its best one, O as 0 and I as 1), and whether that is right."""
    p, right = [], []
    for strings, score, text in zip(readings.strings, scores, readings.looks.texts, strict=True):
        if not strings:
            p.append(0.0)
            right.append(False)
            continue
        each = np.exp(score)
        said = each[0] if each[0].max() >= DOUBT else each.mean(0)
        best = folded(strings[int(said.argmax())])
        p.append(min(1.0, sum(float(m) for s, m in zip(strings, said, strict=True) if folded(s) == best)) * (1 - floor))
        right.append(best == folded(text))
    return np.array(p), np.array(right)


def expected_calibration_error(p: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap of confidence and accuracy, weighted by the bins' sizes."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[place == b].mean() - right[place == b].mean()) * np.mean(place == b) for b in range(bins) if np.any(place == b)))


def careful_loss(p: np.ndarray, right: np.ndarray) -> float:
    """Log loss, with one more reading as sure as the surest, and wrong: among so few, none may have been seen yet."""
    p = np.clip(np.append(p, p.max(initial=0.0)), 1e-4, 1 - 1e-6)
    return float(-np.mean(np.where(np.append(right, False), np.log(p), np.log(1 - p))))


@dataclass(frozen=True)
class Fit:
    temperature: float
    floor: float
    report: dict[str, float]


def fit(found: dict[str, Named], temperatures: tuple[float, ...] = TEMPERATURES, floors: tuple[float, ...] = FLOORS) -> Fit:
    """The pair with the least careful loss, each set weighing the same, and each set's calibration error there and uncalibrated."""
    at = {t: {name: claims(readings, scores_at(readings, t)) for name, readings in found.items()} for t in {*temperatures, 1.0}}
    pairs = [(t, floor) for t in temperatures for floor in floors]
    losses = [np.mean([careful_loss(p * (1 - floor), right) for p, right in at[t].values()]) for t, floor in pairs]
    temperature, floor = pairs[int(np.argmin(losses))]
    report: dict[str, float] = {}
    for name in found:
        p, right = at[temperature][name]
        report[f"{name}.count"] = len(p)
        report[f"{name}.right"] = round(float(right.mean()), 4)
        report[f"{name}.ece"] = round(expected_calibration_error(p * (1 - floor), right), 4)
        report[f"{name}.ece.temperatureAlone"] = round(expected_calibration_error(p, right), 4)
        report[f"{name}.ece.uncalibrated"] = round(expected_calibration_error(*at[1.0][name]), 4)
        report[f"{name}.loss"] = round(careful_loss(p * (1 - floor), right), 4)
    return Fit(temperature, floor, report)


def calibrate(models: Path, data: Path, run: Path, photographs: int = 2, seed: int = 43) -> Fit:
    """Fit the exported models, whole: the manifest's own temperature and floor are not used."""
    pipeline = Pipeline(models)
    return fit({"real": named(real_looks(pipeline, data)), "drawn": named(drawn_looks(pipeline, run / "validation-pool", photographs, seed))})


def write(models: Path, fitted: Fit) -> None:
    """Put the pair into the manifest."""
    path = models / "manifest.json"
    manifest = json.loads(path.read_text())
    entry = manifest["models"]["reader"]
    entry["temperature"], entry["errorFloor"] = fitted.temperature, fitted.floor
    entry["training"]["calibration"] = fitted.report
    write_manifest(path, manifest)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, required=True)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True, help="the run of reader.train: its validation-pool is photographed")
    arguments.add_argument("--photographs", type=int, default=2, help="of each drawn plate")
    arguments.add_argument("--write", action="store_true", help="put temperature and floor into the manifest")
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    fitted = calibrate(options.models, options.data, options.run, options.photographs)
    print(json.dumps({"temperature": fitted.temperature, "errorFloor": fitted.floor, **fitted.report}, indent=2))
    if options.write:
        write(options.models, fitted)


if __name__ == "__main__":
    main()
