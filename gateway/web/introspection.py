"""Questions about the schema itself, answered by graphql-core; once, when no variable is in them."""

from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    execute,
    visit,
)

from gateway.web.compiler import Compiled
from gateway.web.operation import OperationRequest
from gateway.web.steps import Introspect


def read_introspection(compiled: Compiled, key: str, nodes: tuple[FieldNode, ...]) -> Introspect:
    whole = compiled.operation
    alone = OperationDefinitionNode(
        operation=whole.operation,
        name=whole.name,
        variable_definitions=whole.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=nodes),
    )
    finder = _VariableFinder()
    for node in (*nodes, *compiled.fragments.values()):
        visit(node, finder)
    return Introspect(key, DocumentNode(definitions=(alone, *compiled.fragments.values())), finder.found)


def answer_introspection(step: Introspect, request: OperationRequest, schema: GraphQLSchema) -> str:
    """The text of one root field."""
    if step.key not in step.known:
        result: Any = execute(schema, step.document, variable_values=dict(request.variables or {}))
        if result.errors:
            raise result.errors[0]
        text = orjson.dumps(result.data[step.key]).decode()
        if step.has_variables:
            return text
        step.known[step.key] = text
    return step.known[step.key]


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, _: VariableNode, *__: Any) -> None:
        self.found = True
