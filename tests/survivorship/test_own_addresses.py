"""Addresses that were changed or deleted through the gateway stay so, whatever a system says next."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest

from gateway.database import open_database
from gateway.domain.customers.model import CustomerAddress
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.documents import commerce_layer_customer, link, relationship, resource, voucherify_customer
from tests.sources.imports import Imports, Row

__all__ = ["gateway", "settings"]

SHOWN = "customerAddress { id city line1 }"
Run = Callable[[Callable[[Imports], Awaitable[Any]]], Any]


@pytest.fixture
def run(gateway: Gateway, settings: Any) -> Run:
    """Work with imports beside the served gateway."""

    def run(work: Callable[[Imports], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            database = open_database(settings)
            await database.open()
            try:
                return await work(Imports(database))
            finally:
                await database.close()

        return asyncio.run(connected())

    return run


def loyal(city: str, line: str, updated_at: str) -> dict[str, Any]:
    return voucherify_customer(address={"city": city, "line_1": line}, updated_at=updated_at)


def listed(city: str, line: str, updated_at: str) -> dict[str, Any]:
    """A customer of the shop with one entry in the address book."""
    times: dict[str, Any] = {"created_at": "2024-01-01T00:00:00.000Z", "updated_at": updated_at}
    address = resource("addresses", "aDr", line_1=line, city=city, country_code="SE", **times)
    entry = resource(
        "customer_addresses", "bOoK", {"address": relationship("address", link("addresses", "aDr"))}, **times
    )
    entries = {"customer_addresses": relationship("customer_addresses", [link("customer_addresses", "bOoK")])}
    customer = commerce_layer_customer(relationships=entries, updated_at=updated_at)
    return {"data": customer, "included": [entry, address]}


async def take(system: str, document: Any, imports: Imports) -> None:
    await imports.take(system, document)


BOTH = pytest.mark.parametrize(
    ("system", "document"), [("voucherify", loyal), ("commerce_layer", listed)], ids=["within", "beside"]
)


def addresses(run: Run) -> list[Row]:
    async def read(imports: Imports) -> list[Row]:
        return await imports.rows(CustomerAddress)

    found: list[Row] = run(read)
    return found


@BOTH
def test_a_column_written_here_wins_and_the_others_follow_the_system(
    gateway: Gateway, run: Run, system: str, document: Any
) -> None:
    run(lambda imports: imports.take(system, document("Lund", "Gatan 1", "2031-01-01T00:00:00.000Z")))
    (row,) = addresses(run)
    gateway.act("customerAddressUpdate", SHOWN, id=row["id"], city="Malmö")
    run(lambda imports: imports.take(system, document("Kiruna", "Gatan 2", "2031-02-01T00:00:00.000Z")))
    (after,) = addresses(run)
    assert (after["id"], after["city"], after["line1"]) == (row["id"], "Malmö", "Gatan 2")


@BOTH
def test_an_address_deleted_here_does_not_come_back(
    gateway: Gateway, run: Run, system: str, document: Any
) -> None:
    run(lambda imports: imports.take(system, document("Lund", "Gatan 1", "2031-01-01T00:00:00.000Z")))
    (row,) = addresses(run)
    gateway.act("customerAddressDelete", "customer { id }", id=row["id"])
    assert addresses(run) == []
    for updated_at in ("2031-01-01T00:00:00.000Z", "2031-02-01T00:00:00.000Z", "2031-03-01T00:00:00.000Z"):
        line = f"Gatan {updated_at[6]}"
        later = document("Lund", line, updated_at)
        run(partial(take, system, later))
    assert addresses(run) == []


def test_an_address_changed_here_stays_when_the_record_has_none_any_more(gateway: Gateway, run: Run) -> None:
    run(lambda imports: imports.take("voucherify", loyal("Lund", "Gatan 1", "2031-01-01T00:00:00.000Z")))
    (row,) = addresses(run)
    gateway.act("customerAddressUpdate", SHOWN, id=row["id"], city="Malmö")
    without = voucherify_customer(address=None, updated_at="2031-02-01T00:00:00.000Z")
    run(lambda imports: imports.take("voucherify", without))
    assert [each["city"] for each in addresses(run)] == ["Malmö"]


def test_a_released_address_comes_again(gateway: Gateway, run: Run) -> None:
    run(lambda imports: imports.take("voucherify", loyal("Lund", "Gatan 1", "2031-01-01T00:00:00.000Z")))
    (row,) = addresses(run)
    gateway.act("customerAddressDelete", "customer { id }", id=row["id"])
    gateway.act("customerReleaseFields", id=row["customer_id"], fields=["address"])
    assert [each["city"] for each in addresses(run)] == ["Lund"]


def test_the_same_value_written_once_more_is_no_choice(gateway: Gateway, run: Run) -> None:
    run(lambda imports: imports.take("voucherify", loyal("Lund", "Gatan 1", "2031-01-01T00:00:00.000Z")))
    (row,) = addresses(run)
    gateway.act("customerAddressUpdate", SHOWN, id=row["id"], city="Lund")
    (after,) = addresses(run)
    assert (after["own_columns"], after["version"]) == (None, row["version"])
