"""An anonymization that begins between the reading and the writing of an act: nothing is written for the person."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.util import await_only

from gateway.database import Database, Transaction, open_database
from gateway.domain import rows
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.errors import Rejected
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.view import table_of
from gateway.viewer import Environment, Role, Viewer
from tests.databases import migrate

STAFF = Viewer(Role.INTEGRATION, Environment.LIVE)


def add_customer(transaction: Transaction, settings: Settings) -> str:
    values = {"last_name": "Lovelace", "status": "PROSPECT", "total_orders_count": 0}
    values |= {"preferred_language": "en", "preferred_contact_method": "EMAIL", "is_validated_names": False}
    return str(rows.add(Act(transaction, STAFF, settings), Customer, values)["id"])


async def begin(database: Database, customer: str, status: str) -> None:
    changed = update(table_of(Customer)).where(table_of(Customer).c.id == customer)
    values = {"anonymization_status": status}
    await database.write(lambda transaction: transaction.execute(changed.values(values)))


@pytest.mark.parametrize("status", ["STARTED", "COMPLETED"])
@pytest.mark.parametrize("is_open", [False, True], ids=["one statement", "a transaction"])
async def test_an_act_that_read_before_an_anonymization_began_writes_nothing(
    postgres_url: str, tmp_path: Path, status: str, is_open: bool
) -> None:
    """SQLite has one writer: there nothing can begin meanwhile."""
    await asyncio.to_thread(migrate, postgres_url)
    settings = Settings(database_url=postgres_url, data_directory=tmp_path)
    one, other = open_database(settings), open_database(settings)
    await one.open()
    await other.open()
    customer = await one.write(lambda transaction: add_customer(transaction, settings))
    loop, attempts = asyncio.get_running_loop(), 0

    def work(transaction: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        act = Act(transaction, STAFF, settings)
        rows.find(act, Customer, customer)
        if is_open:
            transaction.lock("anything")
        if attempts == 1:
            await_only(loop.create_task(begin(other, customer, status)))
        values: Any = {"customer_id": customer, "city": "London", "is_primary": True, "business": False}
        rows.add(act, CustomerAddress, values)

    with pytest.raises(Rejected, match="anonymized"):
        await one.write(work)
    assert attempts == 2
    counted = select(func.count().label("n")).select_from(table_of(CustomerAddress))
    assert await one.write(lambda transaction: transaction.fetch(counted)) == [{"n": 0}]
    await one.close()
    await other.close()
