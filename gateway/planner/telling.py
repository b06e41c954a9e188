"""A statement's text with material in it → the answer, with what is told in its place.

    {"name":"Ada","worries":␂0:{"notes":"Pays late.","purchases":[…]}␃}   →   {"name":"Ada","worries":[{"code":"LATE"}]}

The marks are control characters, which JSON holds only escaped: they stand nowhere else, and the rest of the text is
not looked at. The number says which of the statement's told fields it is. `␂3=0␃` is told field 3 of the same row and
the same material as 0: what was read once is understood once.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

import orjson

from gateway.columns import Scalar, format_instant
from gateway.planner.bind import Bindings, Getter, make_getter
from gateway.planner.marks import BEGIN, END
from gateway.planner.parameters import Constant, FromLiteral, FromOutcome, FromVariable, FromViewer, Parameter
from gateway.planner.plan import Shown, Text, Told
from gateway.planner.shapes import Shape

_BEGIN, _END = chr(BEGIN), chr(END)
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME

Telling = Callable[[str, Bindings], str]


def make_telling(told: tuple[Told, ...]) -> Telling | None:
    """What puts a statement's told values into its text; None for the many that have none.

    Raises, when it runs:
        RequestError: a field cannot be told with these arguments, or an argument is no good.
    """
    if not told:
        return None
    arguments = [_arguments(each) for each in told]

    def telling(text: str, bindings: Bindings) -> str:
        first, *pieces = text.split(_BEGIN)
        given = [get(bindings) for get in arguments]
        parts = [first]
        understood: dict[int, Any] = {}
        for piece in pieces:
            written, after = piece.split(_END, 1)
            name, is_read, material = written.partition(":")
            name, _, other = name.partition("=")
            number = int(name)
            if is_read:
                understood[number] = _understand(told[number], material)
            known = understood[int(other) if other else number]
            parts += [_tell(told[number], known, given[number]), after]
        return "".join(parts)

    return telling


def _understand(told: Told, material: str) -> Any:
    read, understand = orjson.loads(material), told.field.material.understand
    return understand(read) if understand else read


def _tell(told: Told, known: Any, arguments: dict[str, Any]) -> str:
    value = told.field.tell(known, dict(arguments))
    shown = _project(told.field.shape, told.shown, value, told.field.name)
    return orjson.dumps(shown, _spell, _OPTIONS).decode()


def _project(shape: Shape, shown: Shown | None, value: Any, name: str) -> Any:
    """What was asked for of a value, under the keys and in the order in which it was asked for."""
    if value is None:
        if not shape.is_nullable:
            raise TypeError(f"{name} was told as null; its type promises a value.")
        return None
    if shape.item is not None:
        return [_project(shape.item, shown, each, name) for each in value]
    if shown is None:
        return value
    return {
        key: part.text
        if isinstance(part, Text)
        else _project(part.shape, part.shown, getattr(value, part.attribute), f"{name}.{part.attribute}")
        for key, part in shown.entries
    }


def _spell(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON value.")


def _arguments(told: Told) -> Callable[[Bindings], dict[str, Any]]:
    getters = [(each, _getter(told.arguments.get(each.name))) for each in told.field.arguments]
    return lambda bindings: {each.attribute: _as_declared(each.shape, get(bindings)) for each, get in getters}


def _getter(structure: Any) -> Getter:
    if isinstance(structure, Constant | FromLiteral | FromVariable | FromViewer | FromOutcome):
        return make_getter(Parameter(structure, Scalar.JSON))
    return lambda _: structure


def _as_declared(shape: Shape, value: Any) -> Any:
    if value is None:
        return None
    if shape.item is not None:
        return [_as_declared(shape.item, each) for each in value]
    if shape.enum is not None:
        return shape.enum(value.value if isinstance(value, Enum) else value)
    return value
