"""What is kept for a time only goes when its time is over, and not before."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from gateway.database import open_database
from gateway.domain.customers.model import Customer
from gateway.domain.customers.model.accounts import ATTEMPTS, PASSWORD_RESETS
from gateway.domain.retention import forget_expired
from gateway.events.idempotency import KEYS
from gateway.settings import Settings
from tests.databases import connected, migrate
from tests.rows import row, store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = {"environment": "LIVE", "principal": "open", "mutation": "customerCreate", "digest": "d"}


def fill(connection: Connection) -> None:
    """Of each kind one that is over by a second and one that is not."""
    second = timedelta(seconds=1)
    for name, age in (("old", timedelta(hours=24) + second), ("new", timedelta(hours=24) - second)):
        connection.execute(insert(KEYS).values(**KEY, key=name, created_at=NOW - age))
    for name, age in (("old", timedelta(minutes=15) + second), ("new", timedelta(minutes=15) - second)):
        values = {"environment": "LIVE", "subject": name, "started_at": NOW - age, "count": 3}
        connection.execute(insert(ATTEMPTS).values(values))
    for name, expires_at in (("old", NOW - second), ("new", NOW + second)):
        given = {"preferred_language": "en", "preferred_contact_method": "EMAIL", "is_validated_names": False}
        store(connection, Customer, row(Customer, id=f"cus_{name}", status="PROSPECT", **given))
        token = {"customer_id": f"cus_{name}", "token_digest": name, "expires_at": expires_at}
        connection.execute(insert(PASSWORD_RESETS).values(token))


def left(connection: Connection) -> list[list[Any]]:
    columns = (KEYS.c.key, ATTEMPTS.c.subject, PASSWORD_RESETS.c.customer_id)
    return [list(connection.execute(select(column)).scalars()) for column in columns]


async def forget(url: str) -> None:
    database = open_database(Settings(database_url=url))
    await database.open()
    try:
        await database.write(lambda transaction: forget_expired(transaction, NOW))
    finally:
        await database.close()


def test_what_is_over_goes_and_what_is_not_stays(database_url: str) -> None:
    migrate(database_url)
    connected(database_url, fill)
    asyncio.run(forget(database_url))
    assert connected(database_url, left) == [["new"], ["new"], ["cus_new"]]
