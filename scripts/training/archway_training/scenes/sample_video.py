"""Draws one camera's video of several passings: python -m archway_training.scenes.sample_video --out FILE.mp4

1080p by default, with the same vehicles as the sample scenes. Needs ffmpeg. Beside the video lies FILE.json: for each
frame its time and the plates in it, so that a recogniser can be measured on it.
"""

import argparse
import json
import shutil
import subprocess
from pathlib import Path

import cv2

from .passings import PASSINGS
from .stage import play


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passings", nargs="+", default=["p01", "p02", "p04", "e01"], help="ids, in their order")
    parser.add_argument("--angle", type=int, choices=(1, 2), default=1)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each passing")
    parser.add_argument("--rate", type=int, default=15, help="frames a second")
    parser.add_argument("--width", type=int, default=1920)
    parser.add_argument("--height", type=int, default=1080)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        raise SystemExit("ffmpeg is missing: apt-get install ffmpeg")
    cv2.setNumThreads(1)
    rows = film(options)
    options.out.with_suffix(".json").write_text(json.dumps({"rate": options.rate, "frames": rows}) + "\n")
    print(f"{options.out}: {len(rows)} frames")


def film(options: argparse.Namespace) -> list[dict]:
    """Writes the video and returns a row a frame."""
    known = {p.id: p for p in PASSINGS}
    if unknown := [p for p in options.passings if p not in known]:
        raise SystemExit(f"no passing is called {', '.join(unknown)}: there are {', '.join(known)}")
    count = max(round(options.seconds * options.rate), 1)
    frames = (count, 0) if options.angle == 1 else (0, count)
    size = options.width, options.height
    command = [
        "ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}",
        "-r", str(options.rate), "-i", "-", "-c:v", "libx264", "-crf", "23", "-pix_fmt", "yuv420p", str(options.out),
    ]  # fmt: skip
    rows: list[dict] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        for name in options.passings:
            for frame in play(known[name], options.seed, round(1000 / options.rate), frames, size, oversample=1.25):
                encoder.stdin.write(frame.image.tobytes())
                plates = [
                    {"text": known[name].text, "jurisdiction": known[name].jurisdiction, "corners": s.corners.round(1).tolist()}
                    for s in frame.seen
                ]
                rows.append({"t_ms": round(len(rows) * 1000 / options.rate), "passing": name, "plates": plates})
        encoder.stdin.close()
    if encoder.returncode:
        raise SystemExit(f"ffmpeg failed with {encoder.returncode}: see its message above")
    return rows


if __name__ == "__main__":
    main()
