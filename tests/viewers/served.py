"""The whole server without a network, asked by anybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import ASGIApp

from gateway.database import Database
from gateway.settings import Settings
from gateway.viewer import Environment
from gateway.web.tokens import issue_token
from tests.web.asgi import JSON_BODY, Reply, call

SECRET = "a secret of more than thirty-two bytes"


Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Seeded:
    """A filled database, and what is in it."""

    settings: Settings
    rows: Rows


@dataclass
class Served:
    app: ASGIApp
    settings: Settings
    database: Database
    rows: Rows
    """Type → its live rows."""
    sent: list[str] = field(default_factory=list)
    """Statements of the reads."""

    def __post_init__(self) -> None:
        read = self.database.read

        async def read_and_write_down(sql: str, arguments: Sequence[Any]) -> str | None:
            self.sent.append(sql)
            return await read(sql, arguments)

        setattr(self.database, "read", read_and_write_down)  # noqa: B010 (a method is not assigned to)

    def token(self, role: str, customer: str | None = None, environment: str = "LIVE", **given: Any) -> str:
        return issue_token(
            self.settings, role, customer_id=customer, environment=Environment(environment), **given
        )

    async def reply(
        self, query: str, token: str | None = None, accept: str = "application/json", **variables: Any
    ) -> Reply:
        headers = [JSON_BODY, ("accept", accept)]
        if token is not None:
            headers.append(("authorization", f"Bearer {token}"))
        return await call(self.app, orjson.dumps({"query": query, "variables": variables}), headers=headers)

    async def ask(self, query: str, token: str | None = None, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = (await self.reply(query, token, **variables)).json
        assert "errors" not in answer, answer["errors"]
        return answer["data"]
