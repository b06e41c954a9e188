"""Declared entities → what may be selected, filtered and ordered, by its name in the graph."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Table

from gateway.database import Transaction
from gateway.entity import Audience, Entity, Granted, Told
from gateway.planner.declared import read_columns, read_fields, read_hidden
from gateway.planner.fields import Field, ValueField, ValuesField
from gateway.view import table_of


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
        return table_of(self.entity)

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
        return read_columns(self.entity)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Everything that may be selected, by its name in the graph."""
        return read_fields(
            self.entity, self.columns, self.catalog.told.get(self.name, {}), self.catalog.entity
        )

    def stored(self, name: str) -> ValueField:
        """A column, exposed or not, or a computed attribute, as told fields read it: what it shows is their affair."""
        known = self.columns.get(name)
        if known is None:
            return read_hidden(self.table.columns[name])
        return replace(known, visible_to=Audience.EVERYONE)

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
