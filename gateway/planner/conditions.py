"""Which rows are read: an entity, and what its rows must fulfil."""

from dataclasses import dataclass

from gateway.planner.catalog import Aliases, ObjectType, SearchIndex
from gateway.planner.fields import KeysField, RelationField, ValueField, ValuesField
from gateway.planner.parameters import Parameter


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
