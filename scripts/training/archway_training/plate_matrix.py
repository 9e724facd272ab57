"""Draws the matrix of plate designs that every model is held to: python -m archway_training.plate_matrix --out DIR

One sheet a plate width, one row a kind of plate, and `labels.csv` (where each plate stands, its corners, what it
says). All of it is drawn: no photograph is used, and no plate of it is in any training pool. The same seed draws
the same sheets.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np

from .detector.looks import spoil
from .plates import Plate, render_plate
from .plates.kinds import HOME, KINDS, render_kind
from .scenes.compose import body
from .scenes.paste import light_of, paste_plate, plate_quad

WIDTHS = (60, 90, 140)
EACH = 6
TILE = (256, 160)  # width, height in pixels
JPEG = [cv2.IMWRITE_JPEG_QUALITY, 88]
ROWS = (*KINDS, *(f"us-{state}" for state in HOME))


def draw(rng: np.random.Generator, row: str) -> Plate:
    return render_kind(rng, row) if row in KINDS else render_plate(rng, jurisdiction=row)


def tile_of(plate: np.ndarray, width: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The plate (RGB uint8 [h,w,3]) seen `width` pixels wide: RGB uint8 [160,256,3], and its corners [4,2]."""
    ends = np.array([rng.uniform(40, 220) + rng.normal(0, 12, 3), rng.uniform(20, 130) + rng.normal(0, 8, 3)])
    ramp = np.linspace(0, 1, TILE[1])[:, None, None]
    image = np.clip(np.broadcast_to(ends[0] * (1 - ramp) + ends[1] * ramp, (TILE[1], TILE[0], 3)), 0, 255).astype(np.uint8)
    centre = np.array(TILE) / 2 + rng.normal(0, 6, 2)
    quad = plate_quad(rng, centre, width, plate.shape[1] / plate.shape[0], rng.normal(0, 0.25), rng.normal(0, 0.12), rng.normal(0, 0.04))
    x0, y0 = np.maximum(centre - (width * 0.8, width * 0.5), 0).astype(int)
    x1, y1 = (centre + (width * 0.8, width * 0.5)).astype(int)
    body(image, np.array([x0, y0, x1, y1]), rng)
    light = light_of(image[y0:y1, x0:x1]) * rng.uniform(0.7, 1.2)
    paste_plate(image, plate, quad, np.clip(light, 0.3, 1.15), rng.uniform(0.3, 0.8))
    return spoil(image, rng), quad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="scripts/plate-designs")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [[*"file row jurisdiction text left top width height".split(), *(f"{a}{k}" for k in range(4) for a in "xy")]]
    for width in WIDTHS:
        file = f"{width}-px.jpg"
        sheet = np.zeros((TILE[1] * len(ROWS), TILE[0] * EACH, 3), np.uint8)
        for down, row in enumerate(ROWS):
            for across in range(EACH):
                rng = np.random.default_rng((options.seed, width, down, across))
                plate = draw(rng, row)
                image, quad = tile_of(plate.image, width, rng)
                left, top = across * TILE[0], down * TILE[1]
                sheet[top : top + TILE[1], left : left + TILE[0]] = image
                rows.append([file, row, plate.jurisdiction, plate.text, left, top, *TILE, *(f"{v:.1f}" for v in quad.reshape(8))])
        cv2.imwrite(str(options.out / file), sheet[:, :, ::-1], JPEG)
    with (options.out / "labels.csv").open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    print(f"{options.out}: {len(rows) - 1} plates, {len(ROWS)} rows, widths {WIDTHS}")


if __name__ == "__main__":
    main()
