"""How many plates that fill the picture are found, on drawn close-ups:

python -m archway_training.detector.close_ups --models ../../edge-agent/models --data DIR [--plates 400]

By the agent's rules for looking from farther away (`corners.refine.see`), and by the ordinary look alone. No training draws them.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from ..corners.refine import CornerRefiner, see
from ..plates import render_plate
from ..rectify import luma
from ..scenes.compose import SceneComposer
from ..scenes.near import near_scene, repainted
from .find import Found, PlateFinder, distinct, overlap
from .looks import tone
from .targets import bounds

SEED = 99_101
SIZE = (1024, 640)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with backgrounds/")
    parser.add_argument("--plates", type=int, default=400)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    manifest = json.loads((options.models / "manifest.json").read_text())["models"]
    detector, corners = manifest["detector"], manifest["corners"]
    finder = PlateFinder(options.models / detector["file"])
    refiner = CornerRefiner(options.models / corners["file"], odds=corners.get("plateOdds"))
    rng = np.random.default_rng(SEED)
    scenes = SceneComposer(options.data / "backgrounds")
    located, surplus = np.zeros(2, int), np.zeros(2, int)
    for _ in range(options.plates):
        scene = near_scene(rng, lambda: repainted(render_plate(rng).image, rng), scenes.background(rng), SIZE, 0.0)
        image = np.ascontiguousarray(tone(scene.image, rng))
        box = bounds(scene.quads)[0]
        once = refiner.refine(luma(image), finder.find(image, detector["scoreThreshold"]), corners["plateThreshold"])
        looks: list[list[Found]] = [distinct(once), see(finder, refiner, image, detector["scoreThreshold"], corners["plateThreshold"])]
        for k, found in enumerate(looks):
            here = [overlap(f.bounds(), box) >= 0.5 for f in found]
            located[k] += any(here)
            surplus[k] += sum(overlap(f.bounds(), box) < 0.2 for f in found)
    for name, right, other in zip(("ordinary look alone", "by the agent's rules"), located, surplus, strict=True):
        print(f"{name}: {right} of {options.plates} located; {other} detections elsewhere, parts of the plate among them")


if __name__ == "__main__":
    main()
