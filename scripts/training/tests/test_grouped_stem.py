"""A first layer on groups of four pixels gives what the layer itself gives. Needs onnxruntime (README)."""

import unittest

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from archway_training.grouped_stem import group_stem


def graph_of(weights: np.ndarray, bias: np.ndarray, scale: float, stride: int = 2, zero: int = 0) -> onnx.ModelProto:
    """uint8 [1,H,W,3] → Transpose → Cast → Conv 3×3 → Relu → QuantizeLinear → uint8 [1,M,H/2,W/2]."""
    constants = {"weights": weights.astype(np.float32), "bias": bias.astype(np.float32), "scale": np.array(scale, np.float32), "zero": np.array(zero, np.uint8)}
    nodes = [
        helper.make_node("Transpose", ["image"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Cast", ["planes"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Conv", ["float", "weights", "bias"], ["seen"], kernel_shape=[3, 3], strides=[stride, stride], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["seen"], ["kept"]),
        helper.make_node("QuantizeLinear", ["kept", "scale", "zero"], ["out"]),
    ]
    ends = [helper.make_tensor_value_info("image", TensorProto.UINT8, [1, None, None, 3]), helper.make_tensor_value_info("out", TensorProto.UINT8, [1, len(weights), None, None])]
    made = helper.make_graph(nodes, "stem", ends[:1], ends[1:], [numpy_helper.from_array(v, k) for k, v in constants.items()])
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: onnx.ModelProto, image: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"image": image})[0]


class GroupedStemTest(unittest.TestCase):
    def setUp(self) -> None:
        rng = np.random.default_rng(3)
        # Weights that eight bits hold exactly: then the two differ by how a half is rounded alone.
        whole = rng.integers(-127, 128, (8, 3, 3, 3))
        whole[:, 0, 0, 0] = 127
        self.weights, self.bias = whole * 2.0**-9, rng.integers(-400, 400, 8) * 2.0**-9

    def test_the_same_at_every_size(self) -> None:
        before, after = graph_of(self.weights, self.bias, 1.5), graph_of(self.weights, self.bias, 1.5)
        self.assertTrue(group_stem(after))
        onnx.checker.check_model(after)
        self.assertEqual([node.op_type for node in after.graph.node if node.op_type in ("Conv", "Cast", "Relu")], [])
        used = {name for node in after.graph.node for name in node.input}
        self.assertEqual([each.name for each in after.graph.initializer if each.name not in used], [])
        rng = np.random.default_rng(1)
        for size in ((2, 4), (6, 12), (32, 64), (7, 20)):
            image = rng.integers(0, 256, (1, *size, 3)).astype(np.uint8)
            a, b = (run(each, image).astype(int) for each in (before, after))
            self.assertEqual(a.shape, b.shape)
            self.assertGreater(len(np.unique(a)), 5)
            self.assertLessEqual(np.abs(a - b).max(), 1, size)
            self.assertLess(np.mean(a != b), 0.02, size)

    def test_another_layer_stays(self) -> None:
        for model in (graph_of(self.weights, self.bias, 1.5, stride=1), graph_of(self.weights, self.bias, 1.5, zero=9)):
            nodes = [node.op_type for node in model.graph.node]
            self.assertFalse(group_stem(model))
            self.assertEqual([node.op_type for node in model.graph.node], nodes)


if __name__ == "__main__":
    unittest.main()
