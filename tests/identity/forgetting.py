"""Forgetting somebody in tests, and what is left then."""

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from gateway.database import Database
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.events.erasure import EVENTS
from gateway.settings import Settings
from gateway.sources.removal import remove_record
from tests.app.client import Gateway
from tests.sources.imports import Imports


async def rows_of(database: Database, name: str) -> list[dict[str, Any]]:
    table = SQLModel.metadata.tables[name]
    return await database.write(lambda transaction: transaction.fetch(select(table)))


async def events_of(database: Database, customer_id: str) -> list[dict[str, Any]]:
    mine = select(EVENTS).where(EVENTS.c.customer_id == customer_id).order_by(EVENTS.c.position)
    return await database.write(lambda transaction: transaction.fetch(mine))


async def forget(gateway: Gateway, database: Database, settings: Settings, customer_id: str) -> None:
    assert gateway.act("customerRequestAnonymization", id=customer_id)["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == 1


async def remove(database: Database, imports: Imports, system: str) -> None:
    """As if the system had told that its customer is no more."""
    (record,) = (row["id"] for row in await imports.records("customer") if row["system"] == system)
    await database.write(lambda transaction: remove_record(transaction, record, imports.policy))
