"""What will be read: a frozen tree that knows neither GraphQL's syntax nor SQL.

Root ─ One | Page | ByIds | Caller | AsOf…        what a root field answers with
  Rows ─ entity, conditions                which rows
  entries: (response key, Value) …         what is written for each row, in the order asked for
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputType, ValueNode

from gateway.columns import Scalar
from gateway.planner.catalog import (
    Aliases,
    GroupField,
    KeysField,
    Link,
    Memory,
    ObjectType,
    RelationField,
    SearchIndex,
    ToldField,
    ValueField,
    ValuesField,
)
from gateway.planner.shapes import Shape
from gateway.viewer import Viewer

# ── Parameters: values that are known only when a request is answered ──────────────────────────────────────────


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


Source = Constant | FromVariable | FromLiteral | FromViewer | FromOutcome


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


# ── Conditions: which rows ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Compare:
    """`operator` is one of eq ne gt gte lt lte in notIn contains startsWith."""

    field: ValueField
    operator: str
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class IsNull:
    field: ValueField
    is_null: bool


@dataclass(frozen=True, slots=True)
class ColumnEquals:
    """A column, exposed or not, that must equal a value: look-ups, links and restrictions are made of it."""

    column: str
    parameter: Parameter
    aliases: Aliases | None = None
    """Where the value is looked for first: it may be the id of an object that is part of another now."""


@dataclass(frozen=True, slots=True)
class ColumnIs:
    """A column that must equal what a declaration says; written into the statement, so that partial indexes fit."""

    column: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class ColumnAmong:
    """A column that must equal one of a list of values."""

    column: str
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class All:
    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Exists:
    """Some related row fulfils the conditions."""

    field: RelationField
    rows: "Rows"


@dataclass(frozen=True, slots=True)
class Related:
    """The row is one that the related rows point to. Unlike `Exists` it starts from the related rows: they are few."""

    field: RelationField
    rows: "Rows"


@dataclass(frozen=True, slots=True)
class HasValues:
    """The list of plain values has one (`every` False) or all of the given ones."""

    field: ValuesField | KeysField
    parameter: Parameter
    every: bool


@dataclass(frozen=True, slots=True)
class JsonEquals:
    """The value at a path inside a JSON column equals another one; `negated` for ne. A missing value equals nothing."""

    field: ValueField
    path: Parameter
    value: Parameter
    negated: bool = False


@dataclass(frozen=True, slots=True)
class JsonExists:
    """There is a value at a path inside a JSON column."""

    field: ValueField
    path: Parameter
    exists: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """Every word that was searched for begins one of the row's words."""

    index: SearchIndex
    terms: Parameter


@dataclass(frozen=True, slots=True)
class OnlyOne:
    """Nothing, rather than a guess, when more than one row fulfils the conditions."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Never:
    """No row at all."""


Condition = (
    Compare
    | IsNull
    | ColumnEquals
    | ColumnIs
    | ColumnAmong
    | All
    | AnyOf
    | Not
    | Exists
    | Related
    | HasValues
    | JsonEquals
    | JsonExists
    | Matches
    | OnlyOne
    | Never
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an entity that fulfil every condition."""

    entity: ObjectType
    conditions: tuple[Condition, ...] = ()


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
