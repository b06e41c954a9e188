"""The inbox in tests: deliveries in, time that a test moves on, rows out."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.records.deliveries import DELIVERIES
from gateway.domain.records.model import SourceSystem
from gateway.settings import Settings
from gateway.sources.webhooks.inbox import receive
from gateway.sources.webhooks.processing import DeliveryProcessor
from tests.sources.imports import Imports, Row

START = datetime(2026, 5, 6, 7, 0, tzinfo=UTC)


class Inbox:
    """Deliveries of one database, one second apart unless a test says otherwise."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.at = START
        self.rows = Imports(database)

    async def receive(self, system: str, body: bytes, topic: str | None = None) -> bool:
        self.at += timedelta(seconds=1)
        named = SourceSystem(system.upper())
        return await self.database.write(
            lambda transaction: receive(transaction, named, topic, body.decode(), self.at)
        )

    async def take(self, system: str, body: bytes, topic: str | None = None) -> Row:
        """The delivery after it was worked on."""
        await self.receive(system, body, topic)
        await self.run()
        return (await self.deliveries())[-1]

    def processor(self) -> DeliveryProcessor:
        return DeliveryProcessor(self.database, self.settings, clock=lambda: self.at)

    async def run(self, *, after: timedelta = timedelta()) -> int:
        """Works on what is due by now, or some time later."""
        self.at += after
        return await self.processor().run_due()

    async def deliveries(self) -> list[Row]:
        """All of them, the oldest first."""
        return await self.rows.rows_of(DELIVERIES, "received_at")

    async def outcomes(self) -> list[Any]:
        return [row["outcome"] for row in await self.deliveries()]

    async def emails(self) -> list[Any]:
        return [row["email"] for row in await self.rows.rows(Customer)]

    async def event_kinds(self) -> list[str]:
        return [row["kind"] for row in await self.rows.events()]

    async def customer_of(self, delivery: Row) -> str | None:
        """The customer that a delivery is linked to, by its digest."""
        statement = select(DELIVERIES.c.customer_id).where(DELIVERIES.c.digest == delivery["digest"])
        (row,) = await self.database.write(lambda transaction: transaction.fetch(statement))
        found: str | None = row["customer_id"]
        return found
