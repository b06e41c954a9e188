"""The composition root: settings → database → schema → Starlette."""

import contextlib
from collections.abc import AsyncIterator
from functools import cache, partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.database import Database, load_seal, open_database
from gateway.domain import ALIASES, ENTITIES, IDENTIFIERS, MEMORIES, MUTATIONS, SEARCH
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.privacy.worker import AnonymizationWorker
from gateway.planner.catalog import Catalog
from gateway.schema.build import Schema, build_schema
from gateway.settings import Settings
from gateway.sources.explaining import ADDRESS_TOLD, CONDITIONS, explained_by
from gateway.sources.explaining.following import follow_act
from gateway.sources.explaining.mutations import MUTATIONS as EXPLAINING_MUTATIONS
from gateway.sources.giving import TOLD
from gateway.sources.identity import MUTATIONS as IDENTITY_MUTATIONS
from gateway.sources.webhooks.worker import WebhookWorker
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.health import health_routes
from gateway.web.page import graphiql_page, routes
from gateway.web.pipeline import GraphQLPipeline
from gateway.web.tokens import TokenReader, is_open
from gateway.web.webhooks import WebhookEndpoint


@cache
def make_catalog(survivorship_file: Path | None = None) -> Catalog:
    """Everything that can be read, explained by one policy. The same for all that ask."""
    return Catalog(
        ENTITIES,
        search=SEARCH,
        identifiers=IDENTIFIERS,
        memories=MEMORIES,
        aliases=ALIASES,
        told={Customer: {**explained_by(survivorship_file), **TOLD}, CustomerAddress: ADDRESS_TOLD},
        conditions={Customer: CONDITIONS},
    )


@cache
def make_schema(survivorship_file: Path | None = None) -> Schema:
    """The schema of the product. The same for all that ask."""
    mutations = (*MUTATIONS, *IDENTITY_MUTATIONS, *EXPLAINING_MUTATIONS)
    return build_schema(make_catalog(survivorship_file), mutations)


def make_app(settings: Settings, database: Database | None = None) -> Starlette:
    """The whole server. It connects when it starts and disconnects when it stops."""
    schema = make_schema(settings.survivorship_file)
    database = database or open_database(settings)
    catalog = make_catalog(settings.survivorship_file)
    pipeline = GraphQLPipeline(schema, catalog, database, settings, follow_act)
    webhooks = WebhookWorker(database, settings)
    sdl = schema.sdl()

    async def show_sdl(_: Request) -> Response:
        return PlainTextResponse(sdl, media_type="text/plain")

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.open()
        await load_seal(database)
        worker = AnonymizationWorker(database, settings)
        worker.start()
        webhooks.start()
        try:
            yield
        finally:
            await webhooks.stop()
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
            Route("/webhooks/{system}", WebhookEndpoint(database, settings, webhooks.wake)),
            *health_routes(database.ready),
            *routes(),
        ],
        lifespan=lifespan,
    )
