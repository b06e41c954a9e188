"""Fields that were written because of others are given back with them."""

import asyncio
from typing import Any

import pytest

from gateway.database import open_database
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.documents import business_customer
from tests.sources.imports import Imports

__all__ = ["gateway", "settings"]

FIELDS = {
    "firstname": "Nora",
    "lastname": "Lind",
    "isValidatedNames": True,
    "phone_number": "+46812345678",
    "email": "nora@mail.example",
}
SHOWN = "customer { firstName isValidatedNames }"


@pytest.fixture
def known(gateway: Gateway, settings: Settings) -> str:
    """The id of a customer whose names a system has validated."""

    async def take() -> str:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            await imports.take("business", business_customer(**FIELDS))
            return str((await imports.customer())["id"])
        finally:
            await database.close()

    return asyncio.run(take())


def own(settings: Settings) -> Any:
    """Columns that were written here."""

    async def read() -> Any:
        database = open_database(settings)
        await database.open()
        try:
            return set((await Imports(database).customer())["own_values"] or {})
        finally:
            await database.close()

    return asyncio.run(read())


def release(gateway: Gateway, key: str, *fields: str) -> Any:
    return gateway.act("customerReleaseFields", SHOWN, id=key, fields=list(fields))["customer"]


def test_a_name_is_released_with_whether_it_was_validated(
    gateway: Gateway, settings: Settings, known: str
) -> None:
    gateway.act("customerUpdate", id=known, firstName="Noor")
    assert own(settings) == {"first_name", "is_validated_names"}
    assert release(gateway, known, "firstName") == {"firstName": "Nora", "isValidatedNames": True}
    assert own(settings) == set()


def test_while_another_name_is_left_it_stays(gateway: Gateway, settings: Settings, known: str) -> None:
    gateway.act("customerUpdate", id=known, firstName="Noor", lastName="Lund")
    assert release(gateway, known, "firstName") == {"firstName": "Nora", "isValidatedNames": False}
    assert own(settings) == {"last_name", "is_validated_names"}
    assert release(gateway, known, "lastName") == {"firstName": "Nora", "isValidatedNames": True}


def test_what_somebody_said_of_the_names_stays(gateway: Gateway, settings: Settings, known: str) -> None:
    gateway.act("customerUpdate", id=known, firstName="Noor", isValidatedNames=False)
    assert release(gateway, known, "firstName") == {"firstName": "Nora", "isValidatedNames": False}
    assert own(settings) == {"is_validated_names"}


def test_what_somebody_says_after_the_names_stays(gateway: Gateway, settings: Settings, known: str) -> None:
    gateway.act("customerUpdate", id=known, firstName="Noor")
    gateway.act("customerUpdate", id=known, isValidatedNames=False)
    assert release(gateway, known, "firstName") == {"firstName": "Nora", "isValidatedNames": False}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "+46899999999"),
        ("email", "else@mail.example"),
        ("birthdate", "1990-01-02"),
        ("company", "Lind AB"),
    ],
)
def test_a_field_is_released_whole(
    gateway: Gateway, settings: Settings, known: str, field: str, value: str
) -> None:
    async def customer() -> Any:
        database = open_database(settings)
        await database.open()
        try:
            row = await Imports(database).customer()
            return {
                key: each for key, each in row.items() if key not in ("version", "updated_at", "own_values")
            }
        finally:
            await database.close()

    before = asyncio.run(customer())
    gateway.act("customerUpdate", id=known, **{field: value})
    assert asyncio.run(customer()) != before
    release(gateway, known, field)
    assert own(settings) == set()
    assert asyncio.run(customer()) == before
