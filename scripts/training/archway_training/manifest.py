"""`manifest.json`: what the models in a folder are, and under which version they go."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path


def version_of(manifest: dict) -> str:
    """The version that the content has. It stands on every Read.

    So it is a hash over all that a reading hangs on: the graphs of both precisions, the formats, and each threshold,
    temperature and floor; not over what only tells how a model came about.
    """
    decides = {name: {key: value for key, value in entry.items() if key != "training"} for name, entry in manifest["models"].items()}
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:12]


def write_manifest(path: Path, manifest: dict) -> None:
    """Write `manifest` whole, under the version of its content."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps({**manifest, "version": version_of(manifest)}, indent=2, ensure_ascii=False) + "\n")
    os.replace(part, path)
