"""The composition root: settings → database → schema → Starlette."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.database import Database, open_database
from gateway.domain import ENTITIES, IDENTIFIERS, MUTATIONS, SEARCH
from gateway.planner.catalog import Catalog
from gateway.schema.build import Schema, build_schema
from gateway.settings import Settings
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.health import health_routes
from gateway.web.page import graphiql_page, routes
from gateway.web.pipeline import GraphQLPipeline
from gateway.web.tokens import TokenReader


def make_catalog() -> Catalog:
    """Everything that can be read."""
    return Catalog(ENTITIES, search=SEARCH, identifiers=IDENTIFIERS)


def make_schema(catalog: Catalog | None = None) -> Schema:
    """The schema of the product."""
    return build_schema(catalog or make_catalog(), MUTATIONS)


def make_app(settings: Settings, database: Database | None = None) -> Starlette:
    """The whole server. It connects when it starts and disconnects when it stops."""
    catalog = make_catalog()
    schema = make_schema(catalog)
    database = database or open_database(settings)
    pipeline = GraphQLPipeline(schema, catalog, database, settings)
    sdl = schema.sdl()

    async def show_sdl(_: Request) -> Response:
        return PlainTextResponse(sdl, media_type="text/plain")

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await database.close()

    endpoint = GraphQLEndpoint(
        pipeline, TokenReader(settings).read, settings, graphiql_page if settings.graphiql else None
    )
    return Starlette(
        routes=[
            Route("/graphql", endpoint),
            Route("/schema.graphql", show_sdl),
            *health_routes(database.ready),
            *routes(),
        ],
        lifespan=lifespan,
    )
