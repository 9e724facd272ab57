"""The version of a folder of models says which they are: it is taken from what decides a reading."""

import copy
import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from archway_training.manifest import version_of, write_manifest

SHIPPED = json.loads((Path(__file__).resolve().parents[3] / "edge-agent/models/manifest.json").read_text())


class ManifestTest(unittest.TestCase):
    def test_the_shipped_version_is_that_of_its_content(self) -> None:
        self.assertEqual(SHIPPED["version"], version_of(SHIPPED))

    def test_it_changes_with_whatever_decides_a_reading(self) -> None:
        for name, key, value in (("reader", "temperature", 0.5), ("reader", "int8", {"file": "reader.int8.onnx", "sha256": "0" * 64}), ("corners", "plateThreshold", 0.1)):
            other = copy.deepcopy(SHIPPED)
            self.assertIn(key, other["models"][name])
            other["models"][name][key] = value
            self.assertNotEqual(version_of(other), version_of(SHIPPED), (name, key))

    def test_how_a_model_came_about_changes_nothing(self) -> None:
        other = copy.deepcopy(SHIPPED)
        other["models"]["reader"]["training"]["commit"] = "another"
        self.assertEqual(version_of(other), version_of(SHIPPED))

    def test_it_is_written_with_the_rest(self) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "manifest.json"
            write_manifest(path, {"version": "", "models": {"reader": {"file": "reader.onnx", "sha256": "1" * 64}}})
            written = json.loads(path.read_text())
            self.assertRegex(written["version"], r"\A[0-9a-f]{12}\Z")
            self.assertEqual(written["version"], version_of(written))


if __name__ == "__main__":
    unittest.main()
