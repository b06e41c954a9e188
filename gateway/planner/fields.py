"""What may be selected of an entity, by its name in the graph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table

from gateway.columns import Scalar
from gateway.entity import Audience, Tell
from gateway.planner.shapes import Shape
from gateway.told import Material, Named
from gateway.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ValueField:
    """A plain value of the row: a column, or an expression over its columns."""

    name: str
    column: str
    """Name of the column, or of the computed attribute."""
    scalar: Scalar
    enum: type[StrEnum] | None
    nullable: bool
    description: str
    filterable: bool
    sortable: bool
    visible_to: Audience
    deprecated: str | None
    expression: Callable[[Any], ColumnElement[Any]] | None = None

    def read(self, row: Any) -> ColumnElement[Any]:
        """The value, given something that has the row's columns as attributes."""
        value: ColumnElement[Any] = self.expression(row) if self.expression else row[self.column]
        return value


@dataclass(frozen=True, slots=True)
class MoneyField:
    """Minor units in one column, the currency in another."""

    name: str
    units: ValueField
    currency: ValueField

    @property
    def description(self) -> str:
        return self.units.description

    @property
    def visible_to(self) -> Audience:
        return self.units.visible_to

    @property
    def nullable(self) -> bool:
        return self.units.nullable or self.currency.nullable


@dataclass(frozen=True, slots=True)
class GroupField:
    """An object made of what belongs to the same row."""

    name: str
    type_name: str
    description: str
    present: ValueField | None
    visible_to: Audience
    deprecated: str | None
    fields: "Mapping[str, ValueField | MoneyField | GroupField | RelationField | ToldField]"


@dataclass(frozen=True, slots=True)
class Link:
    """How rows of another entity belong to this one: `target.remote = this.local`, and constants."""

    local: str
    remote: str
    where: tuple[tuple[str, Any], ...] = ()
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class RelationField:
    """Another entity: one object, a plain list, or a connection."""

    name: str
    target: str
    link: Link
    shape: str
    """`one`, `list` or `connection`."""
    order: tuple[tuple[str, bool], ...]
    """Columns, each with whether it descends."""
    description: str
    visible_to: Audience
    deprecated: str | None


@dataclass(frozen=True, slots=True)
class ValuesField:
    """A list of plain values kept in another table."""

    name: str
    table: Table
    link: Link
    value: str
    order: tuple[tuple[str, bool], ...]
    description: str
    visible_to: Audience


@dataclass(frozen=True, slots=True)
class KeysField:
    """The keys of the JSON object in a column, as a list of plain values."""

    name: str
    column: str
    description: str
    visible_to: Audience


@dataclass(frozen=True, slots=True)
class CallerField:
    """Something about the request's token."""

    name: str
    value: Callable[[Viewer], Any]
    target: str | None
    many: bool
    description: str


@dataclass(frozen=True, slots=True)
class ToldArgument:
    """An argument of a told field, by its name in the graph and in the declaration."""

    name: str
    attribute: str
    shape: Shape
    description: str


@dataclass(frozen=True, slots=True)
class ToldField:
    """A value that Python makes of what the statement has read with the row."""

    name: str
    tell: Tell
    material: Material
    arguments: tuple[ToldArgument, ...]
    shape: Shape
    description: str
    visible_to: Audience
    deprecated: str | None


Field = (
    ValueField | MoneyField | GroupField | RelationField | ValuesField | KeysField | CallerField | ToldField
)
