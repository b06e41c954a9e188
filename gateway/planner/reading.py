"""A document while it is read: fragments, @skip and @include are resolved here, by the request's variables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
)
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from gateway.errors import BadUserInput
from gateway.planner.arguments import Structure, Variables, read_arguments
from gateway.planner.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Reading:
    """What a selection is read against: the schema, the document's fragments, the request's variables."""

    schema: GraphQLSchema
    catalog: Catalog
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Variables

    def collect(self, type_name: str, nodes: tuple[FieldNode, ...]) -> dict[str, tuple[FieldNode, ...]]:
        """The fields below `nodes` that apply to a concrete type, by response key, in the order asked for."""
        collected: dict[str, list[FieldNode]] = {}
        for node in nodes:
            if node.selection_set:
                for field in self._fields(type_name, node.selection_set, set()):
                    key = field.alias.value if field.alias else field.name.value
                    collected.setdefault(key, []).append(field)
        return {key: tuple(fields) for key, fields in collected.items()}

    def _fields(self, type_name: str, selections: SelectionSetNode, visited: set[str]) -> Iterator[FieldNode]:
        for selection in selections.selections:
            if not self._is_included(selection):
                continue
            if isinstance(selection, FieldNode):
                yield selection
                continue
            if isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in visited:
                    continue
                visited.add(name)
                fragment: Any = self.fragments[name]
            else:
                fragment = selection
            condition = fragment.type_condition
            if condition is None or self._applies(type_name, condition.name.value):
                yield from self._fields(type_name, fragment.selection_set, visited)

    def _is_included(self, node: Any) -> bool:
        if not node.directives:
            return True
        values: Any = self.variables.values
        skip = directive_values(GraphQLSkipDirective, node, values)
        include = directive_values(GraphQLIncludeDirective, node, values)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, type_name: str, condition: str) -> bool:
        if condition == type_name:
            return True
        abstract = self.schema.get_type(condition)
        concrete = self.schema.get_type(type_name)
        return (
            isinstance(abstract, GraphQLInterfaceType)
            and isinstance(concrete, GraphQLObjectType)
            and self.schema.is_sub_type(abstract, concrete)
        )

    def arguments(self, type_name: str, node: FieldNode) -> dict[str, Structure]:
        type_: Any = self.schema.get_type(type_name)
        return read_arguments(type_.fields[node.name.value].args, node, self.variables)


def directive_values(directive: Any, node: Any, values: Any) -> Mapping[str, Any] | None:
    """The arguments of a directive on a node, or None when it is not there."""
    for given in node.directives:
        if given.name.value == directive.name:
            (argument,) = given.arguments
            name = getattr(getattr(argument.value, "name", None), "value", None)
            value = values[name] if name is not None else argument.value.value
            if value is None:
                raise BadUserInput(f"${name} is null; expected true or false.", variable=name)
            return {"if": value}
    return None


def name_of(nodes: tuple[FieldNode, ...]) -> str:
    return nodes[0].name.value
