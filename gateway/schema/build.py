"""Catalog and mutations → the Strawberry schema."""

from collections.abc import Sequence
from dataclasses import dataclass

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from gateway.planner.catalog import Catalog
from gateway.schema.filters import make_filters, make_input
from gateway.schema.graph import Graph
from gateway.schema.nodes import make_nodes, page_arguments
from gateway.schema.payloads import Mutation, make_mutations
from gateway.schema.scalars import SCALARS


@dataclass(frozen=True, slots=True)
class Schema:
    """The finished schema, as Strawberry and as graphql-core know it."""

    strawberry: strawberry.Schema
    core: GraphQLSchema
    mutations: dict[str, Mutation]

    def sdl(self) -> str:
        """The schema in GraphQL's schema definition language."""
        return self.strawberry.as_str() + "\n"


def build_schema(catalog: Catalog, mutations: Sequence[Mutation] = ()) -> Schema:
    """Everything in the catalog that may be read, and the given acts."""
    graph = Graph(catalog)
    make_nodes(graph)
    make_filters(graph)
    query = _query(graph)
    mutation = make_mutations(graph, mutations) if mutations else None
    made = strawberry.Schema(
        query=query,
        mutation=mutation,
        types=[graph.get(name) for name in catalog.types],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    _mark_one_of(made._schema)  # noqa: SLF001 (the only way to it)
    return Schema(made, made._schema, {act.name: act for act in mutations})  # noqa: SLF001 (the only way to it)


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Strawberry keeps to itself that exactly one field is given; graphql-core's validation must know it too."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            type_.is_one_of = type_.extensions["strawberry-definition"].is_one_of


def _query(graph: Graph) -> type:
    identifier = graph.argument("id", "ID", "The object's id.")
    fields: dict[str, StrawberryField] = {
        "node": graph.field(
            "Node | None", "Any object by its id; null when there is none.", arguments=[identifier]
        ),
        "nodes": graph.field(
            "list[Node | None]",
            "Objects by their ids, in their order; null for an id that has none. At most 100.",
            arguments=[graph.argument("ids", "list[ID]", "The objects' ids.")],
        ),
    }
    for type_ in graph.catalog.types.values():
        if type_.entity.__roots__ is None:
            continue
        one, page = type_.entity.__roots__
        described, arguments = f"One {type_.name} by its id.", [identifier]
        if type_.name in graph.catalog.memories:
            described, arguments = f"{described} {_PAST}", [identifier, _as_of(graph)]
        fields[one] = graph.field(f"{type_.name} | None", described, arguments=arguments)
        if type_.name in graph.catalog.identifiers:
            fields[f"{one}By"] = _by_identifier(graph, type_.name)
        search = type_.name in graph.catalog.search
        fields[page] = graph.field(
            f"{type_.name}Connection",
            f"{type_.name} rows: filtered, ordered, by pages.",
            arguments=page_arguments(graph, type_.name, search=search),
        )
    fields["viewer"] = graph.field("Viewer", "Who asks, as the request's token says.")
    _make_viewer(graph)
    return graph.object("Query", "Everything that can be read.", fields)  # type: ignore[no-any-return]


_PAST = "With `asOf`, as it was then; null when it was not known yet."


def _as_of(graph: Graph) -> StrawberryArgument:
    return graph.argument(
        "asOf",
        "DateTime | None",
        "An instant of the past: own fields, addresses and tags as they were then. For staff only.",
    )


def _by_identifier(graph: Graph, name: str) -> StrawberryField:
    ways = {}
    for way in graph.catalog.identifiers[name]:
        if len(way.columns) > 1:
            input_name = f"{way.name[0].upper()}{way.name[1:]}Identifier"
            make_input(graph, input_name, way.description, way.inputs)
            ways[way.name] = (f"{input_name} | None", way.description)
        else:
            ((annotation, _),) = way.inputs.values()
            ways[way.name] = (f"{annotation} | None", way.description)
    make_input(
        graph, f"{name}Identifier", f"One way to name a {name}; exactly one is given.", ways, one_of=True
    )
    argument = graph.argument("identifier", f"{name}Identifier", f"Which {name}.")
    description = f"The {name} that is named so; null when there is none or more than one, never a guess."
    return graph.field(f"{name} | None", description, arguments=[argument])


def _make_viewer(graph: Graph) -> None:
    fields = {
        "role": graph.field(
            "str", "What the viewer is: integration, user, webapp, customer, guest, open or nobody."
        ),
        "environment": graph.field("Environment", "The environment whose records the viewer meets."),
        "ownerId": graph.field("ID | None", "Id of the customer or user that owns the token."),
        "applicationId": graph.field("ID | None", "Id of the application that the token was issued to."),
        "customClaim": graph.field("JSON | None", "The token's custom claim."),
    }
    if "Customer" in graph.catalog.types:
        fields["customer"] = graph.field("Customer | None", "The customer that owns the token.")
    graph.object("Viewer", "Who asks, as the request's token says.", fields)
