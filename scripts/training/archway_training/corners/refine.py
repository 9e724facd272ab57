"""Runs the exported refiner on detections, twice, by the agent's rules (`edge-agent/src/detect/refine.ts`)."""

from pathlib import Path

import cv2
import numpy as np

from ..detector.find import Found, PlateFinder, distinct, from_twice_as_far, letterbox, plate_shaped, session
from ..rectify import homography, luma, rectify
from .model import HEIGHT, MARGIN_X, MARGIN_Y, WIDTH

PASSES = 2
SIZE, MARGIN = (HEIGHT, WIDTH), (MARGIN_X, MARGIN_Y)
# At a hint this probable of something as wide as a large plate: from four times as far, for plates this probable and this wide (of the longer side).
HINT, NEAR_PROBABILITY, NEAR_WIDTH = 0.05, 0.5, 0.35
# Without a plate this probable, from twice and four times as far, for plates this wide.
UNLESS_PROBABILITY, LEAST_WIDTH = 0.5, 0.18
# A plate may be so much wider, tightened, than the detector's guess.
UNTIGHTENED = 0.6


class CornerRefiner:
    """odds: the manifest's `plateOdds`; without it the score is the product of both networks' scores."""

    def __init__(self, model: Path, threads: int = 1, odds: dict | None = None):
        self.session = session(model, threads)
        self.odds = odds

    def look(self, grey: np.ndarray, quads: list[np.ndarray]) -> tuple[list[np.ndarray], np.ndarray]:
        """One pass over luma uint8 [H,W]: tighter quads [4,2] and the probability [n] that each is a plate."""
        crops = np.stack([rectify(grey, quad, SIZE, MARGIN) for quad in quads])[..., None]
        corners, plate = self.session.run(["corners", "plate"], {"crop": crops})
        back = [
            cv2.perspectiveTransform(c.reshape(1, 4, 2).astype(np.float64), homography(quad, SIZE, MARGIN))[0]
            for c, quad in zip(corners, quads, strict=True)
        ]
        return back, plate

    def refine(self, grey: np.ndarray, found: list[Found], threshold: float, passes: int = PASSES) -> list[Found]:
        """Detections with tight corners; what is no plate is dropped. The score becomes detection × plate."""
        current = [(f.corners, f.score, 1.0) for f in found]
        for _ in range(passes):
            if not current:
                return []
            quads, plate = self.look(grey, [quad for quad, _, _ in current])
            current = [
                (quad, score, float(p))
                for quad, (_, score, _), p in zip(quads, current, plate, strict=True)
                if p >= threshold and plate_shaped(quad)
            ]
        return distinct([Found(quad, self.together(score, p)) for quad, score, p in current])

    def together(self, detector: float, refiner: float) -> float:
        """P(this is a plate), from what the detector and the refiner say of it."""
        if self.odds is None:
            return detector * refiner
        odds = self.odds["detector"] * logit(detector) + self.odds["refiner"] * logit(refiner) + self.odds["bias"]
        return float(1 / (1 + np.exp(-odds)))


def logit(score: float) -> float:
    """Bounded: no score of a network is worth more than a thousand to one."""
    p = min(max(score, 0.001), 0.999)
    return float(np.log(p / (1 - p)))


def see(finder: PlateFinder, refiner: CornerRefiner, image: np.ndarray, threshold: float, plate_threshold: float) -> list[Found]:
    """Plates of an RGB uint8 [H,W,3] photograph as the agent finds them (`edge-agent/src/detect/onnx-detector.ts`), best first."""
    grey, side = luma(image), max(image.shape[:2])
    view = letterbox(image, finder.side)
    half = from_twice_as_far(*view)
    wide = lambda f, share: np.ptp(f.corners[:, 0]) >= share * side  # noqa: E731

    def large_in(seen: tuple[np.ndarray, np.ndarray]) -> list[Found]:
        guesses = [f for f in finder.look(*seen, threshold) if wide(f, LEAST_WIDTH * UNTIGHTENED)]
        return [f for f in refiner.refine(grey, guesses, plate_threshold) if wide(f, LEAST_WIDTH)]

    peaks = finder.peaks(*view, min(HINT, threshold))
    found = refiner.refine(grey, distinct([f for f in peaks if f.score >= threshold]), plate_threshold)
    if any(wide(f, LEAST_WIDTH) for f in peaks):
        found = distinct(found + [f for f in large_in(from_twice_as_far(*half)) if f.score >= NEAR_PROBABILITY and wide(f, NEAR_WIDTH)])
    for farther in (half, from_twice_as_far(*half)):
        if not any(f.score >= UNLESS_PROBABILITY for f in found):
            found = distinct(found + large_in(farther))
    return found
