"""Filter, order and search arguments → conditions and order keys."""

from collections.abc import Mapping
from typing import Any

from gateway.columns import Scalar
from gateway.errors import BadUserInput
from gateway.naming import constant
from gateway.planner.arguments import Structure
from gateway.planner.catalog import ObjectType
from gateway.planner.conditions import (
    All,
    AnyOf,
    ColumnIs,
    Compare,
    Condition,
    Exists,
    HasValues,
    IsNull,
    JsonEquals,
    JsonExists,
    Never,
    Not,
    Rows,
)
from gateway.planner.fields import KeysField, RelationField, ValueField, ValuesField
from gateway.planner.parameters import Constant, Parameter
from gateway.planner.plan import OrderKey

_LISTS = {"in", "notIn"}


def read_filter(entity: ObjectType, given: Structure) -> tuple[Condition, ...]:
    """`{email: {contains: …}, or: […]}` → conditions, all of which must hold; none for an absent filter or null."""
    if not given:
        return ()
    conditions: list[Condition] = []
    for name, value in given.items():
        if value is None:
            continue
        if name == "and":
            conditions += [condition for part in value for condition in read_filter(entity, part)]
        elif name == "or":
            conditions.append(AnyOf(tuple(All(read_filter(entity, part)) for part in value)))
        elif name == "not":
            conditions.append(Not(All(read_filter(entity, value))))
        else:
            conditions += _read_field(entity, name, value)
    return tuple(conditions)


def _read_field(entity: ObjectType, name: str, given: Structure) -> list[Condition]:
    condition = entity.catalog.conditions.get(entity.name, {}).get(name)
    if condition is not None:
        return [_has(condition.values, "has", given[condition.key])]
    field = entity.fields.get(name)
    if isinstance(field, RelationField):
        if field.shape == "one":
            return [_related(entity, field, "some", given)]
        return [
            _related(entity, field, quantifier, part)
            for quantifier, part in given.items()
            if part is not None
        ]
    if isinstance(field, ValuesField | KeysField):
        return [_has(field, quantifier, part) for quantifier, part in given.items() if part is not None]
    value = entity.value(name)
    if value.scalar is Scalar.JSON:
        return [condition for entry in given for condition in _json(value, entry)]
    return [_compare(value, operator, operand) for operator, operand in given.items()]


def _related(entity: ObjectType, field: RelationField, quantifier: str, given: Structure) -> Condition:
    target = entity.catalog.types[field.target]
    constants = tuple(ColumnIs(column, value) for column, value in field.link.where)
    exists = Exists(field, Rows(target, (*constants, *read_filter(target, given))))
    return Not(exists) if quantifier == "none" else exists


def _has(field: ValuesField | KeysField, quantifier: str, given: Structure) -> Condition:
    many = quantifier != "has"
    return HasValues(
        field,
        Parameter(given, Scalar.STRING, many=True, convert=None if many else _alone),
        quantifier == "hasAll",
    )


def _alone(value: Any) -> list[Any]:
    return [value]


def _json(field: ValueField, entry: Mapping[str, Structure]) -> list[Condition]:
    path = Parameter(entry["path"], Scalar.STRING, read_path, many=True)
    conditions: list[Condition] = []
    for operator, operand in entry.items():
        if operator == "exists" and operand is not None:
            conditions.append(JsonExists(field, path, operand))
        elif operator in {"eq", "ne"}:
            value = Parameter(Constant(None) if operand is None else operand, Scalar.JSON)
            conditions.append(JsonEquals(field, path, value, negated=operator == "ne"))
    return conditions


def read_path(path: str) -> list[str]:
    """`a.b` → `["a", "b"]`; a dot inside a key is written `\\.`."""
    keys = [part.replace("\0", ".") for part in path.replace("\\.", "\0").split(".")]
    if not all(keys):
        raise BadUserInput(f"path is {path!r}; expected keys joined by dots, such as 'address.city'.")
    return keys


def _compare(field: ValueField, operator: str, operand: Structure) -> Condition:
    if operator == "isNull":
        # `isNull: null` asks nothing.
        return All(()) if operand is None else IsNull(field, operand)
    if operand is None:
        if operator in {"eq", "ne"}:
            return IsNull(field, operator == "eq")
        return Never()
    if isinstance(operand, bool):
        # It is part of the plan's key, and a value all the same.
        operand = Constant(operand)
    return Compare(field, operator, Parameter(operand, field.scalar, many=operator in _LISTS))


def read_order(
    entity: ObjectType, given: Structure, default: tuple[tuple[str, bool], ...]
) -> tuple[OrderKey, ...]:
    """`[{field: CREATED_AT, direction: DESC}]` → order keys; the id comes last, in the last key's direction."""
    if given:
        by_name = {constant(column): value for column, value in entity.columns.items()}
        keys = [OrderKey(by_name[item["field"]], item.get("direction") == "DESC") for item in given]
    else:
        keys = [OrderKey(entity.columns[column], descending) for column, descending in default]
    seen: dict[str, OrderKey] = {}
    for key in keys:
        seen.setdefault(key.field.column, key)
    if "id" not in seen:
        descending = keys[-1].descending if keys else False
        seen["id"] = OrderKey(entity.columns["id"], descending)
    return tuple(seen.values())
