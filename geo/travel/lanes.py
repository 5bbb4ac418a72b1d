"""Sixteen whole numbers that move as one: the labels of sixteen searches at a node.

A compiler seldom turns a loop over sixteen labels into vector instructions when it sits inside a
loop over arcs, and integer promotion (int32 + int32 is int64) stops it altogether. So the vector
is a type of its own here, with just the operations that a sweep needs. LLVM lowers it to whatever
the processor has: one AVX-512 register, two of AVX2, four of SSE or NEON.
"""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic, models, register_model

__all__ = [
    "N_LANES",
    "add_to_lanes",
    "any_lane_within",
    "least_of_lanes",
    "load_lanes",
    "store_lanes",
]

N_LANES = 16
"""Searches that share one sweep."""


class Lanes(types.Type):
    """Type of a vector of `N_LANES` integers, for the compiler."""

    def __init__(self, number: Any) -> None:
        self.number = number
        super().__init__(name=f"Lanes({number})")


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):
    """How the compiler keeps lanes: in a vector register."""

    def __init__(self, data_model_manager: Any, lanes: Lanes) -> None:
        vector = ir.VectorType(ir.IntType(lanes.number.bitwidth), N_LANES)
        super().__init__(data_model_manager, lanes, vector)  # type: ignore[no-untyped-call]


def _operation(typing: Callable[..., Any]) -> Callable[..., Any]:
    return cast("Callable[..., Any]", intrinsic(typing))


@_operation
def load_lanes(_context: Any, labels: Any, row: Any) -> Any:
    """Read row ``row`` of a C-contiguous array of shape (n, N_LANES)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_row_pointer(context, builder, signature, arguments), align=4)

    return Lanes(labels.dtype)(labels, row), generate


@_operation
def store_lanes(_context: Any, labels: Any, row: Any, lanes: Any) -> Any:
    """Write row ``row`` of a C-contiguous array of shape (n, N_LANES)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = _row_pointer(context, builder, signature, arguments)
        builder.store(arguments[2], pointer, align=4)
        return context.get_dummy_value()

    return types.void(labels, row, lanes), generate


@_operation
def add_to_lanes(_context: Any, lanes: Any, _number: Any) -> Any:
    """Return the lanes, each longer by the same number."""

    def generate(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        vector, scalar = arguments
        return builder.add(vector, _in_all_lanes(builder, scalar, vector.type))

    return lanes(lanes, lanes.number), generate


@_operation
def least_of_lanes(_context: Any, left: Any, right: Any) -> Any:
    """Return the smaller number of each pair of lanes."""

    def generate(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.select(builder.icmp_signed("<", *arguments), *arguments)

    return left(left, right), generate


@_operation
def any_lane_within(_context: Any, lanes: Any, _limit: Any) -> Any:
    """Return whether some lane is at most a limit."""

    def generate(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        vector, scalar = arguments
        within = builder.icmp_signed("<=", vector, _in_all_lanes(builder, scalar, vector.type))
        bits = builder.bitcast(within, ir.IntType(N_LANES))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return types.boolean(lanes, lanes.number), generate


def _row_pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    labels = context.make_array(signature.args[0])(context, builder, arguments[0])
    vector = context.get_value_type(Lanes(signature.args[0].dtype))
    place = builder.mul(arguments[1], ir.Constant(arguments[1].type, N_LANES))
    return builder.bitcast(builder.gep(labels.data, [place]), vector.as_pointer())


def _in_all_lanes(builder: Any, scalar: Any, vector: Any) -> Any:
    first = builder.insert_element(
        ir.Constant(vector, ir.Undefined), scalar, ir.Constant(ir.IntType(32), 0)
    )
    everywhere = ir.Constant(ir.VectorType(ir.IntType(32), N_LANES), [0] * N_LANES)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), everywhere)
