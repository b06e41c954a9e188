"""Pulls in tests: from a stand-in into a database, with what was refused, waited for and stored."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.records.model import SourceSystem
from gateway.domain.records.pulls import CURSORS
from gateway.entity import Entity
from gateway.sources.importer import import_records
from gateway.sources.pull import pulling
from gateway.sources.pull.client import Limits
from gateway.sources.pull.declaration import Connection
from gateway.sources.pull.pulling import Pull, Pulled
from gateway.sources.refusal import Refusal
from gateway.sources.summary import Summary
from gateway.view import table_of
from gateway.viewer import Environment
from tests.fakes.business import Business
from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.rutter import Rutter
from tests.fakes.standing_in import Fake
from tests.fakes.voucherify import Voucherify

Row = dict[str, Any]

FAST = Limits(connect_timeout=5, read_timeout=5, whole_timeout=20, attempts=4)


def connection_to(
    fake: Fake,
    *resources: str,
    name: str = "main",
    environment: Environment = Environment.LIVE,
    url: str | None = None,
    **secrets: str,
) -> Connection:
    """A connection to a stand-in that is being served, with the secrets that it accepts unless told others."""
    if isinstance(fake, CommerceLayer):
        system, path = SourceSystem.COMMERCE_LAYER, ""
        given = {"client_id": fake.client_id, "client_secret": fake.client_secret}
    elif isinstance(fake, Voucherify):
        system, path = SourceSystem.VOUCHERIFY, ""
        given = {"app_id": fake.app_id, "app_token": fake.app_token}
    elif isinstance(fake, Rutter):
        system, path = SourceSystem.RUTTER, "/versioned"
        given = {
            "client_id": fake.client_id,
            "client_secret": fake.client_secret,
            "access_token": "access-one",
        }
    else:
        assert isinstance(fake, Business)
        system, path = SourceSystem.BUSINESS, "/v1"
        given = {"api_key": fake.api_key}
    return Connection(
        name,
        system,
        (url or fake.url) + path,
        environment,
        resources or ("customers",),
        secrets={key: SecretStr(value) for key, value in (given | secrets).items()},
    )


@dataclass
class Pulls:
    """Pulls into one database."""

    database: Database
    refusals: list[Refusal] = field(default_factory=list)
    advances: list[tuple[str, int]] = field(default_factory=list)
    overlap: timedelta = timedelta(0)

    async def run(
        self, connection: Connection, *, is_full: bool = False, limits: Limits = FAST
    ) -> list[Pulled]:
        pull = Pull(
            self.database,
            connection,
            overlap=self.overlap,
            report=self.refusals.append,
            advance=lambda resource, pages: self.advances.append((resource, pages)),
            is_full=is_full,
            limits=limits,
        )
        return [pulled async for pulled in pull.run()]

    async def cursors(self) -> list[Row]:
        statement = select(CURSORS).order_by(CURSORS.c.system, CURSORS.c.connection, CURSORS.c.resource)
        return await self.database.write(lambda transaction: transaction.fetch(statement))

    async def cursor(self) -> Row:
        """The only one."""
        (row,) = await self.cursors()
        return row

    async def rows(self, entity: type[Entity]) -> list[Row]:
        """All rows of a table, in the order in which they were made."""
        statement = select(table_of(entity)).order_by(table_of(entity).c.id)
        return await self.database.write(lambda transaction: transaction.fetch(statement))

    async def emails(self) -> list[str]:
        return sorted(row["email"] for row in await self.rows(Customer))


class Killed(Exception):
    """As if the process had ended."""


@contextlib.contextmanager
def killed_at(page: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A run that is killed when this page was fetched, and before it is imported."""
    pages: list[int] = []

    async def dying(*given: Any, **named: Any) -> Summary:
        pages.append(1)
        if len(pages) == page:
            raise Killed
        return await import_records(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(pulling, "import_records", dying)
        with pytest.raises(Killed):
            yield


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were asked to be waited; nobody waits."""
    asked: list[float] = []
    really = asyncio.sleep

    async def sleep(seconds: float, result: Any = None) -> Any:
        # Servers of the same process have threads of their own, and beat in them.
        if threading.current_thread() is threading.main_thread() and seconds > 0:
            asked.append(seconds)
            return await really(0, result)
        return await really(seconds, result)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return asked
