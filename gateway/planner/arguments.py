"""Arguments of a document → their structure, with parameters where values will be.

`{firstName: {eq: $name}, or: $more}` → `{"firstName": {"eq": FromVariable("name")}, "or": […]}`.
What shapes the statement (which keys are there, order fields, Booleans) is in the structure and in the plan's key; what
does not (texts, numbers, instants) stays a parameter, so that one statement serves every value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    coerce_input_literal,
    get_named_type,
)
from graphql.execution.values import VariableValues

from gateway.errors import BadUserInput
from gateway.identifier import prefix_of
from gateway.planner.parameters import Constant, FromLiteral, FromVariable

STRUCTURAL_SUFFIXES = ("OrderField", "OrderDirection")
"""Enumerations whose value is part of the statement, not of its parameters."""

Structure = Any
"""None, a bool, a name, a Source (a value to come), or a dict or list of those."""


@dataclass(frozen=True, slots=True)
class Variables:
    """The coerced variables of a request and the declared type of each."""

    coerced: VariableValues
    types: Mapping[str, GraphQLInputType]

    @property
    def values(self) -> Mapping[str, Any]:
        return self.coerced.coerced

    def shape(self, prefixes: Iterable[str]) -> tuple[Any, ...]:
        """What of the variables shapes the statement: the variables' part of a plan's key."""
        known = frozenset(prefixes)
        return tuple(
            (name, _shape(self.values.get(name, Undefined), type_, known))
            for name, type_ in self.types.items()
        )


def _shape(value: Any, type_: GraphQLInputType, prefixes: frozenset[str]) -> Any:
    if value is None or value is Undefined:
        return value
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(type_, GraphQLList):
        if isinstance(get_named_type(type_), GraphQLInputObjectType) or is_structural(get_named_type(type_)):
            return tuple(_shape(item, type_.of_type, prefixes) for item in value)
        if get_named_type(type_).name == "ID":
            return tuple(sorted({prefix for item in value if (prefix := prefix_of(str(item))) in prefixes}))
        return "list"
    if isinstance(type_, GraphQLInputObjectType):
        return tuple(
            (name, _shape(value[name], field.type, prefixes))
            for name, field in type_.fields.items()
            if name in value
        )
    if is_structural(type_):
        return _plain(value)
    if type_.name == "ID":
        prefix = prefix_of(str(value))
        return prefix if prefix in prefixes else "value"
    # A search for nothing is none.
    return "blank" if isinstance(value, str) and not value.strip() else "value"


def is_structural(type_: Any) -> bool:
    """Whether a type's value is part of the statement."""
    if isinstance(type_, GraphQLEnumType):
        return type_.name.endswith(STRUCTURAL_SUFFIXES)
    return getattr(type_, "name", None) == "Boolean"


def read_arguments(
    definitions: Mapping[str, GraphQLArgument], node: FieldNode, variables: Variables
) -> dict[str, Structure]:
    """The arguments that a field was given (or has by default), as structure with parameters."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    arguments: dict[str, Structure] = {}
    for name, definition in definitions.items():
        value = _read(given[name], definition.type, variables) if name in given else Undefined
        if value is Undefined and definition.default_value is not Undefined:
            value = Constant(definition.default_value)
        if value is not Undefined:
            arguments[name] = value
    return arguments


def _read(node: ValueNode, type_: GraphQLInputType, variables: Variables) -> Structure:
    if isinstance(node, VariableNode):
        name = node.name.value
        value = variables.values.get(name, Undefined)
        if value is None and isinstance(type_, GraphQLNonNull):
            # A variable with a default may be null by its own type.
            raise BadUserInput(f"${name} is null; expected a value of the type {type_}.", variable=name)
        return value if value is Undefined else _from_variable(value, type_, name, ())
    if isinstance(node, NullValueNode):
        return None
    if isinstance(type_, GraphQLNonNull):
        return _read(node, type_.of_type, variables)
    if isinstance(type_, GraphQLList):
        if _is_structured(type_):
            items = node.values if isinstance(node, ListValueNode) else (node,)
            return [_read(item, type_.of_type, variables) for item in items]
        return _literal(node, type_)
    if isinstance(type_, GraphQLInputObjectType):
        assert isinstance(node, ObjectValueNode)  # noqa: S101 (the document is validated)
        given = {field.name.value: field.value for field in node.fields}
        read = {
            name: _read(given[name], field.type, variables)
            for name, field in type_.fields.items()
            if name in given
        }
        return {name: value for name, value in read.items() if value is not Undefined}
    if is_structural(type_):
        return _plain(coerce_input_literal(node, type_))
    return _literal(node, type_)


def _from_variable(value: Any, type_: GraphQLInputType, name: str, path: tuple[str | int, ...]) -> Structure:
    if value is None:
        return None
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(type_, GraphQLList) and _is_structured(type_):
        return [_from_variable(item, type_.of_type, name, (*path, index)) for index, item in enumerate(value)]
    if isinstance(type_, GraphQLInputObjectType):
        return {
            key: _from_variable(value[key], field.type, name, (*path, key))
            for key, field in type_.fields.items()
            if key in value
        }
    return _plain(value) if is_structural(type_) else FromVariable(name, path)


def _is_structured(type_: GraphQLInputType) -> bool:
    named = get_named_type(type_)
    return isinstance(named, GraphQLInputObjectType) or is_structural(named)


def _literal(node: ValueNode, type_: GraphQLInputType) -> Constant | FromLiteral:
    """A literal without variables is known now; `[$a, $b]` only when a request brings them."""
    if _has_variables(node):
        return FromLiteral(node, type_)
    return Constant(coerce_input_literal(node, type_))


def coerce_with_variables(node: ValueNode, type_: GraphQLInputType, variables: VariableValues | None) -> Any:
    """A literal with variables inside → its value; inside JSON, a key whose variable is not given is not there.

    Raises:
        BadUserInput: a variable is null where that is not allowed.
    """
    value = coerce_input_literal(node, type_, variables)
    if value is Undefined:
        raise BadUserInput(f"A variable inside a value of the type {type_} is null; expected a value.")
    return _defined(value)


def _defined(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _defined(item) for key, item in value.items() if item is not Undefined}
    if isinstance(value, list):
        return [None if item is Undefined else _defined(item) for item in value]
    return value


def is_blank(text: Structure, variables: Variables) -> bool:
    """Whether an argument that is a text holds nothing but spaces, or is null."""
    if isinstance(text, FromVariable):
        text = Constant(variables.values[text.name])
    value = text.value if isinstance(text, Constant) else text
    return value is None or (isinstance(value, str) and not value.strip())


def _has_variables(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(_has_variables(item) for item in node.values)
    if isinstance(node, ObjectValueNode):
        return any(_has_variables(field.value) for field in node.fields)
    return isinstance(node, VariableNode)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
