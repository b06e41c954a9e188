"""The composition root: settings → database → schema → Starlette."""

import contextlib
from collections.abc import AsyncIterator
from functools import cache, partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.database import Database, open_database
from gateway.domain import ENTITIES, IDENTIFIERS, MEMORIES, MUTATIONS, SEARCH
from gateway.domain.privacy.worker import AnonymizationWorker
from gateway.planner.catalog import Catalog
from gateway.schema.build import Schema, build_schema
from gateway.settings import Settings
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.health import health_routes
from gateway.web.page import graphiql_page, routes
from gateway.web.pipeline import GraphQLPipeline
from gateway.web.tokens import TokenReader, is_open


@cache
def make_catalog() -> Catalog:
    """Everything that can be read. The same for all that ask."""
    return Catalog(ENTITIES, search=SEARCH, identifiers=IDENTIFIERS, memories=MEMORIES)


@cache
def make_schema() -> Schema:
    """The schema of the product. The same for all that ask."""
    return build_schema(make_catalog(), MUTATIONS)


def make_app(settings: Settings, database: Database | None = None) -> Starlette:
    """The whole server. It connects when it starts and disconnects when it stops."""
    schema = make_schema()
    database = database or open_database(settings)
    pipeline = GraphQLPipeline(schema, make_catalog(), database, settings)
    sdl = schema.sdl()

    async def show_sdl(_: Request) -> Response:
        return PlainTextResponse(sdl, media_type="text/plain")

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.open()
        worker = AnonymizationWorker(database, settings)
        worker.start()
        try:
            yield
        finally:
            await worker.stop()
            await database.close()

    page = partial(graphiql_page, development=is_open(settings))
    endpoint = GraphQLEndpoint(
        pipeline, TokenReader(settings).read, settings, page if settings.graphiql else None
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
