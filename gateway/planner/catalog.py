"""Declared entities → what may be selected, filtered and ordered, by its name in the graph."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Table, inspect

from gateway.columns import Scalar
from gateway.database import Transaction
from gateway.entity import (
    Audience,
    Computed,
    Entity,
    Granted,
    Group,
    Keys,
    Listed,
    OfCaller,
    Related,
    Tell,
    Told,
    exposure_of,
    relation_of,
)
from gateway.naming import camel
from gateway.planner.shapes import Shape, read_shape
from gateway.told import Material
from gateway.viewer import Viewer

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Where a searched entity's words are: one row a word, found by its beginning."""

    table: Table
    owner: str
    """Column that holds the entity's id."""
    terms: Callable[[str], tuple[str, ...]]
    """What a person typed → the beginnings to look for, all of which must be there."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One way of `customerBy`: the names in its input → the columns they must equal.

    `relation` looks in a list of related records instead. `normalise` may return None: then nothing is found.
    """

    name: str
    description: str
    inputs: Mapping[str, tuple[str, str]]
    """Name in the input → its annotation and description."""
    columns: Mapping[str, str]
    """Name in the input → column."""
    relation: str | None = None
    normalise: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Aliases:
    """Where ids of objects are that are part of another now: one row an id."""

    table: Table
    of: str
    """Column that holds the id of the object that answers for it, and points to it."""

    @property
    def there(self) -> Column[Any]:
        """The column of the ids of objects that are there."""
        (key,) = self.table.c[self.of].foreign_keys
        return key.column


@dataclass(frozen=True, slots=True)
class ListCondition:
    """A condition of a filter on a list of constants that is no field: `hasConflict: {field: EMAIL}`."""

    name: str
    key: str
    """Name of the constant in the condition's input."""
    enum: type[StrEnum]
    description: str
    values: ValuesField


@dataclass(frozen=True, slots=True)
class Memory:
    """How an entity is shown as it was."""

    relations: Mapping[str, frozenset[str]]
    """Type → those of its relations and lists that are remembered; the others are not to be had."""
    restore: Callable[[Transaction, str, str, datetime], bool]
    """Makes the rows as they were, given environment, id and instant; False when there was no such object then."""


