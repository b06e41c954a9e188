"""What an import brought is undone as well as what the gateway wrote."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.database import Database, Transaction
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerTag
from gateway.domain.customers.operations.customer import update_customer
from gateway.domain.history import restore
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.view import table_of
from gateway.viewer import Environment, Role, Viewer
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.imports import Imports

State = dict[str, Any]

UNSEEN = {"email_normalized", "email_claim"}
"""Columns that no answer shows, so that they stay as they are now."""
LOST = {"id", "source_record_id"}
"""What no event tells of a primary address that an import took away: its id, and from which record it was."""


def read_state(transaction: Transaction) -> State:
    """All that is remembered."""
    customers = transaction.fetch(table_of(Customer).select())
    addresses = transaction.fetch(table_of(CustomerAddress).select().order_by("created_at", "id"))
    tags = transaction.fetch(table_of(CustomerTag).select().order_by("position"))
    return {
        "customers": [{name: row[name] for name in row if name not in UNSEEN} for row in customers],
        "addresses": [dict(row) for row in addresses],
        "tags": [row["name"] for row in tags],
    }


async def remember(database: Database) -> tuple[datetime, State]:
    at = datetime.now(UTC)
    await asyncio.sleep(0.003)
    return at, await database.write(read_state)


async def look_back(database: Database, at: datetime) -> State | None:
    def work(transaction: Transaction) -> State | None:
        (customer,) = transaction.fetch(table_of(Customer).select())
        return read_state(transaction) if restore(transaction, "LIVE", customer["id"], at) else None

    return await database.pretend(work)


STREET = {"street": "1 New Row", "city": "York", "country": "United Kingdom"}
IMPORTS = {
    "business": [
        business_customer(),
        business_customer(firstname="Ada", phone_number="442079460199", tags=["linen"], updatedAt=1709942500),
        business_customer(address=STREET, preferred_language="de", customerId=None, updatedAt=1709942600),
        business_customer(address=None, tags=[], updatedAt=1709942700),
    ],
    "voucherify": [
        voucherify_customer(),
        voucherify_customer(
            phone=None, birthdate=None, metadata={"z": 2}, updated_at="2024-03-03T04:05:06.007Z"
        ),
        voucherify_customer(name="Ada", description=None, updated_at="2024-04-03T04:05:06.007Z"),
    ],
    "rutter": [
        rutter_customer(),
        rutter_customer(last_name="Lovelace", updated_at="2024-05-04T05:06:07.891Z"),
    ],
    "commerce_layer": [commerce_layer_customer(), commerce_layer_customer()],
}


@pytest.mark.parametrize("system", IMPORTS)
async def test_each_import_is_undone(database: Database, imports: Imports, system: str) -> None:
    remembered = []
    for document in IMPORTS[system]:
        await imports.take(system, document)
        remembered.append(await remember(database))
    assert imports.refusals == []
    now = {row["id"] for row in await imports.rows(CustomerAddress)}
    for at, then in remembered:
        found = await look_back(database, at)
        assert found is not None
        assert without_lost(found, now) == without_lost(then, now)
    gone = {row["id"] for _, then in remembered for row in then["addresses"]} - now
    assert len(gone) == (1 if system == "business" else 0)


def without_lost(state: State, now: set[str]) -> State:
    """Addresses that are there now are exactly what they were, those that are gone all but what no event tells."""
    return {
        **state,
        "addresses": [
            {name: row[name] for name in row if row["id"] in now or name not in LOST}
            for row in state["addresses"]
        ],
    }


async def test_pretending_changes_nothing(database: Database, imports: Imports) -> None:
    await imports.take("rutter", rutter_customer())
    before = await database.write(read_state)

    def work(transaction: Transaction) -> int:
        (customer,) = transaction.fetch(table_of(Customer).select())
        transaction.delete(Customer, customer["id"])
        return len(transaction.fetch(table_of(Customer).select()))

    assert await database.pretend(work) == 0
    assert await database.write(read_state) == before


async def test_what_fails_while_pretending_is_raised(database: Database) -> None:
    def work(_: Transaction) -> None:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        await database.pretend(work)


async def test_a_time_that_an_act_set_after_an_import_is_no_change_without_an_event(
    database: Database, imports: Imports, url: str
) -> None:
    await imports.take("rutter", rutter_customer())
    at, then = await remember(database)
    await imports.take("rutter", rutter_customer(last_name="Lovelace", updated_at="2024-05-04T05:06:07.891Z"))
    key = (await imports.customer())["id"]
    staff = Viewer(Role.USER, Environment.LIVE, "usr_1", "app_1")

    def update(transaction: Transaction) -> None:
        update_customer(
            Act(transaction, staff, Settings(database_url=url)), key, {"company": "Lind AB"}, None
        )

    await database.write(update)
    with capture_logs() as logged:
        found = await look_back(database, at)
    assert logged == []
    assert found is not None
    assert found["customers"][0]["last_name"] == then["customers"][0]["last_name"] == "Okafor"


async def test_a_change_that_no_event_tells_is_noticed(database: Database, imports: Imports) -> None:
    """What was there before the event is what the event says, and the log tells which event does not fit."""
    await imports.take("rutter", rutter_customer())
    at, then = await remember(database)
    await imports.take("rutter", rutter_customer(last_name="Lovelace", updated_at="2024-05-04T05:06:07.891Z"))
    row = await imports.customer()
    await imports.change(Customer, row["id"], last_name="Somebody")
    with capture_logs() as logged:
        assert await look_back(database, at) == then
    told = {"environment": "LIVE", "position": 2, "column": "last_name"}
    assert logged == [{"event": "unrecorded_change", "log_level": "warning", **told}]
