"""Writes the tiny graphs that the agent's tests run instead of the trained ones.

    python fixture_models.py ../../edge-agent/fixtures

`models` is a whole set without a jurisdiction graph; `jurisdiction` is that graph, its table of formats and
its entry of a manifest, apart, because a set of models may come without them.

They have the shapes, names and number types of the trained graphs, no weights, and answers that a test
can work out by hand. A "plate" for them is a block tinted blue on a black ground, with one flat grey
stripe a character:

- detector: how blue the surroundings are (B - R > 60), weighed so that the middle of an 80x40 px block
  peaks; corners are the 80x40 box around the peak's cell.
- corners: the box of what is not black in the crop, from its mean and spread; `plate` is how much of
  the crop is not black, where a third (the plate between its margins) counts as 1.
- reader: per 4 px column, the character whose luma (20 + 4 x class) is nearest; a column in which the
  luma changes is blank.
- jurisdiction: by the mean of R - G inside the plate, in bytes: 0 is Missouri, 12 Illinois, -12 Kansas;
  a plate that is not blue is any other.
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRIDE = 4
HEIGHT, WIDTH = 64, 160


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        across, down = (1 - torch.arange(-n, n + 1).abs() / (n + 1) for n in (10, 5))
        kernel = down[:, None] * across[None, :]
        self.kernel = nn.Buffer((kernel / kernel.sum())[None, None])
        self.box = nn.Buffer(torch.tensor([-40.0, -20, 40, -20, 40, 20, -40, 20]).view(1, 8, 1, 1))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        red, blue = image[..., 0].float(), image[..., 2].float()
        blueness = ((blue - red - 60) / 20).clamp(0, 1)[:, None]
        heat = F.conv2d(F.avg_pool2d(blueness, STRIDE), self.kernel, padding=(5, 10))
        score = heat * (heat >= F.max_pool2d(heat, 5, 1, 2)).float()
        ones = torch.ones_like(heat)
        x = (torch.cumsum(ones, 3) - 0.5) * STRIDE
        y = (torch.cumsum(ones, 2) - 0.5) * STRIDE
        return score[:, 0], torch.cat([x, y] * 4, 1) + self.box


class Corners(nn.Module):
    def forward(self, crop: Tensor) -> tuple[Tensor, Tensor]:
        mask = (crop[..., 0].float() / 10).clamp(0, 1)
        area = mask.sum((1, 2)) + 1e-3
        x = torch.arange(WIDTH).float() + 0.5
        y = torch.arange(HEIGHT).float() + 0.5
        columns, rows = mask.sum(1), mask.sum(2)
        cx, cy = (columns * x).sum(1) / area, (rows * y).sum(1) / area
        # A flat block of width w spreads by w/sqrt(12).
        dx = ((columns * (x - cx[:, None]) ** 2).sum(1) / area * 3).sqrt()
        dy = ((rows * (y - cy[:, None]) ** 2).sum(1) / area * 3).sqrt()
        corners = torch.stack([cx - dx, cy - dy, cx + dx, cy - dy, cx + dx, cy + dy, cx - dx, cy + dy], 1)
        return corners, (area * 3 / (WIDTH * HEIGHT)).clamp(0, 1)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.levels = nn.Buffer(20 + 4 * torch.arange(len(ALPHABET) + 1).float())

    def forward(self, plate: Tensor) -> Tensor:
        columns = plate[:, 16:48, :, 0].float().mean(1).reshape(-1, WIDTH // 4, 4)
        level, change = columns.mean(2), columns[..., 3] - columns[..., 0]
        logits = -((level[..., None] - self.levels) ** 2)
        is_blank = F.one_hot(torch.zeros(1, dtype=torch.long), len(ALPHABET) + 1).float()
        return torch.log_softmax(logits + is_blank * change.abs()[..., None] * 1000, 2)[:, None]


CLASSES = ["us-mo", "us-il", "us-ks", "xx"]
STATE_HEIGHT, STATE_WIDTH = 96, 192


class Jurisdiction(nn.Module):
    def __init__(self):
        super().__init__()
        self.levels = nn.Buffer(torch.tensor([0.0, 12.0, -12.0]))

    def forward(self, plate: Tensor) -> Tensor:
        red, green, blue = plate[:, 24:72, 32:160].float().mean((1, 2)).unbind(1)
        known = -((red - green)[:, None] - self.levels) ** 2 / 20
        return torch.cat([known, (20 - 0.4 * (blue - red))[:, None]], 1)


FORMATS = {
    "us-mo": {"LLDLDL": 0.7, "LLLDDD": 0.1},
    "us-il": {"LLDDDDD": 0.6, "LLLDDD": 0.2},
    "us-ks": {"DDDLLL": 0.5, "LLLDDD": 0.3},
}


def export(module: nn.Module, example: Tensor, path: Path, inputs: str, outputs: list[str], dynamic: dict) -> str:
    torch.onnx.export(
        module.eval(), (example,), path, dynamo=False, opset_version=17,
        input_names=[inputs], output_names=outputs, dynamic_axes=dynamic,
    )  # fmt: skip
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    image = torch.zeros(1, 96, 128, 3, dtype=torch.uint8)
    crop = torch.zeros(2, HEIGHT, WIDTH, 1, dtype=torch.uint8)
    detector = export(
        Detector(), image, folder / "detector.onnx", "image", ["score", "corners"],
        {"image": {1: "H", 2: "W"}, "score": {1: "h", 2: "w"}, "corners": {2: "h", 3: "w"}},
    )  # fmt: skip
    corners = export(
        Corners(), crop, folder / "corners.onnx", "crop", ["corners", "plate"],
        {name: {0: "N"} for name in ("crop", "corners", "plate")},
    )  # fmt: skip
    reader = export(
        Reader(), crop, folder / "reader.onnx", "plate", ["log_probs"], {"plate": {0: "N"}, "log_probs": {0: "N"}}
    )
    training = {"recipe": "fixture_models.py", "seed": 0}
    manifest = {
        "version": "fixture-1",
        "models": {
            "detector": {
                "file": "detector.onnx", "sha256": detector, "input": [1, "H", "W", 3],
                "stride": STRIDE, "scoreThreshold": 0.5, "training": training,
            },
            "corners": {
                "file": "corners.onnx", "sha256": corners, "input": ["N", HEIGHT, WIDTH, 1],
                "plateThreshold": 0.5, "marginX": 0.25, "marginY": 0.5, "training": training,
            },
            "reader": {
                "file": "reader.onnx", "sha256": reader, "input": ["N", HEIGHT, WIDTH, 1],
                "readers": 1, "columns": WIDTH // 4, "alphabet": ALPHABET, "marginX": 0.06, "marginY": 0.12,
                "temperature": 1.0, "training": training,
            },
        },
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def jurisdiction(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    crop = torch.zeros(2, STATE_HEIGHT, STATE_WIDTH, 3, dtype=torch.uint8)
    digest = export(
        Jurisdiction(), crop, folder / "jurisdiction.onnx", "plate", ["logits"],
        {"plate": {0: "N"}, "logits": {0: "N"}},
    )  # fmt: skip
    formats = json.dumps(FORMATS, indent=2) + "\n"
    (folder / "formats.json").write_text(formats)
    entry = {
        "file": "jurisdiction.onnx", "sha256": digest, "input": [STATE_HEIGHT, STATE_WIDTH, 3],
        "classes": CLASSES, "temperature": 2.0, "marginX": 0.06, "marginY": 0.12,
        "least": 0.8, "formatWeight": 0.8, "formatFloor": 0.1,
        "formats": {"file": "formats.json", "sha256": hashlib.sha256(formats.encode()).hexdigest()},
        "training": {"recipe": "fixture_models.py", "seed": 0},
    }  # fmt: skip
    (folder / "entry.json").write_text(json.dumps(entry, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "models")
    jurisdiction(Path(sys.argv[1]) / "jurisdiction")
