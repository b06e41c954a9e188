"""A field's selection set → a plan. Aliases and __typename are resolved here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from graphql import FieldNode

from gateway.columns import Scalar
from gateway.errors import BadUserInput
from gateway.planner.arguments import Structure, is_blank
from gateway.planner.catalog import ObjectType
from gateway.planner.conditions import ColumnAmong, ColumnEquals, ColumnIs, Condition, Matches, Rows
from gateway.planner.cursors import cursor_parameters
from gateway.planner.declared import order_of
from gateway.planner.fields import (
    CallerField,
    GroupField,
    KeysField,
    Link,
    MoneyField,
    RelationField,
    ToldField,
    ValueField,
    ValuesField,
)
from gateway.planner.material import read_material
from gateway.planner.parameters import Constant, FromViewer, Parameter
from gateway.planner.plan import (
    DEFAULT_PAGE,
    CallerJson,
    Cursor,
    EdgePart,
    Edges,
    Entries,
    Group,
    Leaf,
    Listing,
    Money,
    Nodes,
    One,
    Page,
    PageInfo,
    PagePart,
    Shown,
    ShownPart,
    Text,
    Told,
    TotalCount,
    Value,
    Values,
)
from gateway.planner.read_filter import read_filter, read_order
from gateway.planner.reading import Reading, name_of
from gateway.planner.shapes import ObjectShape

LARGEST_PAGE = 100
LARGEST_LIST = 250


def read_object(reading: Reading, entity: ObjectType, nodes: tuple[FieldNode, ...]) -> Entries:
    """What is written for one row of an entity."""
    return tuple(
        (key, _read_value(reading, entity, entity.fields, entity.name, fields))
        for key, fields in reading.collect(entity.name, nodes).items()
    )


def _read_value(
    reading: Reading,
    entity: ObjectType,
    fields: Mapping[str, Any],
    type_name: str,
    nodes: tuple[FieldNode, ...],
) -> Value:
    name = nodes[0].name.value
    if name == "__typename":
        return Text(type_name)
    field = fields[name]
    if isinstance(field, ValueField):
        return Leaf(field)
    if isinstance(field, MoneyField):
        entries = tuple(
            (key, _typename_or(name_of(nodes_), "Money"))
            for key, nodes_ in reading.collect("Money", nodes).items()
        )
        return Money(field.units, field.currency, entries)
    if isinstance(field, GroupField):
        collected = reading.collect(field.type_name, nodes)
        return Group(
            field,
            tuple(
                (key, _read_value(reading, entity, field.fields, field.type_name, below))
                for key, below in collected.items()
            ),
        )
    if isinstance(field, ValuesField | KeysField):
        return Values(field)
    if isinstance(field, CallerField):
        return _read_caller(reading, field, nodes)
    if isinstance(field, ToldField):
        return _read_told(reading, entity, field, type_name, nodes)
    return _read_relation(reading, field, type_name, nodes)


def _typename_or(name: str, type_name: str) -> str | Text:
    return Text(type_name) if name == "__typename" else name


def _read_told(
    reading: Reading, entity: ObjectType, field: ToldField, type_name: str, nodes: tuple[FieldNode, ...]
) -> Told:
    material = read_material(reading.catalog, entity, field.material.columns, field.material.lists)
    arguments = reading.arguments(type_name, nodes[0])
    return Told(field, material, arguments, _read_shown(reading, field.shape.innermost, nodes))


def _read_shown(reading: Reading, of: ObjectShape | None, nodes: tuple[FieldNode, ...]) -> Shown | None:
    if of is None:
        return None
    parts: list[tuple[str, ShownPart | Text]] = []
    for key, below in reading.collect(of.name, nodes).items():
        if name_of(below) == "__typename":
            parts.append((key, Text(of.name)))
        else:
            field = of.fields[name_of(below)]
            shown = _read_shown(reading, field.shape.innermost, below)
            parts.append((key, ShownPart(field.attribute, field.shape, shown)))
    return Shown(tuple(parts))


def _read_relation(
    reading: Reading, field: RelationField, type_name: str, nodes: tuple[FieldNode, ...]
) -> Value:
    target = reading.catalog.types[field.target]
    conditions = tuple(ColumnIs(column, value) for column, value in field.link.where)
    link = replace(field.link, where=())
    if field.shape == "one":
        return One(Rows(target, conditions), link, read_object(reading, target, nodes), field)
    if field.shape == "list":
        order = read_order(target, None, field.order)
        entries = read_object(reading, target, nodes)
        return Listing(Rows(target, conditions), link, order, LARGEST_LIST, entries, field)
    arguments = reading.arguments(type_name, nodes[0])
    page = read_page(reading, Rows(target, conditions), link, field.order, arguments, nodes)
    return replace(page, field=field)


def _read_caller(reading: Reading, field: CallerField, nodes: tuple[FieldNode, ...]) -> Value:
    if field.target is None:
        return CallerJson(Parameter(FromViewer(field.value), Scalar.JSON))
    target = reading.catalog.types[field.target]
    parameter = Parameter(FromViewer(field.value), Scalar.ID, many=field.many)
    entries = read_object(reading, target, nodes)
    if not field.many:
        return One(
            Rows(target, (ColumnEquals("id", parameter, target.catalog.aliases.get(target.name)),)),
            None,
            entries,
        )
    rows = Rows(target, (ColumnAmong("id", parameter),))
    return Listing(rows, None, read_order(target, None, (("id", False),)), LARGEST_LIST, entries)


def read_page(
    reading: Reading,
    rows: Rows,
    link: Link | None,
    default_order: tuple[tuple[str, bool], ...],
    arguments: Mapping[str, Structure],
    nodes: tuple[FieldNode, ...],
) -> Page:
    """A connection with its page, filter, order and search."""
    target = rows.entity
    order = read_order(target, arguments.get("orderBy"), default_order)
    conditions: list[Condition] = [*rows.conditions, *read_filter(target, arguments.get("filter"))]
    if not is_blank(arguments.get("search"), reading.variables):
        index = reading.catalog.search[target.name]
        conditions.append(
            Matches(index, Parameter(arguments["search"], Scalar.STRING, index.terms, many=True))
        )
    size, backward = _read_size(arguments)
    return Page(
        Rows(target, tuple(conditions)),
        link,
        order,
        size,
        backward,
        cursor_parameters(order, arguments.get("after"), "after"),
        cursor_parameters(order, arguments.get("before"), "before"),
        _read_page_parts(reading, target, nodes),
    )


def _read_size(arguments: Mapping[str, Structure]) -> tuple[Parameter, bool]:
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise BadUserInput("first and last were both given; expected one of them.")
    if last is not None:
        return Parameter(last, Scalar.INT, _size("last")), True
    return Parameter(Constant(DEFAULT_PAGE) if first is None else first, Scalar.INT, _size("first")), False


def _size(name: str) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not 0 <= value <= LARGEST_PAGE:
            raise BadUserInput(
                f"{name} is {value}; expected a whole number from 0 to {LARGEST_PAGE}.", argument=name
            )
        return int(value)

    return check


def _read_page_parts(
    reading: Reading, target: ObjectType, nodes: tuple[FieldNode, ...]
) -> tuple[tuple[str, PagePart], ...]:
    connection = f"{target.name}Connection"
    parts: list[tuple[str, PagePart]] = []
    for key, fields in reading.collect(connection, nodes).items():
        name = name_of(fields)
        part: PagePart
        if name == "nodes":
            part = Nodes(read_object(reading, target, fields))
        elif name == "edges":
            part = Edges(_read_edge(reading, target, fields))
        elif name == "pageInfo":
            info = reading.collect("PageInfo", fields).items()
            part = PageInfo(tuple((below, _typename_or(name_of(of), "PageInfo")) for below, of in info))
        elif name == "totalCount":
            part = TotalCount()
        else:
            part = Text(connection)
        parts.append((key, part))
    return tuple(parts)


def _read_edge(
    reading: Reading, target: ObjectType, nodes: tuple[FieldNode, ...]
) -> tuple[tuple[str, EdgePart], ...]:
    edge = f"{target.name}Edge"
    parts: list[tuple[str, EdgePart]] = []
    for key, fields in reading.collect(edge, nodes).items():
        name = name_of(fields)
        if name == "node":
            parts.append((key, Nodes(read_object(reading, target, fields))))
        elif name == "cursor":
            parts.append((key, Cursor()))
        else:
            parts.append((key, Text(edge)))
    return tuple(parts)


def root_order(entity: ObjectType) -> tuple[tuple[str, bool], ...]:
    """The order of a query's page when none is asked for."""
    return order_of((entity.entity.__order__,))
