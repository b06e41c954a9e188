"""Values that are known only when a request is answered: where they come from, and what they are."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from graphql import GraphQLInputType, ValueNode

from gateway.columns import Scalar
from gateway.database import Seal
from gateway.viewer import Viewer


@dataclass(frozen=True, eq=False, slots=True)
class Constant:
    """A value written in the document, or fixed by a declaration."""

    value: Any


@dataclass(frozen=True, slots=True)
class FromVariable:
    """A variable's value, or what lies at `path` inside it."""

    name: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class FromLiteral:
    """A literal with variables inside, such as `[$a, $b]`."""

    node: ValueNode
    type: GraphQLInputType


@dataclass(frozen=True, slots=True)
class FromViewer:
    """Something about the viewer."""

    read: Callable[[Viewer], Any]


@dataclass(frozen=True, slots=True)
class FromOutcome:
    """What a mutation left behind under a name: the id of the object to show."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class FromCursor:
    """What a cursor says: the sort keys of a row, once its seal is found whole."""

    cursor: Constant | FromVariable | FromLiteral
    read: Callable[[Seal, Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class FromSeal:
    """A part of the seal that cursors are closed with."""

    read: Callable[[Seal], bytes]


Source = Constant | FromVariable | FromLiteral | FromViewer | FromOutcome | FromCursor | FromSeal


@dataclass(frozen=True, slots=True)
class Parameter:
    """A bound value: where it comes from, what becomes of it on the way, and what it is."""

    source: Source
    scalar: Scalar
    convert: Callable[[Any], Any] | None = None
    many: bool = False
    """A list of such values, bound as one parameter."""


def _environment(viewer: Viewer) -> str:
    return viewer.environment.value


ENVIRONMENT = Parameter(FromViewer(_environment), Scalar.STRING)
"""The viewer's environment: every row read is of it."""

SEAL = (
    Parameter(FromSeal(attrgetter("inner")), Scalar.STRING),
    Parameter(FromSeal(attrgetter("outer")), Scalar.STRING),
)
"""The two blocks of bytes that a statement seals with."""
