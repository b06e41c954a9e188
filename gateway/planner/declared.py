"""An entity's declarations → what may be selected of it, by its name in the graph."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, inspect

from gateway.entity import (
    Audience,
    Computed,
    Entity,
    Group,
    Keys,
    Listed,
    OfCaller,
    Related,
    Told,
    exposure_of,
    relation_of,
)
from gateway.naming import camel
from gateway.planner.fields import (
    CallerField,
    Field,
    GroupField,
    KeysField,
    Link,
    MoneyField,
    RelationField,
    ToldArgument,
    ToldField,
    ValueField,
    ValuesField,
)
from gateway.planner.shapes import read_shape
from gateway.view import table_of

T = TypeVar("T")

FindEntity = Callable[[str], type[Entity]]


def read_columns(entity: type[Entity]) -> dict[str, ValueField]:
    """Every exposed plain value by its column's (or computed attribute's) name."""
    exposed = {}
    for column in table_of(entity).columns:
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
    for attribute, made in _declared(entity, Computed):
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


def read_hidden(column: Column[Any]) -> ValueField:
    """A column that is not exposed, as told fields read it."""
    return ValueField(
        column.name,
        column.name,
        column.info["scalar"],
        column.info.get("enum"),
        bool(column.nullable),
        "",
        filterable=False,
        sortable=False,
        visible_to=Audience.EVERYONE,
        deprecated=None,
    )


def read_fields(
    entity: type[Entity], columns: Mapping[str, ValueField], told: Mapping[str, Told], find: FindEntity
) -> dict[str, Field]:
    """Everything that may be selected; `told` is handed in by what lies above the entity's own module."""
    declared = _Declared(entity, columns, told)
    return {
        **declared.own(""),
        **declared.relations(""),
        **_listed(entity, find),
        **_keys(entity),
        **_of_caller(entity),
        **declared.told(""),
    }


class _Declared:
    """What is declared for one object of a row: the row itself, or the group that a prefix names."""

    def __init__(
        self, entity: type[Entity], columns: Mapping[str, ValueField], told: Mapping[str, Told]
    ) -> None:
        self.entity = entity
        self.table = table_of(entity)
        self.columns = columns
        self.handed_in = told

    def own(self, prefix: str) -> dict[str, ValueField | MoneyField | GroupField]:
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
                own[name] = self.group(name, group, f"{attribute}__")
        return own

    def group(self, name: str, group: Group, prefix: str) -> GroupField:
        return GroupField(
            name,
            group.type_name,
            group.description,
            self.columns[group.present_when] if group.present_when else None,
            group.visible_to,
            group.deprecated,
            {**self.own(prefix), **self.relations(prefix), **self.told(prefix)},
        )

    def relations(self, prefix: str) -> dict[str, RelationField]:
        found = {}
        for attribute, relationship in inspect(self.entity).relationships.items():
            details = relation_of(relationship)
            if details and _is_below(attribute, prefix):
                name = camel(attribute.removeprefix(prefix))
                found[name] = _relation(name, relationship, details)
        return found

    def told(self, prefix: str) -> dict[str, ToldField]:
        found = {}
        for attribute, told in [*_declared(self.entity, Told), *self.handed_in.items()]:
            if _is_below(attribute, prefix):
                name = camel(attribute.removeprefix(prefix))
                found[name] = _told(name, told)
        return found


def _relation(name: str, relationship: Any, details: Related) -> RelationField:
    local, remote = relationship.local_remote_pairs[0]
    many = "list" if details.listed else "connection"
    return RelationField(
        name,
        relationship.mapper.class_.__name__,
        Link(local.name, remote.name, tuple(details.where.items())),
        many if relationship.uselist else "one",
        order_of(details.order_by),
        details.description,
        details.visible_to,
        details.deprecated,
    )


def _told(name: str, told: Told) -> ToldField:
    arguments = tuple(
        ToldArgument(camel(key), key, read_shape(each.type_), each.description)
        for key, each in told.arguments.items()
    )
    return ToldField(
        name,
        told.tell,
        told.material,
        arguments,
        read_shape(told.type_),
        told.description,
        told.visible_to,
        told.deprecated,
    )


def _listed(entity: type[Entity], find: FindEntity) -> dict[str, ValuesField]:
    return {
        camel(attribute): ValuesField(
            camel(attribute),
            table_of(find(listing.entity)),
            Link("id", listing.by),
            listing.value,
            order_of(listing.order_by),
            listing.description,
            listing.visible_to,
        )
        for attribute, listing in _declared(entity, Listed)
    }


def _keys(entity: type[Entity]) -> dict[str, KeysField]:
    return {
        camel(attribute): KeysField(camel(attribute), keys.column, keys.description, keys.visible_to)
        for attribute, keys in _declared(entity, Keys)
    }


def _of_caller(entity: type[Entity]) -> dict[str, CallerField]:
    return {
        camel(attribute): CallerField(
            camel(attribute), caller.value, caller.entity, caller.many, caller.description
        )
        for attribute, caller in _declared(entity, OfCaller)
    }


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
