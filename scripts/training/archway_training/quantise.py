"""Writes int8 versions of the exported graphs: python -m archway_training.quantise --models DIR --data DIR --pool DIR --out DIR

Static quantisation (QDQ): weights by channel, activations by tensor, ranges seen on drawn plates and on the training
part of `train/`. A graph's first and last layers stay float: they are a few per cent of the work, and the first sees
raw bytes while what the last says is compared with thresholds. Everything between them is integers, the activation
functions, sums and enlargements too: a value that is made float again between two layers is rounded twice, once over
the half of its range that ReLU throws away, and costs as much time as the layers. `--out` becomes a folder of models like the shipped
one, so that `archway_training.compare_precision` and `npm run evaluate -- --models` measure it whole.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from .corners import refine
from .degrade import View, misplace, photograph
from .detector.find import letterbox
from .doubling import double_by_gather
from .export import upsert
from .manifest import write_manifest
from .real import load
from .rectify import READER_MARGIN, READER_SIZE, rectify

SEED = 71
WORK = ("Conv", "ConvTranspose", "Gemm", "MatMul")
# What stands between layers and has an integer form.
BETWEEN = ("Relu", "Add", "Resize", "MaxPool")
# By what the graphs lose on validation (docs/recognition.md).
METHOD_OF = {"detector": "minmax", "corners": "minmax", "reader": "percentile", "jurisdiction": "percentile"}
METHODS = {"minmax": CalibrationMethod.MinMax, "percentile": CalibrationMethod.Percentile, "entropy": CalibrationMethod.Entropy}


class Inputs(CalibrationDataReader):
    """What a graph's ranges are taken from, one run each."""

    def __init__(self, name: str, tensors: Iterator[np.ndarray]):
        self.name, self.tensors = name, tensors

    def get_next(self) -> dict[str, np.ndarray] | None:
        tensor = next(self.tensors, None)
        return None if tensor is None else {self.name: tensor}


