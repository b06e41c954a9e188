"""Catalogued entities → Strawberry object types, connections and edges.

These types are made at run time and are blind to a type checker, so all that is made so is made here and in `filters`.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from itertools import count
from keyword import iskeyword
from types import ModuleType
from typing import Any

import strawberry
from graphql import GraphQLField
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gateway.planner.catalog import (
    CallerField,
    Catalog,
    Field,
    GroupField,
    KeysField,
    MoneyField,
    ObjectType,
    RelationField,
    ToldField,
    ValueField,
    ValuesField,
)
from gateway.planner.shapes import ObjectShape, Shape
from gateway.schema import scalars
from gateway.schema.enums import publish

_NUMBERS = count(1)
_OR_NONE = " | None"
_ROWS = "rows"
_ROWS_OF_TOLD = 10
"""What a told field reads for each row, as costs are reckoned: its material is a few related rows."""
_BUILT_IN: dict[str, Any] = {"str": str, "int": int, "bool": bool}


class Graph:
    """The types made so far. Annotations are names in `module`, so that types may speak of each other."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        # Strawberry looks up a class's annotations in its module, so each graph is a module of its own.
        self.module = ModuleType(f"gateway.schema.graph_{next(_NUMBERS)}")
        sys.modules[self.module.__name__] = self.module
        self.module.__dict__.update(
            {name: value for name, value in vars(scalars).items() if name[0].isupper()}
            | {"ID": strawberry.ID}
        )

    def add(self, name: str, made: Any) -> Any:
        setattr(self.module, name, made)
        return made

    def has(self, name: str) -> bool:
        return hasattr(self.module, name)

    def get(self, name: str) -> Any:
        return getattr(self.module, name)

    def field(
        self,
        annotation: str,
        description: str,
        *,
        name: str | None = None,
        arguments: Iterable[StrawberryArgument] = (),
        deprecated: str | None = None,
        rows: int | None = None,
    ) -> StrawberryField:
        """`rows` is what it reads for each of its parent's rows, where the type does not tell."""
        field = StrawberryField(
            graphql_name=name,
            type_annotation=self.annotation(annotation),
            description=description,
            deprecation_reason=deprecated,
            metadata={} if rows is None else {_ROWS: rows},
        )
        field.arguments = list(arguments)
        return field

    def argument(self, name: str, annotation: str, description: str) -> StrawberryArgument:
        return StrawberryArgument(
            name,
            name,
            self.annotation(annotation),
            description=description,
        )

    def annotation(self, written: str) -> StrawberryAnnotation:
        """`list[Order] | None` → an annotation; one whose type is not made yet stays text until the schema is built."""
        return StrawberryAnnotation(self._evaluate(written), namespace=vars(self.module))

    def _evaluate(self, written: str) -> Any:
        # Strawberry would evaluate every text many times over: that alone took half of the start.
        inner, is_optional = written.removesuffix(_OR_NONE), written.endswith(_OR_NONE)
        if inner.startswith("list["):
            item = self._evaluate(inner.removeprefix("list[").removesuffix("]"))
            evaluated = written if isinstance(item, str) else list[item]  # type: ignore[valid-type]
        else:
            evaluated = _BUILT_IN.get(inner) or vars(self.module).get(inner) or written
        return evaluated if isinstance(evaluated, str) or not is_optional else evaluated | None

    def object(
        self,
        name: str,
        description: str,
        fields: Mapping[str, StrawberryField],
        *,
        bases: tuple[type, ...] = (),
        interface: bool = False,
    ) -> Any:
        """A Strawberry type of the given fields, known by its name from now on."""
        if self.has(name):
            return self.get(name)
        decorate = strawberry.interface if interface else strawberry.type
        return self.make(
            name, fields, bases, lambda class_: decorate(class_, name=name, description=description)
        )

    def make(
        self,
        name: str,
        fields: Mapping[str, StrawberryField],
        bases: tuple[type, ...],
        decorate: Callable[[type], Any],
    ) -> Any:
        """A class of the given fields, made known to Strawberry by `decorate`."""
        written = {field: given.type_annotation for field, given in fields.items()}
        annotations = {field: given.raw_annotation for field, given in written.items() if given}
        made = decorate(
            type(name, bases, {"__annotations__": annotations, "__module__": self.module.__name__, **fields})
        )
        for field in made.__strawberry_definition__.fields:
            # Strawberry has tried to resolve the names of types that are not made yet: they are written once more.
            if field.python_name in written:
                field.type_annotation = written[field.python_name]
        return self.add(name, made)

    def enum(self, enum: type[StrEnum]) -> str:
        """Makes an enumeration part of the graph; returns its name."""
        if not self.has(enum.__name__):
            self.add(enum.__name__, publish(enum))
        return enum.__name__


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


def rows_of(definition: GraphQLField) -> int | None:
    """The rows that a field was declared to read for each row of its parent."""
    field = definition.extensions.get("strawberry-definition")
    rows: int | None = field.metadata.get(_ROWS) if isinstance(field, StrawberryField) else None
    return rows


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
                "search", "str | None", "Words that must begin words of the name, e-mail, phone or company."
            )
        )
    arguments.append(
        graph.argument(
            "orderBy", f"list[{target}OrderBy] | None", "Order of the rows; the id always comes last."
        )
    )
    return arguments
