"""Strawberry's own ASGI app on the ordinary schema."""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.handwritten.pages import read_seal
from benchmarks.ordinary.loaders import Loaders
from benchmarks.ordinary.schema import SCHEMA
from benchmarks.ordinary.session import Sessionmakers
from gateway.app import make_schema
from gateway.database import Seal


def application() -> Starlette:
    """The app on the database that GATEWAY_DATABASE_URL names."""
    return make_app(os.environ["GATEWAY_DATABASE_URL"])


def make_app(database_url: str) -> Starlette:
    sessionmakers = Sessionmakers(database_url)
    seals: list[Seal] = []

    class OrdinaryGraphQL(GraphQL[Any, Any]):
        async def get_context(
            self, request: Request | WebSocket, response: Response | WebSocket
        ) -> dict[str, Any]:
            return {
                "request": request,
                "response": response,
                "loaders": Loaders(sessionmakers.reading),
                "reading": sessionmakers.reading,
                "writing": sessionmakers.writing,
                "seal": seals[0],
            }

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        seals.append(await read_seal(database_url))
        yield
        await sessionmakers.close()

    return Starlette(
        routes=[
            Route("/introspection", GraphQL[Any, Any](_gateway_schema())),
            Route("/graphql", OrdinaryGraphQL(SCHEMA)),
        ],
        lifespan=lifespan,
    )


def _gateway_schema() -> strawberry.Schema:
    """The gateway's schema as an ordinary one: the ordinary schema is too small to be compared by introspection."""
    schema = make_schema().strawberry
    schema.extensions = (ParserCache, ValidationCache)
    return schema
