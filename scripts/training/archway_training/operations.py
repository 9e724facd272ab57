"""Counts what the exported graphs compute, and estimates time on boards: python -m archway_training.operations --models edge-agent/models

Multiply-accumulates of convolutions and matrix products, by graph, for the inputs that the agent gives them. The
boards' rates are assumptions, not measurements: what their arithmetic units could do at most, times the share of it
that small convolutional networks reach in practice.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import shape_inference

# The agent's inputs: 1280×720 is seen at 640×384, 1920×1080 at 960×544; a crop a plate.
INPUTS = {
    "detector, 1280×720": ("detector", (1, 384, 640, 3)),
    "detector, 1920×1080": ("detector", (1, 544, 960, 3)),
    "corners, a plate and pass": ("corners", (1, 64, 160, 1)),
    "reader, a plate": ("reader", (1, 64, 160, 1)),
}
# One core: multiply-accumulates a cycle (float, int8 by dot product) × GHz × the share that is reached.
BOARDS = {
    "Cortex-A55, 1.8 GHz": {"fp32": 4 * 1.8 * 0.5, "int8": 16 * 1.8 * 0.3},
    "Cortex-A76, 2.4 GHz": {"fp32": 8 * 2.4 * 0.6, "int8": 32 * 2.4 * 0.3},
}


def macs(file: Path, shape: tuple[int, ...]) -> int:
    """Multiply-accumulates of one run on an input of `shape`. ValueError where a layer's size cannot be told."""
    model = onnx.load(str(file))
    graph = model.graph
    for axis, size in zip(graph.input[0].type.tensor_type.shape.dim, shape, strict=True):
        axis.dim_value = size
    del graph.value_info[:]
    for output in graph.output:
        for axis in output.type.tensor_type.shape.dim:
            axis.Clear()
    graph = shape_inference.infer_shapes(model, data_prop=True).graph
    sizes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in [*graph.value_info, *graph.output, *graph.input]}
    sizes |= {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    total = 0
    for node in graph.node:
        if node.op_type == "Conv":
            inner = sizes[node.input[1]][1:]
        elif node.op_type in ("Gemm", "MatMul"):
            inner = sizes[node.input[0]][-1:]
        else:
            continue
        product = int(np.prod(sizes.get(node.output[0], [0]))) * int(np.prod(inner))
        if product == 0:
            raise ValueError(f"{file.name}: the size of {node.name} depends on more than its input's; it cannot be counted")
        total += product
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, required=True)
    options = parser.parse_args()
    models = json.loads((options.models / "manifest.json").read_text())["models"]
    counts = {name: macs(options.models / models[graph]["file"], shape) for name, (graph, shape) in INPUTS.items()}
    for name, count in counts.items():
        print(f"{name}: {count / 1e6:.0f} million")
    for size in ("1280×720", "1920×1080"):
        whole = counts[f"detector, {size}"] + 2 * counts["corners, a plate and pass"] + counts["reader, a plate"]
        times = [f"{board} {precision} {whole / rate / 1e6:.0f} ms ({rate:.0f} GMAC/s)" for board, rates in BOARDS.items() for precision, rate in rates.items()]
        print(f"networks, {size} with one plate: {whole / 1e6:.0f} million; estimated, one core: {'; '.join(times)}")


if __name__ == "__main__":
    main()
