"""Declared fields and relationships → the indexes that serve their filters, orders and pages."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from hashlib import blake2s
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Index, Table, UniqueConstraint, inspect
from sqlalchemy.orm import Mapper

from gateway.columns import Scalar, sort_key
from gateway.entity import Computed, Entity, Listed, exposure_of, relation_of
from gateway.view import table_of, view_of

Declared = TypeVar("Declared")

_LONGEST_NAME = 63
_WITHOUT_INDEX = frozenset({Scalar.BOOLEAN, Scalar.JSON, Scalar.DECIMAL})
"""A boolean halves a table at best; JSON and decimals as text have no order that an index could serve."""


def declare_indexes(entities: Sequence[type[Entity]]) -> None:
    """Adds to the entities' tables what their declarations ask for.

    - a field that filters or sorts, of an entity with pages of its own: (environment, its sort key, id);
      one that only filters and may be missing: the same for the rows that have it, so that the others cost nothing
    - the many side of a relationship or list: (foreign key, environment, the default order's sort keys, id)
    - a foreign key that leads none of these: itself, since a delete at its other end looks for it

    Rows that are reached through their parent alone are few per parent, so that their other fields need none.
    Views are read through the indexes of the table below.
    """
    tables = {entity.__name__: table_of(entity) for entity in entities if view_of(table_of(entity)) is None}
    for entity in entities:
        if entity.__roots__ and entity.__name__ in tables:
            table = tables[entity.__name__]
            for field, key, where in _field_keys(entity):
                _add(table, field, [table.c.environment, key, table.c.id], where)
    for entity in entities:
        mapper: Mapper[Any] = inspect(entity)
        for relationship in mapper.relationships:
            related, target = relation_of(relationship), relationship.mapper.class_.__name__
            if related and relationship.uselist and target in tables:
                (foreign_key,) = relationship.remote_side
                _index_children(tables[target], foreign_key.name, related.order_by)
        for labels in _declared(entity, Listed).values():
            _index_children(tables[labels.entity], labels.by, labels.order_by)
    for table in tables.values():
        for column in table.columns:
            if column.foreign_keys and column.name not in _leading_columns(table):
                _add(table, column.name, [column])


def _field_keys(
    entity: type[Entity],
) -> Iterator[tuple[str, ColumnElement[Any], ColumnElement[bool] | None]]:
    """The sort key of every field that filters or sorts, and which rows have one worth finding.

    Ids and foreign keys have indexes without that.
    """
    table = table_of(entity)
    for column in table.columns:
        exposure = exposure_of(column)
        if exposure is None or column.primary_key or column.foreign_keys or exposure.scalar in _WITHOUT_INDEX:
            continue
        if exposure.filterable or exposure.sortable:
            nullable = bool(column.nullable)
            where = column.is_not(None) if nullable and not exposure.sortable else None
            yield column.name, _key(column, exposure.scalar, exposure.enum, nullable=nullable), where
    for name, field in _declared(entity, Computed).items():
        if (field.filterable or field.sortable) and field.scalar not in _WITHOUT_INDEX:
            value = field.expression(table.c)
            where = value.is_not(None) if field.nullable and not field.sortable else None
            yield name, _key(value, field.scalar, field.enum, nullable=field.nullable), where


def _declared(entity: type[Entity], kind: type[Declared]) -> dict[str, Declared]:
    """What an entity and its parents declare of one kind, by name."""
    attributes = {name: value for parent in reversed(entity.__mro__) for name, value in vars(parent).items()}
    return {name: value for name, value in attributes.items() if isinstance(value, kind)}


def _index_children(table: Table, foreign_key: str, order_by: Sequence[str]) -> None:
    """One index for the rows that point to the same parent, in their default order."""
    if len({name.startswith("-") for name in order_by}) > 1:
        raise TypeError(
            f"{table.name} is ordered by {order_by}; expected one direction, which one index can serve."
        )
    columns = [table.c[name.removeprefix("-")] for name in order_by]
    keys = [
        _key(column, column.info["scalar"], column.info["enum"], nullable=bool(column.nullable))
        for column in columns
    ]
    name = "_".join([foreign_key, *(column.name for column in columns)])
    _add(table, name, [table.c[foreign_key], table.c.environment, *keys, table.c.id])


def _key(
    value: ColumnElement[Any], scalar: Scalar, enum: type[StrEnum] | None, *, nullable: bool
) -> ColumnElement[Any]:
    """What the planner orders by. The words of an enumeration are compared as they are, like ids."""
    return sort_key(value, Scalar.ID if enum else scalar, nullable)


def _leading_columns(table: Table) -> set[str]:
    """Columns that a whole index, or a unique constraint, starts with."""
    leading: list[Any] = [
        next(iter(index.expressions)) for index in table.indexes if not index.dialect_kwargs
    ]
    leading += [next(iter(rule.columns)) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    return {column.name for column in leading if isinstance(column, Column)}


def _add(
    table: Table,
    name: str,
    keys: Sequence[ColumnElement[Any]],
    where: ColumnElement[bool] | None = None,
) -> None:
    """Adds an index unless the table has one on the same keys; with `where`, of those rows alone."""
    spelling = [str(key) for key in keys]
    if all([str(key) for key in index.expressions] != spelling for index in table.indexes):
        rows: dict[str, Any] = {} if where is None else {"sqlite_where": where, "postgresql_where": where}
        Index(_shortened(f"ix_{table.name}_{name}"), *keys, **rows)


def _shortened(name: str) -> str:
    """At most the 63 characters that PostgreSQL keeps; a longer name ends in a digest of itself."""
    if len(name) <= _LONGEST_NAME:
        return name
    digest = blake2s(name.encode(), digest_size=4).hexdigest()
    return f"{name[: _LONGEST_NAME - len(digest) - 1]}_{digest}"