def views(data: Path, pool: Path, count: int) -> list[View]:
    """Drawn plates photographed, and half as many real ones of the training part."""
    from .reader.data import real_views
    from .reader.pool import open_pool

    rng = np.random.default_rng(SEED)
    drawn = open_pool(pool)
    slots = rng.integers(drawn.filled(), size=count)
    out = [photograph(np.asarray(drawn.luma[s]), float(drawn.aspect[s]), rng) for s in slots]
    real = [view for view, _ in real_views(load(data / "train", "train"))]
    return out + [real[int(k)] for k in rng.permutation(len(real))[: count // 2]]


def crops(found: list[View], size: tuple[int, int], margin: tuple[float, float]) -> Iterator[np.ndarray]:
    """uint8 [1,h,w,1], cut as the agent cuts them, by corners that are a little off."""
    rng = np.random.default_rng(SEED)
    for view in found:
        yield rectify(view.image, misplace(view.quad, rng), size, margin)[None, :, :, None]


def plates_in_colour(pool: Path | None, count: int) -> Iterator[np.ndarray]:
    """uint8 [1,96,192,3]: drawn plates as the jurisdiction model sees them."""
    from .jurisdiction.pool import open_pool

    if pool is None:
        raise ValueError("the jurisdiction graph's ranges come from drawn colour plates: name them with --jurisdiction-pool, or name other --graphs")
    looks = open_pool(pool)
    for slot in np.random.default_rng(SEED).integers(looks.filled(), size=count):
        yield np.array(looks.rgb[slot])[None]


def photographs(data: Path, count: int) -> Iterator[np.ndarray]:
    """uint8 [1,H,W,3]: photographs of the training part as the detector sees them."""
    files = sorted({row.file for row in load(data / "train", "train")})
    for k in np.random.default_rng(SEED).permutation(len(files))[:count]:
        image = cv2.imread(str(files[k]), cv2.IMREAD_COLOR)
        yield letterbox(np.ascontiguousarray(image[:, :, ::-1]), None)[0][None]


def ends(graph: onnx.GraphProto) -> tuple[list[str], list[str]]:
    """Names of the layers that stay float: those that no other layer stands before, and those that none stands behind."""
    made_by = {output: node for node in graph.node for output in node.output}

    def before(node: onnx.NodeProto, seen: set[str]) -> Iterator[onnx.NodeProto]:
        for name in node.input:
            source = made_by.get(name)
            if source is None or name in seen:
                continue
            seen.add(name)
            if source.op_type in WORK:
                yield source
            else:
                yield from before(source, seen)

    work = [node for node in graph.node if node.op_type in WORK]
    nearest = {node.name: {source.name for source in before(node, set())} for node in work}
    followed = set().union(*nearest.values())
    first = [node.name for node in work if not nearest[node.name]]
    return first, [node.name for node in work if node.name not in followed]


def outside(graph: onnx.GraphProto, last: list[str]) -> list[str]:
    """Names of the nodes that no layer stands before, and of those behind the last layers: the arithmetic around a network."""
    inside, behind = set(), set()
    for node in graph.node:
        if node.op_type in WORK or inside.intersection(node.input):
            inside.update(node.output)
        if node.name in last or behind.intersection(node.input):
            behind.update(node.output)
    return [node.name for node in graph.node if not inside.intersection(node.output) or behind.intersection(node.output)]


def quantise(source: Path, target: Path, inputs: Inputs, method: str) -> list[str]:
    """Writes `target` and returns the names of the layers that stayed float."""
    prepared = target.with_suffix(".prepared")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    graph = onnx.load(str(prepared)).graph
    first, last = ends(graph)
    kept = [*first, *last]
    quantize_static(
        str(prepared), str(target), inputs, quant_format=QuantFormat.QDQ, op_types_to_quantize=[*WORK, *BETWEEN], per_channel=True,
        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, nodes_to_exclude=[*kept, *outside(graph, last)], calibrate_method=METHODS[method],
        extra_options={"CalibPercentile": 99.995},
    )  # fmt: skip
    prepared.unlink()
    made = onnx.load(str(target))
    if double_by_gather(made):
        onnx.checker.check_model(made)
        onnx.save(made, str(target))
    return kept


def offer(made: Path, models: Path, names: list[str]) -> None:
    """Copies int8 graphs beside the float ones and names them in the manifest."""
    path = models / "manifest.json"
    manifest = json.loads(path.read_text())
    sources = json.loads((made / "manifest.json").read_text())["models"]
    for name in names:
        file = made / sources[name]["file"]
        shutil.copyfile(file, models / file.name)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        manifest["models"][name]["int8"] = {"file": file.name, "sha256": digest, "of": sources[name]["training"]["quantised"]["from"]}
    write_manifest(path, manifest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True, help="edge-agent/models")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds train/")
    parser.add_argument("--pool", type=Path, required=True, help="drawn plates of reader.pool")
    parser.add_argument("--jurisdiction-pool", type=Path, help="drawn plates of jurisdiction.pool, for the jurisdiction graph")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--graphs", nargs="+", choices=tuple(METHOD_OF), default=["detector", "corners", "reader"])
    parser.add_argument("--method", choices=METHODS, help="how ranges are taken from what is seen, instead of each graph's own way")
    parser.add_argument("--count", type=int, default=400, help="drawn plates whose ranges are taken")
    parser.add_argument("--offer", action="store_true", help="also name the int8 graphs in the manifest of --models, for `precision: int8`")
    options = parser.parse_args()
    if "detector" in options.graphs and options.method not in (None, "minmax"):
        parser.error("the detector's ranges come from photographs of different sizes, which only minmax can take: leave --method out, or name other --graphs")
    cv2.setNumThreads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    models = json.loads((options.models / "manifest.json").read_text())["models"]
    found = views(options.data, options.pool, options.count)
    inputs = {
        "detector": Inputs("image", photographs(options.data, max(20, options.count * 3 // 10))),
        "corners": Inputs("crop", crops(found, refine.SIZE, refine.MARGIN)),
        "reader": Inputs("plate", crops(found, READER_SIZE, READER_MARGIN)),
        "jurisdiction": Inputs("plate", plates_in_colour(options.jurisdiction_pool, options.count)),
    }
    for name, calibration in ((name, inputs[name]) for name in options.graphs):
        entry = dict(models[name])
        source = options.models / entry.pop("file")
        float_hash = entry.pop("sha256")
        target = options.out / f"{name}.int8.onnx"
        method = options.method or METHOD_OF[name]
        kept = quantise(source, target, calibration, method)
        upsert(options.out, name, target, {**entry, "training": {**entry["training"], "quantised": {"from": float_hash, "method": method, "float": kept}}})
        print(f"{target.name}: {source.stat().st_size} → {target.stat().st_size} bytes; float: {', '.join(kept)}", flush=True)
    if options.offer:
        offer(options.out, options.models, options.graphs)


if __name__ == "__main__":
    main()
