"""The encoder as an ONNX graph, built from unpacked weights.

Input `embedded` (batch, tokens, width) is the sum of word, position and type rows, gathered
outside so that the word table (384 MB as fp32) is never unpacked; `lengths` (batch) counts the
real tokens of each row, the rest is padding on the right. Output `hidden` has the shape of the
input. Twelve post-norm BERT layers (Devlin et al. 2019), exact GELU. The fused operators are ONNX
Runtime's own (`com.microsoft`), which its optimiser would make of the plain ones anyway.
"""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import onnx

    from duijie.engines.embedding.weights import Floats, Weights

OPSET = 17
IR_VERSION = 8
FUSED = "com.microsoft"


class _Builder:
    """Collects nodes and initial values under running names."""

    def __init__(self) -> None:
        from onnx import helper

        self._helper = helper
        self.nodes: list[onnx.NodeProto] = []
        self.values: dict[str, Floats] = {}

    def value(self, name: str, numbers: Floats) -> str:
        self.values[name] = np.ascontiguousarray(numbers, dtype=np.float32)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: float) -> str:
        domain = "" if kind in {"MatMul", "LayerNormalization"} else FUSED
        made = self._helper.make_node(kind, inputs, [output], domain=domain)
        made.attribute.extend(starmap(self._helper.make_attribute, attributes.items()))
        self.nodes.append(made)
        return output


def build_graph(weights: Weights) -> tuple[bytes, dict[str, Floats]]:
    """The serialised graph and its initial values, kept apart.

    The values go to the session as they are: inside the graph they would be held three times
    over while it loads.
    """
    from onnx import TensorProto, helper

    build = _Builder()
    state = build.node(
        "LayerNormalization",
        [
            "embedded",
            build.value("emb.ln.w", weights.vector("emb.ln.w")),
            build.value("emb.ln.b", weights.vector("emb.ln.b")),
        ],
        "state",
        axis=-1,
        epsilon=weights.epsilon,
    )
    for layer in range(weights.layer_count):
        state = _add_layer(build, weights, layer, state)
    shape: list[str | int | None] = ["batch", "tokens", weights.width]
    graph = helper.make_graph(
        build.nodes,
        "encoder",
        [
            helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        ],
        [helper.make_tensor_value_info(state, TensorProto.FLOAT, shape)],
        initializer=[_outside(name, numbers) for name, numbers in build.values.items()],
    )
    model = helper.make_model(
        graph,
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)],
    )
    return model.SerializeToString(), build.values


def _add_layer(build: _Builder, weights: Weights, layer: int, state: str) -> str:
    width, inner = weights.width, weights.inner_width
    name = f"l{layer}."

    def vector(part: str) -> str:
        return build.value(name + part, weights.vector(name + part))

    def matrix(part: str, rows: int, columns: int) -> str:
        return build.value(name + part, weights.matrix(name + part, rows, columns).T)

    thirds = [weights.matrix(f"{name}{part}.w", width, width).T for part in "qkv"]
    biases = [weights.vector(f"{name}{part}.b") for part in "qkv"]
    attended = build.node(
        "Attention",
        [
            state,
            build.value(name + "qkv.w", np.concatenate(thirds, axis=1)),
            build.value(name + "qkv.b", np.concatenate(biases)),
            "lengths",
        ],
        name + "attended",
        num_heads=weights.head_count,
    )
    mixed = build.node("MatMul", [attended, matrix("ao.w", width, width)], name + "mixed")
    state = build.node(
        "SkipLayerNormalization",
        [mixed, state, vector("aln.w"), vector("aln.b"), vector("ao.b")],
        name + "middle",
        epsilon=weights.epsilon,
    )
    wide = build.node("MatMul", [state, matrix("fi.w", inner, width)], name + "wide")
    bent = build.node("BiasGelu", [wide, vector("fi.b")], name + "bent")
    narrow = build.node("MatMul", [bent, matrix("fo.w", width, inner)], name + "narrow")
    is_last = layer == weights.layer_count - 1
    return build.node(
        "SkipLayerNormalization",
        [narrow, state, vector("oln.w"), vector("oln.b"), vector("fo.b")],
        "hidden" if is_last else name + "state",
        epsilon=weights.epsilon,
    )


def _outside(name: str, numbers: Floats) -> onnx.TensorProto:
    """An initial value whose numbers the session is given by hand."""
    from onnx import StringStringEntryProto, TensorProto

    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=list(numbers.shape))
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.append(StringStringEntryProto(key="location", value=name))
    return tensor
