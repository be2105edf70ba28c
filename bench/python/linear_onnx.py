"""Writes a logistic model as ONNX: proba = sigmoid(values @ w + levels[codes].sum(axis=1) + b), in float32.

python linear_onnx.py FILE.onnx < {"numeric": [w], "levels": [w], "intercept": b}
"""

import json
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

model = json.load(sys.stdin)
numeric = np.array(model["numeric"], dtype=np.float32)
# The last level stands for one that the model does not know.
levels = np.array([*model["levels"], 0], dtype=np.float32)
constants = {
    "w": numeric.reshape(-1, 1),
    "levels": levels,
    "b": np.array([[model["intercept"]]], dtype=np.float32),
    "columns": np.array([1], dtype=np.int64),
}
nodes = [
    helper.make_node("MatMul", ["values", "w"], ["of_values"]),
    helper.make_node("Gather", ["levels", "codes"], ["of_each_level"]),
    helper.make_node("ReduceSum", ["of_each_level", "columns"], ["of_levels"], keepdims=1),
    helper.make_node("Add", ["of_values", "of_levels"], ["of_both"]),
    helper.make_node("Add", ["of_both", "b"], ["eta"]),
    helper.make_node("Sigmoid", ["eta"], ["proba"]),
]
graph = helper.make_graph(
    nodes,
    "logistic",
    [
        helper.make_tensor_value_info("values", TensorProto.FLOAT, ["n", len(numeric)]),
        helper.make_tensor_value_info("codes", TensorProto.INT32, ["n", "k"]),
    ],
    [helper.make_tensor_value_info("proba", TensorProto.FLOAT, ["n", 1])],
    [numpy_helper.from_array(value, name) for name, value in constants.items()],
)
written = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(written)
onnx.save(written, sys.argv[1])
