"""The bare app: ASGI, the hand-written statements, and nothing else. It is the ceiling, for the record."""

import os
from pathlib import Path

import orjson
from sqlalchemy import make_url
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.handwritten.customers import Customers, answers_of
from benchmarks.handwritten.postgresql import PooledPostgresCustomers
from benchmarks.handwritten.schema_answer import read_schema_answer
from benchmarks.handwritten.sqlite import DirectSqliteCustomers


def application() -> ASGIApp:
    """The app on the database that GATEWAY_DATABASE_URL names."""
    return make_app(os.environ["GATEWAY_DATABASE_URL"], read_schema_answer())


def make_app(database_url: str, schema_answer: bytes) -> ASGIApp:
    customers = _open_customers(database_url)
    answers = {f"/{name}": answer for name, answer in answers_of(customers).items()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(customers, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        answer = answers.get(scope["path"])
        written = (await answer(orjson.loads(body))).encode() if answer else schema_answer
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(written))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": written})

    return app


def _open_customers(database_url: str) -> Customers:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return DirectSqliteCustomers(Path(str(url.database)))
    return PooledPostgresCustomers(database_url)


async def _live(customers: Customers, receive: Receive, send: Send) -> None:
    await receive()
    await customers.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await customers.close()
    await send({"type": "lifespan.shutdown.complete"})
