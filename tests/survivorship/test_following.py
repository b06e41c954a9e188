"""Contradictions follow what is written here, whatever is imported in the very moment between reading and writing."""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.database import Transaction, open_database
from gateway.domain.customers.model import Customer
from gateway.settings import Settings
from gateway.sources import overruled
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.imports import Imports

__all__ = ["gateway", "settings"]

UPDATE = """mutation($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
  customer { name conflicts { field } } userErrors { code }
} }"""
IN_CONFLICT = "{ customers(filter: {hasConflict: {field: NAME}}) { totalCount } }"


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """On SQLite nobody writes beside somebody else."""
    return postgres_url


def test_a_record_that_comes_between_reading_and_writing_is_heeded(
    gateway: Gateway, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = take(settings, record("Mira Sato", "2024-05-01T08:00:00.000Z"))
    rename(gateway, customer["id"], "Mira Okafor")
    assert gateway.ask(IN_CONFLICT)["customers"]["totalCount"] == 1
    seen: list[list[int]] = []

    def know(transaction: Transaction, customer_id: str) -> overruled.Known:
        found = known_before(transaction, customer_id)
        seen.append([each["version"] for each in found.records])
        if len(seen) == 1:
            arrival = threading.Thread(
                target=take, args=(settings, record("Mira Moreau", "2024-05-02T08:00:00.000Z"))
            )
            arrival.start()
            arrival.join()
        return found

    known_before = overruled.know
    monkeypatch.setattr(overruled, "know", know)
    # What the record says from now on, and did not say when it was read.
    answer = rename(gateway, customer["id"], "Mira Moreau")
    assert seen == [[1], [2]]
    assert answer == {"customer": {"name": "Mira Moreau", "conflicts": []}, "userErrors": []}
    assert gateway.ask(IN_CONFLICT)["customers"]["totalCount"] == 0


def record(name: str, updated_at: str) -> Mapping[str, Any]:
    return {
        "id": "cust_0000000000000000000a01",
        "object": "customer",
        "name": name,
        "created_at": "2024-05-01T08:00:00.000Z",
        "updated_at": updated_at,
    }


def take(settings: Settings, document: Mapping[str, Any]) -> Any:
    """Imports a record on connections of its own; the customer as it is then."""

    async def work() -> Any:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            await imports.take("voucherify", document)
            return (await imports.rows(Customer))[0]
        finally:
            await database.close()

    return asyncio.run(work())


def rename(gateway: Gateway, customer_id: str, name: str) -> Any:
    return gateway.ask(UPDATE, input={"id": customer_id, "name": name})["customerUpdate"]
