"""Starlette with one route for each answer: `POST /Customer` with the variables as its body."""

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import orjson
from sqlalchemy import make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.handwritten.customers import Answer, Customers, answers_of
from benchmarks.handwritten.postgresql import PooledPostgresCustomers
from benchmarks.handwritten.schema_answer import read_schema_answer
from benchmarks.handwritten.sqlite import PooledSqliteCustomers


def application() -> Starlette:
    """The app on the database that GATEWAY_DATABASE_URL names."""
    return make_app(os.environ["GATEWAY_DATABASE_URL"], read_schema_answer())


def make_app(database_url: str, schema_answer: bytes) -> Starlette:
    customers = open_customers(database_url)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await customers.open()
        yield
        await customers.close()

    async def introspect(_: Request) -> Response:
        return Response(schema_answer, media_type="application/json")

    routes = [
        Route(f"/{name}", _endpoint(answer), methods=["POST"])
        for name, answer in answers_of(customers).items()
    ]
    routes.append(Route("/IntrospectionQuery", introspect, methods=["POST"]))
    return Starlette(routes=routes, lifespan=lifespan)


def open_customers(database_url: str) -> Customers:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return PooledSqliteCustomers(Path(str(url.database)))
    return PooledPostgresCustomers(database_url)


def _endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        given = orjson.loads(await request.body())
        return Response(await answer(given), media_type="application/json")

    return respond
