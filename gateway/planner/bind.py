"""A statement's parameters → the values of one request, as the driver takes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphql.execution.values import VariableValues

from gateway.database import Seal
from gateway.errors import BadUserInput
from gateway.planner.arguments import coerce_with_variables
from gateway.planner.parameters import (
    Constant,
    FromCursor,
    FromLiteral,
    FromOutcome,
    FromSeal,
    FromVariable,
    FromViewer,
    Parameter,
    Source,
)
from gateway.planner.write_sql import Slot, Statement
from gateway.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Bindings:
    """What one request brings to a plan."""

    viewer: Viewer
    variables: VariableValues | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)
    """What a mutation left behind, by name."""
    seal: Seal | None = None
    """What cursors are closed with; only a statement without any does without."""
    opened: dict[FromCursor, tuple[Any, ...]] = field(default_factory=dict)
    """What the request's cursors say, of those that were looked at so far."""


Getter = Callable[[Bindings], Any]
Binder = Callable[[Bindings], list[Any]]


def make_binder(statement: Statement) -> Binder:
    """How a request becomes a statement's values; each is got once, however often it is bound."""
    places: dict[Slot, int] = {}
    order = [places.setdefault(slot, len(places)) for slot in statement.slots]
    getters = [_getter(slot) for slot in places]
    if len(places) == len(order):
        return lambda bindings: [get(bindings) for get in getters]

    def bind(bindings: Bindings) -> list[Any]:
        values = [get(bindings) for get in getters]
        return [values[place] for place in order]

    return bind


def _getter(slot: Slot) -> Getter:
    parameter = slot.parameter
    steps = [step for step in (parameter.convert, slot.bind) if step is not None]

    def finish(value: Any) -> Any:
        if isinstance(value, Enum):
            value = value.value
        elif parameter.many and isinstance(value, list):
            value = [item.value if isinstance(item, Enum) else item for item in value]
        _check(value)
        for step in steps:
            value = step(value)
        if steps and isinstance(value, str):
            # What was read from a cursor or made of a value is seen only now.
            _check_text(value)
        return value

    source = parameter.source
    if isinstance(source, Constant) and parameter.convert is None:
        constant = finish(source.value)
        return lambda _: constant
    read = _reader(source)
    return lambda bindings: finish(read(bindings))


def make_getter(parameter: Parameter) -> Getter:
    """How a request becomes one value, as Python knows it."""
    read, convert = _reader(parameter.source), parameter.convert

    def get(bindings: Bindings) -> Any:
        value = read(bindings)
        _check(value)
        return convert(value) if convert else value

    return get


def _check(value: Any) -> None:
    """Looks at every text in a value, those inside lists and JSON too."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key)
            _check(item)


def _check_text(value: str) -> None:
    """No row holds a NUL or half a surrogate pair, and PostgreSQL refuses to be asked about them."""
    if value.isascii():
        is_text = "\0" not in value
    else:
        is_text = not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
    if not is_text:
        raise BadUserInput(
            "A text holds a NUL character or half of a surrogate pair; expected Unicode text without."
        )


def _reader(source: Source) -> Getter:
    if isinstance(source, Constant):
        value = source.value
        return lambda _: value
    if isinstance(source, FromViewer):
        read = source.read
        return lambda bindings: read(bindings.viewer)
    if isinstance(source, FromLiteral):
        node, type_ = source.node, source.type
        return lambda bindings: coerce_with_variables(node, type_, bindings.variables)
    if isinstance(source, FromVariable):
        return _variable(source)
    if isinstance(source, FromOutcome):
        name = source.name
        return lambda bindings: bindings.outcome[name]
    if isinstance(source, FromSeal):
        of_seal = source.read
        return lambda bindings: of_seal(_seal_of(bindings))
    return _cursor(source)


def _variable(source: FromVariable) -> Getter:
    name, path = source.name, source.path

    def read(bindings: Bindings) -> Any:
        assert bindings.variables is not None  # noqa: S101 (the document declares it)
        value = bindings.variables.coerced[name]
        for step in path:
            value = value[step]
        return value

    return read


def _cursor(source: FromCursor) -> Getter:
    cursor = _reader(source.cursor)

    def read(bindings: Bindings) -> Any:
        # Each key of the order asks for its own part; the seal is looked at once.
        if source not in bindings.opened:
            bindings.opened[source] = source.read(_seal_of(bindings), cursor(bindings))
        return bindings.opened[source]

    return read


def _seal_of(bindings: Bindings) -> Seal:
    if bindings.seal is None:
        raise RuntimeError("The database has no seal for its cursors; `load_seal` reads it.")
    return bindings.seal
