"""Importing in tests: documents in, summary, refusals and rows out."""

import io
import json
from typing import Any

from sqlalchemy import Table, select

from gateway.database import Database
from gateway.domain.customers.model import Customer, CustomerSearchTerm, CustomerTag
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.events.event import EventStore
from gateway.sources import source_named
from gateway.sources.importer import import_records
from gateway.sources.reader import read_records
from gateway.sources.refusal import Refusal
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.view import table_of
from gateway.viewer import Environment

Row = dict[str, Any]


class Imports:
    """An import into one database."""

    def __init__(self, database: Database, policy: Policy = DEFAULT) -> None:
        self.database = database
        self.policy = policy
        self.refusals: list[Refusal] = []

    async def take(
        self, system: str, *documents: Any, environment: Environment = Environment.LIVE
    ) -> Summary:
        """Imports documents as JSON Lines."""
        lines = "\n".join(json.dumps(document) for document in documents)
        return await self.take_bytes(system, lines.encode(), environment=environment)

    async def take_bytes(
        self, system: str, data: bytes, *, environment: Environment = Environment.LIVE, file: str = "a.json"
    ) -> Summary:
        source = source_named(system)
        return await import_records(
            self.database,
            source,
            read_records(source, file, io.BytesIO(data)),
            environment=environment,
            report=self.refusals.append,
            progress=lambda _: None,
            policy=self.policy,
        )

    async def rows(self, entity: type[Entity]) -> list[Row]:
        """All rows of a table, in the order in which they were made."""
        return await self.rows_of(table_of(entity), "id")

    async def rows_of(self, table: Table, order: str) -> list[Row]:
        statement = select(table).order_by(table.c[order])
        return await self.database.write(lambda transaction: transaction.fetch(statement))

    async def customer(self) -> Row:
        """The only customer."""
        (row,) = await self.rows(Customer)
        return row

    async def tags(self) -> list[str]:
        return [row["name"] for row in await self.rows_of(table_of(CustomerTag), "position")]

    async def events(self) -> list[Row]:
        return await self.rows_of(table_of(EventStore), "position")

    async def records(self, kind: str | None = None) -> list[Row]:
        rows = await self.rows(SourceRecord)
        return [row for row in rows if kind in (None, row["kind"])]

    async def terms(self) -> set[str]:
        return {row["term"] for row in await self.rows_of(table_of(CustomerSearchTerm), "term")}

    async def change(self, entity: type[Entity], row_id: str, **values: Any) -> None:
        """Changes a row as if by other hands."""
        await self.database.write(lambda transaction: transaction.update(entity, row_id, values))

    async def everything(self, *entities: type[Entity]) -> dict[str, list[Row]]:
        """All rows of several tables, to see that nothing changed."""
        return {entity.__name__: await self.rows(entity) for entity in entities}
