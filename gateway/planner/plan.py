"""What will be read: a frozen tree that knows neither GraphQL's syntax nor SQL.

Root ─ One | Page | ByIds | Caller | AsOf…        what a root field answers with
  Rows ─ entity, conditions                which rows
  entries: (response key, Value) …         what is written for each row, in the order asked for
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.planner.catalog import Memory
from gateway.planner.conditions import Rows
from gateway.planner.fields import (
    GroupField,
    KeysField,
    Link,
    RelationField,
    ToldField,
    ValueField,
    ValuesField,
)
from gateway.planner.parameters import Parameter
from gateway.planner.shapes import Shape

# ── Values: what is written for a row ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Leaf:
    field: ValueField


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is known already: `__typename`."""

    text: str


@dataclass(frozen=True, slots=True)
class Money:
    units: ValueField
    currency: ValueField
    entries: "tuple[tuple[str, str | Text], ...]"
    """Response key → amount, currency or minorUnits."""


@dataclass(frozen=True, slots=True)
class Group:
    field: GroupField
    entries: "Entries"


@dataclass(frozen=True, slots=True)
class One:
    """One object of another entity, or null."""

    rows: Rows
    link: Link | None
    entries: "Entries"
    field: RelationField | None = None


@dataclass(frozen=True, slots=True)
class OrderKey:
    field: ValueField
    descending: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A plain list of objects of another entity."""

    rows: Rows
    link: Link | None
    order: tuple[OrderKey, ...]
    limit: int
    entries: "Entries"
    field: RelationField | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """A list of plain values."""

    field: ValuesField | KeysField


@dataclass(frozen=True, slots=True)
class CallerJson:
    """JSON from the request's token."""

    parameter: Parameter


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A field of a told object."""

    attribute: str
    shape: Shape
    shown: "Shown | None"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a told object."""

    entries: "tuple[tuple[str, ShownPart | Text], ...]"


@dataclass(frozen=True, slots=True)
class Told:
    """What Python makes of `material` once it has been read."""

    field: ToldField
    material: "Entries"
    arguments: Mapping[str, Any]
    """By their names in the graph: None, a Boolean, or a Source."""
    shown: Shown | None
    """None for a plain value."""


@dataclass(frozen=True, slots=True)
class Nodes:
    entries: "Entries"


@dataclass(frozen=True, slots=True)
class Edges:
    entries: "tuple[tuple[str, EdgePart], ...]"


@dataclass(frozen=True, slots=True)
class Cursor:
    pass


@dataclass(frozen=True, slots=True)
class PageInfo:
    entries: "tuple[tuple[str, str | Text], ...]"
    """Response key → hasNextPage, hasPreviousPage, startCursor or endCursor."""


@dataclass(frozen=True, slots=True)
class TotalCount:
    pass


DEFAULT_PAGE = 20
"""Rows of a page that names no size."""

EdgePart = Cursor | Nodes | Text
PagePart = Nodes | Edges | PageInfo | TotalCount | Text


@dataclass(frozen=True, slots=True)
class Page:
    """A connection: the rows of a keyset page in a total order, and what was asked about it."""

    rows: Rows
    link: Link | None
    order: tuple[OrderKey, ...]
    size: Parameter
    backward: bool
    after: tuple[Parameter, ...] | None
    before: tuple[Parameter, ...] | None
    entries: tuple[tuple[str, PagePart], ...]
    field: RelationField | None = None


Value = Leaf | Text | Money | Group | One | Listing | Values | CallerJson | Told | Page
Entries = tuple[tuple[str, Value], ...]


# ── Roots ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ById:
    """`node(id:)`: the type follows from the id's prefix, which is part of the plan's key."""

    branches: tuple[One, ...]


@dataclass(frozen=True, slots=True)
class ByIds:
    """`nodes(ids:)`: one object or null for each id, in their order."""

    ids: Parameter
    branches: tuple[tuple[str, One], ...]
    """Prefix → what is read of it; `FromOutcome("id")` stands for the id at hand."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An object about the caller, in no table."""

    entries: Entries


@dataclass(frozen=True, slots=True)
class AsOf:
    """One object as it was at an instant."""

    of: One
    id: Parameter
    at: Parameter
    memory: Memory


Root = One | Page | ById | ByIds | Caller
