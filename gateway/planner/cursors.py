"""Cursors: the sort keys of a row, as opaque text that SQL writes and seals, and Python reads.

["created_at-,id-", "2026-01-31T09:30:00.000Z", "cus_…"]  ⇄  lower-case hex of that JSON and its seal
"""

import re
from collections.abc import Callable
from datetime import date
from operator import itemgetter
from typing import Any

import orjson

from gateway.columns import Scalar, parse_instant
from gateway.database import Seal
from gateway.errors import BadUserInput
from gateway.planner.arguments import Structure
from gateway.planner.parameters import FromCursor, Parameter
from gateway.planner.plan import OrderKey

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def signature(order: tuple[OrderKey, ...]) -> str:
    """Which order a cursor belongs to: `created_at-,id-`."""
    return ",".join(f"{key.field.column}{'-' if key.descending else '+'}" for key in order)


def cursor_parameters(
    order: tuple[OrderKey, ...], source: Structure, name: str
) -> tuple[Parameter, ...] | None:
    """One parameter for each key of the order, read from the same cursor; None without a cursor."""
    if source is None:
        return None
    cursor = FromCursor(source, _reader(order, name))
    return tuple(
        Parameter(cursor, key.field.scalar, itemgetter(position)) for position, key in enumerate(order)
    )


def _reader(order: tuple[OrderKey, ...], name: str) -> Callable[[Seal, Any], tuple[Any, ...]]:
    expected, scalars = signature(order), [key.field.scalar for key in order]

    def read(seal: Seal, cursor: Any) -> tuple[Any, ...]:
        try:
            kind, *values = orjson.loads(seal.open(cursor))
            if kind != expected:
                raise ValueError(kind)
            return tuple(_value(value, scalar) for value, scalar in zip(values, scalars, strict=True))
        except (ValueError, TypeError, OverflowError) as error:
            raise BadUserInput(
                f"{name} is {str(cursor)[:80]!r}; expected a cursor that this connection gave in the same order.",
                argument=name,
            ) from error

    return read


def _value(value: Any, scalar: Scalar) -> Any:
    if scalar is Scalar.DATE_TIME:
        return parse_instant(value)
    if scalar is Scalar.DATE:
        if not _DAY.match(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    if scalar is Scalar.BOOLEAN:
        if not isinstance(value, bool):
            raise TypeError(value)
        return value
    if scalar in (Scalar.INT, Scalar.BIG_INT):
        if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
            raise TypeError(value)
        return value
    if not isinstance(value, str):
        raise TypeError(value)
    return value
