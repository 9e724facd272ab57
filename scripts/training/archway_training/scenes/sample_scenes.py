"""Draws the sample scenes: python -m archway_training.scenes.sample_scenes --out DIR --seed 1

For each passing a few frames from each of a unit's two cameras, and `scenes.json` with what is true in them.
Everything is drawn; there is no photograph in it, and no real vehicle's plate is meant.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from .passings import PASSINGS, Passing
from .stage import SIZE, Frame, play

QUALITY = 82
MOST_BYTES = 118_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="ids of passings; the others are left out")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    frames = []
    for passing in PASSINGS:
        if options.only and passing.id not in options.only:
            continue
        for frame in play(passing, options.seed):
            frames.append(record(passing, frame, options.out))
        print(f"{passing.id}: {passing.text or 'empty road'}", flush=True)
    table = {"width": SIZE[0], "height": SIZE[1], "seed": options.seed, "frames": frames}
    (options.out / "scenes.json").write_text(layout(table))


def record(passing: Passing, frame: Frame, folder: Path) -> dict:
    """Writes one frame and returns its row. Corners are pixels, clockwise from the plate's own top-left."""
    name = f"{passing.id}-angle{frame.angle}-{frame.index}.jpg"
    (folder / name).write_bytes(packed(frame.image))
    plates = [
        {
            "text": passing.text,
            "jurisdiction": passing.jurisdiction,
            "end": seen.end,
            "corners": [[round(float(x), 1), round(float(y), 1)] for x, y in seen.corners],
        }
        for seen in frame.seen
    ]
    return {
        "passing": passing.id,
        "unit": passing.unit,
        "camera": f"{passing.unit}-{frame.angle}",
        "angle": frame.angle,
        "file": name,
        "t_ms": frame.t_ms,
        "light": passing.light,
        "plates": plates,
    }


def packed(image: np.ndarray) -> bytes:
    """JPEG of at most MOST_BYTES; noise at night costs bytes, so quality gives way."""
    for quality in range(QUALITY, 40, -4):
        done, data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and len(data) <= MOST_BYTES:
            return data.tobytes()
    raise ValueError(f"a frame does not fit in {MOST_BYTES} bytes: raise MOST_BYTES or draw less noise")


def layout(table: dict) -> str:
    """JSON with one frame a line, so that a change shows as one line in a diff."""
    head = {k: v for k, v in table.items() if k != "frames"}
    rows = ",\n".join("    " + json.dumps(row) for row in table["frames"])
    return json.dumps(head)[:-1] + ',\n  "frames": [\n' + rows + "\n  ]\n}\n"


if __name__ == "__main__":
    main()
