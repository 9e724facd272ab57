"""Doublings of an integer graph as gathers: the same bytes, and nothing else is touched. Needs onnxruntime (README)."""

import unittest

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from archway_training.doubling import double_by_gather


def graph_of(scale_after: float, mode: str = "nearest") -> onnx.ModelProto:
    """uint8 [1,3,H,W] → DequantizeLinear → Resize ×2 → QuantizeLinear → uint8."""
    constants = {
        "scale": np.array(0.5, np.float32), "scale2": np.array(scale_after, np.float32), "zero": np.array(3, np.uint8),
        "factor": np.array([1, 1, 2, 2], np.float32),
    }  # fmt: skip
    nodes = [
        helper.make_node("DequantizeLinear", ["in", "scale", "zero"], ["float"]),
        helper.make_node("Resize", ["float", "", "factor"], ["large"], mode=mode, nearest_mode="floor", coordinate_transformation_mode="asymmetric"),
        helper.make_node("QuantizeLinear", ["large", "scale2", "zero"], ["out"]),
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.UINT8, [1, 3, None, None]) for name in ("in", "out")]
    made = helper.make_graph(nodes, "doubling", ends[:1], ends[1:], [numpy_helper.from_array(v, k) for k, v in constants.items()])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: onnx.ModelProto, image: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"in": image})[0]


class DoublingTest(unittest.TestCase):
    def test_the_same_bytes_at_every_size(self) -> None:
        before, after = graph_of(0.5), graph_of(0.5)
        self.assertEqual(double_by_gather(after), 1)
        onnx.checker.check_model(after)
        self.assertNotIn("Resize", [node.op_type for node in after.graph.node])
        used = {name for node in after.graph.node for name in node.input}
        self.assertEqual([each.name for each in after.graph.initializer if each.name not in used], [])
        rng = np.random.default_rng(1)
        for size in ((4, 6), (5, 3), (1, 1)):
            image = rng.integers(0, 256, (1, 3, *size)).astype(np.uint8)
            np.testing.assert_array_equal(run(after, image), run(before, image))

    def test_what_changes_values_stays(self) -> None:
        for model in (graph_of(0.25), graph_of(0.5, "linear")):
            self.assertEqual(double_by_gather(model), 0)
            self.assertIn("Resize", [node.op_type for node in model.graph.node])


if __name__ == "__main__":
    unittest.main()