@dataclass(frozen=True, eq=False)
class ObjectType:
    """An entity as the graph shows it."""

    name: str
    entity: type[Entity]
    catalog: "Catalog" = field(repr=False)

    @property
    def table(self) -> Table:
        return self.entity.__table__  # type: ignore[attr-defined, no-any-return]

    @property
    def prefix(self) -> str:
        return self.entity.__prefix__

    @property
    def owner(self) -> str | None:
        return self.entity.__owner__

    @property
    def visible_to(self) -> Audience:
        return self.entity.__visible_to__

    @property
    def granted(self) -> Granted | None:
        """Ids of the rows, of no person, that a sales channel may read on their own; None for all."""
        return self.entity.__granted__

    @property
    def description(self) -> str:
        return " ".join((self.entity.__doc__ or "").split())

    @cached_property
    def columns(self) -> Mapping[str, ValueField]:
        """Every exposed plain value by its column's (or computed attribute's) name."""
        exposed = {}
        for column in self.table.columns:
            details = exposure_of(column)
            if details:
                exposed[column.name] = ValueField(
                    camel(column.name.rsplit("__", 1)[-1]),
                    column.name,
                    details.scalar,
                    details.enum,
                    bool(column.nullable),
                    details.description,
                    details.filterable,
                    details.sortable,
                    details.visible_to,
                    details.deprecated,
                )
        for attribute, made in _declared(self.entity, Computed):
            exposed[attribute] = ValueField(
                camel(attribute.rsplit("__", 1)[-1]),
                attribute,
                made.scalar,
                made.enum,
                made.nullable,
                made.description,
                made.filterable,
                made.sortable,
                made.visible_to,
                made.deprecated,
                made.expression,
            )
        return exposed

    def stored(self, name: str) -> ValueField:
        """A column, exposed or not, or a computed attribute, as told fields read it: what it shows is their affair."""
        known = self.columns.get(name)
        if known is not None:
            return replace(known, visible_to=Audience.EVERYONE)
        column = self.table.columns[name]
        return ValueField(
            name,
            name,
            column.info["scalar"],
            column.info.get("enum"),
            bool(column.nullable),
            "",
            filterable=False,
            sortable=False,
            visible_to=Audience.EVERYONE,
            deprecated=None,
        )

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Everything that may be selected, by its name in the graph."""
        fields: dict[str, Field] = {**self._own(""), **self._relations("")}
        for attribute, listing in _declared(self.entity, Listed):
            table = self.catalog.entity(listing.entity).__table__  # type: ignore[attr-defined]
            link = Link("id", listing.by)
            fields[camel(attribute)] = ValuesField(
                camel(attribute),
                table,
                link,
                listing.value,
                order_of(listing.order_by),
                listing.description,
                listing.visible_to,
            )
        for attribute, keys in _declared(self.entity, Keys):
            name = camel(attribute)
            fields[name] = KeysField(name, keys.column, keys.description, keys.visible_to)
        for attribute, caller in _declared(self.entity, OfCaller):
            fields[camel(attribute)] = CallerField(
                camel(attribute), caller.value, caller.entity, caller.many, caller.description
            )
        return fields | self._told("")

    def _own(self, prefix: str) -> "dict[str, ValueField | MoneyField | GroupField]":
        """The fields of one object of this row: the row itself, or one of its groups."""
        own: dict[str, ValueField | MoneyField | GroupField] = {}
        for column, value in self.columns.items():
            if not _is_below(column, prefix):
                continue
            details = exposure_of(self.table.columns[column]) if column in self.table.columns else None
            if details and details.currency:
                own[value.name] = MoneyField(value.name, value, self.columns[details.currency])
            else:
                own[value.name] = value
        for attribute, group in _declared(self.entity, Group):
            if _is_below(attribute, prefix):
                name = camel(attribute.removeprefix(prefix))
                present = self._present(group.present_when)
                own[name] = GroupField(
                    name,
                    group.type_name,
                    group.description,
                    present,
                    group.visible_to,
                    group.deprecated,
                    {
                        **self._own(f"{attribute}__"),
                        **self._relations(f"{attribute}__"),
                        **self._told(f"{attribute}__"),
                    },
                )
        return own

    def _relations(self, prefix: str) -> dict[str, RelationField]:
        found = {}
        for attribute, relationship in inspect(self.entity).relationships.items():
            details = relation_of(relationship)
            if details and _is_below(attribute, prefix):
                name = camel(attribute.removeprefix(prefix))
                found[name] = self._relation(name, relationship, details)
        return found

    def _told(self, prefix: str) -> dict[str, ToldField]:
        found = {}
        handed_in = self.catalog.told.get(self.name, {}).items()
        for attribute, told in [*_declared(self.entity, Told), *handed_in]:
            if _is_below(attribute, prefix):
                name = camel(attribute.removeprefix(prefix))
                arguments = tuple(
                    ToldArgument(camel(key), key, read_shape(each.type_), each.description)
                    for key, each in told.arguments.items()
                )
                found[name] = ToldField(
                    name,
                    told.tell,
                    told.material,
                    arguments,
                    read_shape(told.type_),
                    told.description,
                    told.visible_to,
                    told.deprecated,
                )
        return found

    def _present(self, column: str | None) -> ValueField | None:
        return self.columns[column] if column else None

    def _relation(self, name: str, relationship: Any, details: Related) -> RelationField:
        local, remote = relationship.local_remote_pairs[0]
        many = "list" if details.listed else "connection"
        shape = many if relationship.uselist else "one"
        return RelationField(
            name,
            relationship.mapper.class_.__name__,
            Link(local.name, remote.name, tuple(details.where.items())),
            shape,
            order_of(details.order_by),
            details.description,
            details.visible_to,
            details.deprecated,
        )

    def value(self, name: str) -> ValueField:
        """An exposed plain value by its name in the graph; groups and money are not plain."""
        return self.columns[self.column_of[name]]

    @cached_property
    def column_of(self) -> Mapping[str, str]:
        """Names in the graph → columns, for plain values and money outside groups."""
        return {value.name: column for column, value in self.columns.items() if "__" not in column}


class Catalog:
    """Everything that can be read, by its name in the graph."""

    def __init__(
        self,
        entities: Iterable[type[Entity]],
        *,
        search: Mapping[type[Entity], SearchIndex] | None = None,
        identifiers: Mapping[type[Entity], tuple[Identifier, ...]] | None = None,
        memories: Mapping[type[Entity], Memory] | None = None,
        aliases: Mapping[type[Entity], Aliases] | None = None,
        told: Mapping[type[Entity], Mapping[str, Told]] | None = None,
        conditions: Mapping[type[Entity], tuple[ListCondition, ...]] | None = None,
    ) -> None:
        self._entities = {entity.__name__: entity for entity in entities}
        self.kept = {name: ObjectType(name, entity, self) for name, entity in self._entities.items()}
        """Every entity, also those that the graph shows only through others."""
        self.types = {name: type_ for name, type_ in self.kept.items() if type_.entity.__is_shown__}
        self.by_prefix = {type_.prefix: type_ for type_ in self.types.values()}
        self.search = {entity.__name__: index for entity, index in (search or {}).items()}
        self.identifiers = {entity.__name__: ways for entity, ways in (identifiers or {}).items()}
        self.memories = {entity.__name__: memory for entity, memory in (memories or {}).items()}
        self.told = {entity.__name__: dict(fields) for entity, fields in (told or {}).items()}
        """Fields that are told by what lies above an entity's own module: attribute → declaration."""
        self.conditions = {
            entity.__name__: {each.name: each for each in every}
            for entity, every in (conditions or {}).items()
        }
        self.aliases = {entity.__name__: table for entity, table in (aliases or {}).items()}
        self.owner_aliases = next(
            (table for entity, table in (aliases or {}).items() if entity.__owner__ == "id"), None
        )
        """Those of the entity that a token's owner is one of."""

    def entity(self, name: str) -> type[Entity]:
        """A declared entity by its name.

        Raises:
            KeyError: no entity of that name was handed in.
        """
        return self._entities[name]


@cache
def order_of(names: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """`("-placed_at", "number")` → `(("placed_at", True), ("number", False))`."""
    return tuple((name.lstrip("-"), name.startswith("-")) for name in names)


def _is_below(attribute: str, prefix: str) -> bool:
    """Whether an attribute belongs to the object of a prefix, and to none inside it."""
    return attribute.startswith(prefix) and "__" not in attribute.removeprefix(prefix)


def _declared(entity: type[Entity], kind: type[T]) -> list[tuple[str, T]]:
    """Attributes of one kind, the base classes' first, in the order in which they were written."""
    found: dict[str, T] = {}
    for class_ in reversed(entity.__mro__):
        found |= {name: value for name, value in vars(class_).items() if isinstance(value, kind)}
    return list(found.items())
