"""What is declared of an entity's fields, as the planner and the schema read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement

from gateway.columns import Scalar
from gateway.told import Argument, Material
from gateway.viewer import Viewer

INFO = "gateway"
"""Where a column or a relationship keeps it."""


class Audience(StrEnum):
    """Who may read a field."""

    EVERYONE = "EVERYONE"
    STAFF = "STAFF"


Granted = Callable[[Viewer], tuple[str, ...]]
"""Ids of rows that a viewer's token names."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a column is in the graph. `enum` is set for an enumeration, `currency` for money."""

    description: str
    scalar: Scalar
    enum: type[StrEnum] | None = None
    filterable: bool = False
    sortable: bool = False
    visible_to: Audience = Audience.EVERYONE
    deprecated: str | None = None
    currency: str | None = None
    """Name of the column that holds the ISO 4217 code, when this one holds minor units."""


@dataclass(frozen=True, slots=True)
class Related:
    """What a relationship is in the graph: a connection, a plain list (`listed`), or one object."""

    description: str
    order_by: tuple[str, ...]
    """Default order: column names, `-` before a descending one. The id always comes last."""
    where: Mapping[str, Any]
    """Columns of the other side that must equal a constant."""
    listed: bool
    visible_to: Audience
    deprecated: str | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that is an SQL expression over the columns of its row. `row` has the columns as attributes."""

    description: str
    scalar: Scalar
    expression: Callable[[Any], ColumnElement[Any]]
    nullable: bool = True
    filterable: bool = False
    sortable: bool = False
    visible_to: Audience = Audience.EVERYONE
    deprecated: str | None = None
    enum: type[StrEnum] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """An object made of what is declared under names that start with its own name and `__`."""

    description: str
    type_name: str
    present_when: str | None
    """Column that is not NULL when the object is there; without one it always is."""
    visible_to: Audience = Audience.EVERYONE
    deprecated: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of plain values, one row each in another table (`tags`)."""

    description: str
    entity: str
    value: str
    by: str
    order_by: tuple[str, ...]
    visible_to: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the JSON object in one of the row's columns, as a list of texts."""

    description: str
    column: str
    visible_to: Audience = Audience.EVERYONE


@dataclass(frozen=True, slots=True)
class OfCaller:
    """A field about the request's token, not about the stored row; never stored, never cached across viewers.

    With `entity` it is the object (or, when `many`, the list of objects) whose ids `value` returns; without, JSON.
    """

    description: str
    value: Callable[[Viewer], Any]
    entity: str | None = None
    many: bool = False


Tell = Callable[[Any, dict[str, Any]], Any]
"""Material and arguments → the value. It reads nothing else, and changes nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """A field whose value Python makes of what the statement has read with the row."""

    description: str
    tell: Tell
    material: Material
    arguments: Mapping[str, Argument]
    type_: Any
    visible_to: Audience = Audience.STAFF
    deprecated: str | None = None


def exposure_of(column: Any) -> Exposure | None:
    """What a column is in the graph, or None for an internal one."""
    details = column.info.get(INFO)
    return details if isinstance(details, Exposure) else None


def relation_of(relationship: Any) -> Related | None:
    """What a mapper's relationship is in the graph."""
    details = relationship.info.get(INFO)
    return details if isinstance(details, Related) else None
