"""Catalogued entities → filter and order inputs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import strawberry

from gateway.columns import TEXTUAL, Scalar
from gateway.enumeration import described
from gateway.naming import constant
from gateway.planner.catalog import ListCondition, ObjectType
from gateway.planner.fields import Field, KeysField, MoneyField, RelationField, ValueField, ValuesField
from gateway.schema.graph import Graph
from gateway.schema.scalars import annotation

_EQUALITY = {
    "eq": ("{0} | None", "Equal to. null finds rows without a value."),
    "ne": ("{0} | None", "Not equal to; rows without a value are found too. null finds rows with one."),
}
_LISTS = {
    "in": ("list[{0}] | None", "One of these."),
    "notIn": ("list[{0}] | None", "None of these; rows without a value are found too."),
}
_RANGE = {
    "gt": ("{0} | None", "Greater than."),
    "gte": ("{0} | None", "Greater than or equal to."),
    "lt": ("{0} | None", "Less than."),
    "lte": ("{0} | None", "Less than or equal to."),
}
_TEXT = {
    "contains": ("{0} | None", "Contains this text; case is ignored."),
    "startsWith": ("{0} | None", "Begins with this text; case is ignored."),
}
_MISSING = {"isNull": ("bool | None", "true: only rows without a value; false: only rows with one.")}

_OPERATORS: Mapping[Scalar, Mapping[str, tuple[str, str]]] = {
    Scalar.STRING: _EQUALITY | _LISTS | _TEXT | _MISSING,
    Scalar.ID: _EQUALITY | _LISTS | _MISSING,
    Scalar.BOOLEAN: _EQUALITY | _MISSING,
    Scalar.INT: _EQUALITY | _RANGE | _LISTS | _MISSING,
    Scalar.BIG_INT: _EQUALITY | _RANGE | _LISTS | _MISSING,
    Scalar.DATE_TIME: _EQUALITY | _RANGE | _LISTS | _MISSING,
    Scalar.DATE: _EQUALITY | _RANGE | _LISTS | _MISSING,
}


@described({"ASC": "Smallest first.", "DESC": "Greatest first."})
class OrderDirection(StrEnum):
    """Which way an order goes. A missing value is the smallest."""

    ASC = "ASC"
    DESC = "DESC"


def make_filters(graph: Graph) -> None:
    """Every entity's filter and order inputs, and the operator inputs they share."""
    make_input(
        graph,
        "JSONFilter",
        "One condition on a value inside a JSON object.",
        {
            "path": ("str", 'Keys joined by dots: "address.city". A dot inside a key is written `\\.`.'),
            "eq": ("JSON | None", "Equal to this JSON value."),
            "ne": ("JSON | None", "Not equal to this JSON value; rows without a value there are found too."),
            "exists": ("bool | None", "true: only rows with a value there; false: only rows without."),
        },
    )
    make_input(
        graph,
        "StringListFilter",
        "Conditions on a list of texts.",
        {
            "has": ("str | None", "The list has this text."),
            "hasAny": ("list[str] | None", "The list has at least one of these."),
            "hasAll": ("list[str] | None", "The list has all of these."),
        },
    )
    graph.enum(OrderDirection)
    for type_ in graph.catalog.types.values():
        _make_filter(graph, type_)
        _make_order(graph, type_)


def _make_filter(graph: Graph, type_: ObjectType) -> None:
    name = f"{type_.name}Filter"
    fields = {
        "and": (f"list[{name}] | None", "All of these must hold."),
        "or": (f"list[{name}] | None", "At least one of these must hold."),
        "not": (f"{name} | None", "This must not hold."),
    }
    for field_name, field in type_.fields.items():
        offered = _offered(graph, field)
        if offered:
            fields[field_name] = (offered, field.description)
    for condition in graph.catalog.conditions.get(type_.name, {}).values():
        fields[condition.name] = (_condition(graph, type_, condition), condition.description)
    make_input(graph, name, f"Which {type_.name} rows. All conditions given must hold.", fields)


def _offered(graph: Graph, field: Field) -> str | None:
    """The annotation of a field's filter, or None when it has none."""
    if isinstance(field, RelationField):
        if field.shape == "one":
            return f"{field.target}Filter | None"
        name = f"{field.target}ListFilter"
        make_input(
            graph,
            name,
            f"Conditions on related {field.target} rows.",
            {
                "some": (f"{field.target}Filter | None", "At least one related row fulfils this."),
                "none": (f"{field.target}Filter | None", "No related row fulfils this."),
            },
        )
        return f"{name} | None"
    if isinstance(field, ValuesField | KeysField):
        return "StringListFilter | None"
    value = field.units if isinstance(field, MoneyField) else field
    if not isinstance(value, ValueField) or not value.filterable:
        return None
    if value.scalar is Scalar.JSON:
        return "list[JSONFilter] | None"
    if value.enum is not None:
        name = graph.enum(value.enum)
        return _operators(graph, f"{name}Filter", name, _EQUALITY | _LISTS | _MISSING)
    scalar = Scalar.STRING if value.scalar in TEXTUAL and value.scalar is not Scalar.ID else value.scalar
    return _operators(graph, f"{scalar.value}Filter", annotation(scalar), _OPERATORS[scalar])


def _condition(graph: Graph, type_: ObjectType, condition: ListCondition) -> str:
    name = f"{type_.name}{condition.name[0].upper()}{condition.name[1:]}Filter"
    enum = graph.enum(condition.enum)
    make_input(
        graph,
        name,
        condition.description,
        {condition.key: (enum, " ".join((condition.enum.__doc__ or "").split()))},
    )
    return f"{name} | None"


def _operators(graph: Graph, name: str, value: str, operators: Mapping[str, tuple[str, str]]) -> str:
    fields = {
        operator: (given.format(value), description) for operator, (given, description) in operators.items()
    }
    make_input(
        graph,
        name,
        f"Conditions on one {name.removesuffix('Filter')} value. All that are given must hold.",
        fields,
    )
    return f"{name} | None"


def _make_order(graph: Graph, type_: ObjectType) -> None:
    sortable = {
        constant(column): value.description
        for column, value in type_.columns.items()
        if value.sortable and "__" not in column
    }
    make: Any = StrEnum
    enum = make(f"{type_.name}OrderField", {name: name for name in sortable})
    enum.__doc__ = f"What {type_.name} rows can be ordered by."
    graph.enum(described(sortable)(enum))
    make_input(
        graph,
        f"{type_.name}OrderBy",
        f"One key of an order of {type_.name} rows.",
        {
            "field": (f"{type_.name}OrderField", "What to order by."),
            "direction": ("OrderDirection", "Which way; ascending when not given."),
        },
        defaults={"direction": OrderDirection.ASC},
    )


def make_input(
    graph: Graph,
    name: str,
    description: str,
    fields: Mapping[str, tuple[str, str]],
    *,
    defaults: Mapping[str, object] | None = None,
    one_of: bool = False,
) -> None:
    if graph.has(name):
        return
    made = {}
    for field_name, (given, text) in fields.items():
        field = graph.field(given, text, name=field_name)
        default = (defaults or {}).get(field_name, strawberry.UNSET if given.endswith("None") else None)
        if default is not None:
            field.default = default
            field.default_value = default
        # Some names are Python's own words, so the attribute has a name of its own.
        made[f"{field_name}_"] = field
    graph.make(
        name,
        made,
        (),
        lambda class_: strawberry.input(class_, name=name, description=description, one_of=one_of),
    )
