"""A pipeline over the toy's rows, and what it sent to the database."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from gateway.database import Database, open_database
from gateway.planner.catalog import Catalog
from gateway.schema.build import Schema, build_schema
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from gateway.web.operation import Answer, OperationRequest
from gateway.web.pipeline import GraphQLPipeline
from tests.planner.seal import SEAL
from tests.planner.toy import Customer, Shop, make_catalog
from tests.planner.toy_rows import ADA, BAKERY, BYRON, CINEMA, identify

CATALOG: Catalog = make_catalog()
SCHEMA: Schema = build_schema(CATALOG)

STAFF = Viewer(Role.INTEGRATION, Environment.LIVE)
TEST_STAFF = Viewer(Role.INTEGRATION, Environment.TEST)
CUSTOMER = Viewer(
    Role.CUSTOMER,
    Environment.LIVE,
    owner_id=identify(Customer, ADA),
    application_id="app",
    market_ids=(identify(Shop, CINEMA), identify(Shop, BAKERY)),
    custom_claim={"tier": "gold", "limits": [1, 2.5, None]},
)
FORMER = replace(CUSTOMER, owner_id=identify(Customer, BYRON))
"""Byron, who is a part of Ada now."""
GUEST = Viewer(Role.GUEST, Environment.LIVE)
NOBODY = Viewer(Role.NOBODY, Environment.LIVE)

VIEWERS = {
    "staff": STAFF,
    "test": TEST_STAFF,
    "customer": CUSTOMER,
    "former": FORMER,
    "guest": GUEST,
    "nobody": NOBODY,
}


@dataclass
class Asked:
    """A pipeline whose statements are written down."""

    pipeline: GraphQLPipeline
    sent: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    async def answer(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        viewer: Viewer = STAFF,
        operation: str | None = None,
    ) -> Answer:
        return await self.pipeline.answer(OperationRequest(query, operation, variables), viewer)

    async def whole(
        self, query: str, variables: Mapping[str, Any] | None = None, viewer: Viewer = STAFF
    ) -> dict[str, Any]:
        """The whole response."""
        response: dict[str, Any] = orjson.loads((await self.answer(query, variables, viewer)).body)
        return response

    async def data(
        self, query: str, variables: Mapping[str, Any] | None = None, viewer: Viewer = STAFF
    ) -> Any:
        """The data of an answer without errors."""
        response = await self.whole(query, variables, viewer)
        assert "errors" not in response, response["errors"]
        return response["data"]

    async def code(
        self, query: str, variables: Mapping[str, Any] | None = None, viewer: Viewer = STAFF
    ) -> str:
        """The code of the only error of an answer that has no data but nulls."""
        response = await self.whole(query, variables, viewer)
        assert not any((response.get("data") or {}).values()), response
        (error,) = response["errors"]
        code: str = error["extensions"]["code"]
        return code

    @property
    def statements(self) -> list[str]:
        return [sql for sql, _ in self.sent]


@asynccontextmanager
async def asking(url: str, **settings: Any) -> AsyncIterator[Asked]:
    """A pipeline over a filled database."""
    configured = Settings(database_url=url, **{"reader_connections": 1, **settings})
    database = open_database(configured)
    database.seal = SEAL
    asked = Asked(GraphQLPipeline(SCHEMA, CATALOG, database, configured))
    _write_down(database, asked)
    await database.open()
    try:
        yield asked
    finally:
        await database.close()


def _write_down(database: Database, asked: Asked) -> None:
    read = database.read

    async def read_and_write_down(sql: str, arguments: Sequence[Any]) -> str | None:
        asked.sent.append((sql, tuple(arguments)))
        return await read(sql, arguments)

    setattr(database, "read", read_and_write_down)  # noqa: B010 (a method is not assigned to)
