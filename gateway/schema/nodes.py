"""Catalogued entities → Strawberry object types, connections and edges."""

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gateway.planner.catalog import ObjectType
from gateway.planner.fields import (
    CallerField,
    Field,
    GroupField,
    KeysField,
    MoneyField,
    RelationField,
    ToldField,
    ValueField,
    ValuesField,
)
from gateway.planner.shapes import ObjectShape, Shape
from gateway.schema import scalars
from gateway.schema.graph import Graph

_ROWS_OF_TOLD = 10
"""What a told field reads for each row, as costs are reckoned: its material is a few related rows."""


def make_nodes(graph: Graph) -> None:
    """Every entity's type, connection and edge, and the types they share."""
    graph.object(
        "Node",
        "Something with an id of its own.",
        {"id": graph.field("ID", "Opaque identifier; its prefix tells the type.")},
        interface=True,
    )
    graph.object(
        "PageInfo",
        "Where a page lies among its rows.",
        {
            "hasNextPage": graph.field("bool", "Whether rows follow this page."),
            "hasPreviousPage": graph.field("bool", "Whether rows lie before this page."),
            "startCursor": graph.field(
                "str | None", "Cursor of the page's first row; null for an empty page."
            ),
            "endCursor": graph.field("str | None", "Cursor of the page's last row; null for an empty page."),
        },
    )
    graph.object(
        "Money",
        "An amount in one currency. Amounts of different currencies are never added.",
        {
            "amount": graph.field(
                "Decimal", "Amount in major units, with the currency's own number of decimals."
            ),
            "currency": graph.field("Currency", "ISO 4217 code."),
            "minorUnits": graph.field("BigInt", "Amount in the currency's smallest unit."),
        },
    )
    for type_ in graph.catalog.types.values():
        _make_object(graph, type_)


def _make_object(graph: Graph, type_: ObjectType) -> None:
    graph.object(type_.name, type_.description, _fields(graph, type_.fields), bases=(graph.get("Node"),))
    graph.object(
        f"{type_.name}Edge",
        f"A {type_.name} and its place in a connection.",
        {
            "cursor": graph.field("str", "Opaque place of this row, for `after` and `before`."),
            "node": graph.field(type_.name, f"The {type_.name}."),
        },
    )
    graph.object(
        f"{type_.name}Connection",
        f"A page of {type_.name} rows.",
        {
            "edges": graph.field(f"list[{type_.name}Edge]", "The rows of the page, each with its cursor."),
            "nodes": graph.field(f"list[{type_.name}]", "The rows of the page."),
            "pageInfo": graph.field("PageInfo", "Where the page lies."),
            "totalCount": graph.field(
                "int", "Number of rows on all pages together; counted only when asked for."
            ),
        },
    )


def _fields(graph: Graph, fields: Mapping[str, Any]) -> dict[str, StrawberryField]:
    return {_attribute(name): _field(graph, field) for name, field in fields.items()}


def _attribute(name: str) -> str:
    """What Python may call it: `as` is a word of its own."""
    return f"{name}_" if iskeyword(name) else name


def _field(graph: Graph, field: Field) -> StrawberryField:
    if isinstance(field, ValueField | MoneyField | GroupField):
        return _own(graph, field)
    if isinstance(field, ValuesField | KeysField):
        return graph.field("list[str]", field.description)
    if isinstance(field, CallerField):
        return graph.field(_of_caller(field), field.description)
    if isinstance(field, ToldField):
        return _told(graph, field)
    assert isinstance(field, RelationField)  # noqa: S101 (the union is closed)
    if field.shape == "connection":
        arguments = page_arguments(graph, field.target)
        return graph.field(
            f"{field.target}Connection", field.description, arguments=arguments, deprecated=field.deprecated
        )
    annotation = f"list[{field.target}]" if field.shape == "list" else f"{field.target} | None"
    return graph.field(annotation, field.description, deprecated=field.deprecated)


def _of_caller(field: CallerField) -> str:
    if field.target is None:
        return "JSON | None"
    return f"list[{field.target}]" if field.many else f"{field.target} | None"


def _own(graph: Graph, field: ValueField | MoneyField | GroupField) -> StrawberryField:
    if isinstance(field, GroupField):
        graph.object(field.type_name, field.description, _fields(graph, field.fields))
        return graph.field(
            field.type_name if field.present is None else f"{field.type_name} | None",
            field.description,
            deprecated=field.deprecated,
        )
    if isinstance(field, MoneyField):
        return graph.field("Money | None" if field.nullable else "Money", field.description)
    annotation = graph.enum(field.enum) if field.enum else scalars.annotation(field.scalar)
    return graph.field(
        f"{annotation} | None" if field.nullable else annotation,
        field.description,
        deprecated=field.deprecated,
    )


def _told(graph: Graph, field: ToldField) -> StrawberryField:
    arguments = [
        graph.argument(each.name, _written(graph, each.shape), each.description) for each in field.arguments
    ]
    return graph.field(
        _written(graph, field.shape),
        field.description,
        name=field.name,
        arguments=arguments,
        deprecated=field.deprecated,
        rows=_ROWS_OF_TOLD,
    )


def _written(graph: Graph, shape: Shape) -> str:
    """A shape's annotation; the objects and enumerations in it become types of the graph."""
    if shape.item is not None:
        written = f"list[{_written(graph, shape.item)}]"
    elif shape.object is not None:
        written = _told_object(graph, shape.object)
    elif shape.enum is not None:
        written = graph.enum(shape.enum)
    else:
        assert shape.scalar is not None  # noqa: S101 (one of the four is set)
        written = scalars.annotation(shape.scalar)
    return f"{written} | None" if shape.is_nullable else written


def _told_object(graph: Graph, shape: ObjectShape) -> str:
    fields = {
        _attribute(name): graph.field(_written(graph, each.shape), each.description, name=name)
        for name, each in shape.fields.items()
    }
    graph.object(shape.name, shape.description, fields)
    return shape.name


def page_arguments(graph: Graph, target: str, *, search: bool = False) -> list[StrawberryArgument]:
    """The arguments of a connection."""
    arguments = [
        graph.argument(
            "first", "int | None", "How many rows from the start, at most 100. 20 when neither is given."
        ),
        graph.argument("after", "str | None", "Only rows after this cursor."),
        graph.argument("last", "int | None", "How many rows from the end, at most 100."),
        graph.argument("before", "str | None", "Only rows before this cursor."),
        graph.argument("filter", f"{target}Filter | None", "Which rows."),
    ]
    if search:
        arguments.append(
            graph.argument(
                "search",
                "str | None",
                "Words that must begin words of the name, e-mail, phone or company; all when it is blank.",
            )
        )
    arguments.append(
        graph.argument(
            "orderBy", f"list[{target}OrderBy] | None", "Order of the rows; the id always comes last."
        )
    )
    return arguments
