"""A schema of a few types and a pipeline of the door's own stages with graphql-core behind them."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute,
    validate,
)
from graphql.execution.values import get_variable_values

from gateway.errors import Forbidden, RequestError
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.failures import Failures
from gateway.web.limits import analyse, check_cost, check_variables, parse_document
from gateway.web.operation import Answer, OperationRequest

CANARY = "canary-sqlite-Traceback"

SDL = """
interface Node { id: ID! }
enum Flavour { VANILLA CHOCOLATE }
input Wish { flavour: Flavour, colours: [String!] }

type Order implements Node {
  id: ID!
  number: String
  customer: Customer
  lines(first: Int, last: Int): LineConnection!
}
type OrderConnection { edges: [OrderEdge!]! nodes: [Order!]! totalCount: Int! }
type OrderEdge { node: Order! }
type Line { sku: String order: Order }
type LineConnection { nodes: [Line!]! }
type Customer implements Node {
  id: ID!
  name: String
  parent: Customer
  orders(first: Int, last: Int): OrderConnection!
}
type CustomerConnection { edges: [CustomerEdge!]! nodes: [Customer!]! }
type CustomerEdge { node: Customer! }

type Query {
  hello(name: String, wish: Wish): String
  number: Int
  wrongNumber: Int
  broken: String
  required: String!
  forbidden: String
  customer: Customer
  customers(first: Int, last: Int): CustomerConnection!
  orders(first: Int = 50): OrderConnection!
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  size(value: Int, values: [Int!], flavour: Flavour): Int
}
type Mutation { greet: String a: String b: String c: String }
"""

NOBODY = Viewer(Role.NOBODY, Environment.LIVE)


def make_schema() -> GraphQLSchema:
    return build_schema(SDL)


@dataclass
class ToyPipeline:
    """Counts the resolvers that it calls, so that a test can see that a refusal came before them."""

    settings: Settings = field(default_factory=Settings)
    schema: GraphQLSchema = field(default_factory=make_schema)
    calls: list[str] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.failures = Failures(self.settings)
        for root in (self.schema.query_type, self.schema.mutation_type):
            assert isinstance(root, GraphQLObjectType)
            for name, definition in root.fields.items():
                self._attach(name, definition)

    def _attach(self, name: str, definition: GraphQLField) -> None:
        def resolve(_: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
            self.calls.append(name)
            return _resolve(name, arguments)

        definition.resolve = resolve

    async def answer(self, request: OperationRequest, viewer: Viewer) -> Answer:
        self.viewers.append(viewer)
        settings = self.settings
        variables = request.variables or {}
        try:
            document = parse_document(request.query, settings)
            analysis = analyse(document, request.operation_name, self.schema, settings)
            errors = validate(self.schema, document)
            if errors:
                return self.failures.request_error(errors)
            check_variables(variables, settings)
            check_cost(analysis, variables, settings)
        except RequestError as error:
            return self.failures.request_error([error])
        operation = analysis.operation
        if operation is None:
            return self.failures.request_error([GraphQLError("Which operation?")])
        if request.read_only and operation.operation.value != "query":
            return self.failures.not_allowed_over_get()
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            return self.failures.request_error(coerced, "BAD_USER_INPUT")
        result = execute(
            self.schema, document, variable_values=dict(variables), operation_name=request.operation_name
        )
        assert isinstance(result, ExecutionResult)
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [self.failures.format(error) for error in result.errors]
        return Answer(orjson.dumps(body), has_data=True)


def _resolve(name: str, arguments: dict[str, Any]) -> Any:
    if name in {"broken", "required"}:
        raise RuntimeError(CANARY)
    if name == "forbidden":
        raise Forbidden("Not for you.")
    if name == "wrongNumber":
        return CANARY
    if name == "hello":
        return f"Hello, {arguments.get('name', 'world')}!"
    return None
