"""Contradictions that a filter finds are those that the customer tells, whoever said what in which order."""

import asyncio
import random
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.database import open_database
from gateway.domain.customers.model.conflicts import OVERRULED, ConflictField
from gateway.domain.records.model import SourceRecord
from gateway.settings import Settings
from gateway.sources import overruled, tables
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.documents import resource
from tests.sources.imports import Imports

__all__ = ["gateway", "settings"]

EMAIL = "mira@mill.example"
EMAILS = (EMAIL, EMAIL.upper(), "sato@mill.example")
VALUES = {
    "name": ("Mira Sato", "Mira  Sato", "M. Sato", None),
    "email": EMAILS,
    "phone": ("+442079460000", "+44 20 7946 0000", "+442079460001", None),
    "preferredLanguage": ("en", "de"),
    "notes": ("Pays late.", None),
    "description": ("Weaver", "weaver", None),
}
WRITE = """mutation($input: CustomerUpdateInput!) { customerUpdate(input: $input) { userErrors { code } } }"""
RELEASE = """mutation($input: CustomerReleaseFieldsInput!) {
  customerReleaseFields(input: $input) { userErrors { code } }
}"""


class Person:
    """One person whom two systems know, and of whom staff write."""

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self.gateway = gateway
        self.settings = settings
        self.days = iter(range(1, 1000))
        self.take("commerce_layer", self.shop(EMAIL))
        self.take("voucherify", self.loyalty(name="Mira Sato", email=EMAIL, phone=None))
        (one,) = gateway.ask("{ customers { nodes { id } } }")["customers"]["nodes"]
        self.id = one["id"]

    def at(self) -> str:
        day = next(self.days)
        return f"2024-{1 + day // 28:02d}-{1 + day % 28:02d}T08:00:00.000Z"

    def shop(self, email: str) -> dict[str, Any]:
        at = self.at()
        return {"data": resource("customers", "cUsToMeR01", email=email, created_at=at, updated_at=at)}

    def loyalty(self, **told: Any) -> dict[str, Any]:
        return {
            "id": "cust_0000000000000000000a02",
            "object": "customer",
            **told,
            "created_at": "2023-12-01T08:00:00.000Z",
            "updated_at": self.at(),
        }

    def take(self, system: str, document: dict[str, Any]) -> None:
        async def work() -> None:
            database = open_database(self.settings)
            await database.open()
            try:
                imports = Imports(database)
                await imports.take(system, document)
                assert imports.refusals == []
            finally:
                await database.close()

        asyncio.run(work())

    def write(self, **values: Any) -> None:
        payload = self.gateway.ask(WRITE, input={"id": self.id, **values})
        assert payload["customerUpdate"]["userErrors"] == []

    def release(self, field: str) -> None:
        payload = self.gateway.ask(RELEASE, input={"id": self.id, "fields": [field]})
        assert payload["customerReleaseFields"]["userErrors"] == []

    def told(self) -> set[str]:
        query = "query($id: ID!) { customer(id: $id) { conflicts { field } } }"
        return {each["field"] for each in self.gateway.ask(query, id=self.id)["customer"]["conflicts"]}

    def found(self) -> set[str]:
        asked = " ".join(
            f"{each}: customers(filter: {{hasConflict: {{field: {each}}}}}) {{ totalCount }}"
            for each in ConflictField
        )
        return {name for name, page in self.gateway.ask(f"{{ {asked} }}").items() if page["totalCount"]}

    def kept(self) -> set[str]:
        """Fields of which it is known what the records say."""

        async def work() -> set[str]:
            database = open_database(self.settings)
            await database.open()
            try:
                return {row["field"] for row in await Imports(database).rows_of(OVERRULED, "field")}
            finally:
                await database.close()

        return asyncio.run(work())


@pytest.fixture
def person(gateway: Gateway, settings: Settings) -> Person:
    return Person(gateway, settings)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_is_told_after_every_step(person: Person, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    for step in range(30):
        field = chance.choice(sorted(VALUES))
        match chance.choice(("write", "write", "write", "release", "loyalty", "shop")):
            case "write":
                person.write(**{field: chance.choice(VALUES[field])})
            case "release":
                person.release(field)
            case "loyalty":
                # What a document leaves out stays as it was, and nobody says it any more.
                fields = chance.sample(("name", "email", "phone", "description"), 3)
                told = {each: chance.choice(VALUES[each]) for each in fields}
                person.take("voucherify", person.loyalty(**told))
            case "shop":
                person.take("commerce_layer", person.shop(chance.choice(EMAILS)))
        assert person.found() == person.told(), step


def test_records_are_read_once_for_a_field_that_is_written_often(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def count(transaction: Any, customer_id: str) -> Any:
        read.append(customer_id)
        return records_of(transaction, customer_id)

    records_of = tables.customer_records
    monkeypatch.setattr(overruled, "customer_records", count)
    for language in ("de", "en", "de"):
        person.write(preferredLanguage=language)
    assert read == [person.id]
    for name in ("M. Sato", "Mira S.", "Mira Sato"):
        person.write(name=name)
    assert read == [person.id, person.id]
    assert person.found() == person.told() == set()
    assert person.kept() == {"NAME", "PREFERRED_LANGUAGE"}


def test_what_no_record_says_any_more_is_contradicted_by_nobody(person: Person) -> None:
    person.take("voucherify", person.loyalty(name="Mira Sato", email=EMAIL, description="Weaver"))
    person.take("voucherify", person.loyalty(name="Mira Sato", email=EMAIL, description=None))
    person.write(description="Dyer")
    assert person.found() == person.told() == set()


def test_a_record_that_cannot_be_read_again_is_told_without_what_it_says(
    person: Person, settings: Settings
) -> None:
    async def spoil() -> None:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            (record,) = await imports.records("customer")
            payload = {**record["payload"], "birthdate": "secret-31.12.1990"}
            await imports.change(SourceRecord, record["id"], payload=payload)
        finally:
            await database.close()

    asyncio.run(spoil())
    with capture_logs() as logged:
        person.write(notes="Pays late.")
    told = {"customer": person.id, "code": "INVALID_VALUE"}
    assert logged == [{"event": "record_not_read_again", "log_level": "warning", **told}]


def test_a_record_that_changed_is_read_again(person: Person) -> None:
    person.write(name="M. Sato")
    assert person.found() == {"NAME"}
    person.take("voucherify", person.loyalty(name="Mira S.", email=EMAIL))
    person.write(name="Mira Sato")
    assert person.found() == person.told() == {"NAME"}
    person.write(name="Mira S.")
    assert person.found() == person.told() == set()


def test_of_somebody_whom_no_system_knows_nothing_is_kept(gateway: Gateway, person: Person) -> None:
    other = gateway.act("customerCreate", firstName="Idris")["customer"]["id"]
    gateway.act("customerUpdate", id=other, firstName="Ravi")
    assert person.kept() == set()
