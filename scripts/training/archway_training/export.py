"""Write a model as ONNX beside its `manifest.json` entry, and prove it equal to the training framework.

Each model's exporter calls `export_graph` and `upsert`; an entry replaces its own model's
and leaves the others alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .manifest import write_manifest

OPSET = 17


class ExportMismatch(RuntimeError):
    """The exported graph doesn't compute what the trained network computes."""


def export_graph(model: torch.nn.Module, example: torch.Tensor, file: Path, inputs: list[str], outputs: list[str], dynamic: dict[str, dict[int, str]], checks: list[torch.Tensor], tolerance: float = 2e-3) -> None:
    """Export `model` and compare it with onnxruntime on every tensor of `checks` (largest absolute difference ≤ `tolerance`)."""
    model = model.eval().float()
    part = file.with_suffix(".part")
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(model, (example,), str(part), opset_version=OPSET, input_names=inputs, output_names=outputs, dynamic_axes=dynamic, dynamo=False)
    onnx.checker.check_model(str(part))
    session = onnxruntime.InferenceSession(str(part), providers=["CPUExecutionProvider"])
    for tensor in checks:
        with torch.no_grad():
            expected = model(tensor)
        expected = [expected] if isinstance(expected, torch.Tensor) else list(expected)
        for name, want, got in zip(outputs, expected, session.run(outputs, {inputs[0]: tensor.numpy()}), strict=True):
            gap = float(np.max(np.abs(want.numpy() - got), initial=0.0))
            if want.shape != got.shape or not gap <= tolerance:
                raise ExportMismatch(f"{file.name}: output {name} for input {tuple(tensor.shape)} is {got.shape} and differs by {gap:.2e}; torch gives {tuple(want.shape)} (allowed {tolerance:.0e})")
    os.replace(part, file)


def commit_of_sources() -> str:
    """The commit whose scripts made the model, with "+" where they were changed since."""
    here = Path(__file__).resolve().parent
    head = subprocess.run(["git", "log", "-1", "--format=%h", "--", "."], cwd=here, check=True, capture_output=True, text=True).stdout.strip()
    changed = subprocess.run(["git", "status", "--porcelain", "--", "."], cwd=here, check=True, capture_output=True, text=True).stdout.strip()
    return head + ("+" if changed else "")


def upsert(folder: Path, name: str, file: Path, entry: dict) -> None:
    """Put `entry` for model `name` into `folder`/manifest.json."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text()) if path.is_file() else {"version": "", "models": {}}
    manifest["models"][name] = {"file": file.name, "sha256": digest, **entry}
    write_manifest(path, manifest)
