"""By which addresses and numbers a customer is known follows what is written to it, without a rebuild."""

import random
from typing import Any

import pytest

from gateway.database.postgresql_wire import Wire
from gateway.domain.customers.model import Customer
from gateway.domain.records.model import KNOWN_CONTACTS, IdentityLink
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.documents import business_customer, voucherify_customer
from tests.sources.imports import Imports
from tests.survivorship.test_overruled import EMAIL, EMAILS, VALUES, Person, person
from tests.survivorship.test_own_values import work
from tests.survivorship.test_recompute import rebuild

__all__ = ["gateway", "person", "settings"]

OLD, NEW = "ada@old.example", "ada@new.example"
CONTACTS = ("email", "phone")


def loyal(**told: Any) -> dict[str, Any]:
    return voucherify_customer(
        name="Ada Lind", email=OLD, phone=None, source_id="crm-1", birthdate=None, birthday=None, **told
    )


def known(settings: Settings) -> list[str]:
    async def read(imports: Imports) -> list[str]:
        return [row["contact"] for row in await imports.rows_of(KNOWN_CONTACTS, "contact")]

    found: list[str] = work(settings, read)
    return found


def take(settings: Settings, system: str, document: Any) -> str:
    """Imports a document; the id of the oldest customer."""

    async def run(imports: Imports) -> str:
        await imports.take(system, document)
        return str((await imports.rows(Customer))[0]["id"])

    found: str = work(settings, run)
    return found


def test_a_record_with_the_address_of_before_is_the_same_person(gateway: Gateway, settings: Settings) -> None:
    customer = take(settings, "voucherify", loyal())
    gateway.act("customerUpdate", id=customer, email=NEW)
    assert known(settings) == [OLD]
    take(
        settings,
        "business",
        business_customer(firstname="Ada", lastname="Lind", email=OLD, phone_number=None, customerId=None),
    )

    async def links(imports: Imports) -> list[tuple[str, str, str]]:
        rows = await imports.rows(IdentityLink)
        return [(row["system"], row["rule"], row["customer_id"]) for row in rows]

    assert work(settings, links) == [
        ("VOUCHERIFY", "FIRST", customer),
        ("BUSINESS", "EMAIL", customer),
    ]


def test_what_is_shown_again_is_not_remembered(gateway: Gateway, settings: Settings) -> None:
    customer = take(settings, "voucherify", loyal())
    seen = []
    for email in (NEW, "ada@third.example", OLD.upper(), None, OLD):
        gateway.act("customerUpdate", id=customer, email=email)
        seen.append(known(settings))
    assert seen == [[OLD], [OLD], [], [OLD], []]


def test_a_field_that_is_given_back_forgets_its_contact(gateway: Gateway, settings: Settings) -> None:
    customer = take(settings, "voucherify", loyal())
    gateway.act("customerUpdate", id=customer, email=NEW)
    gateway.act("customerReleaseFields", id=customer, fields=["email"])
    assert known(settings) == []


def test_of_somebody_whom_no_system_knows_nothing_is_remembered(gateway: Gateway, settings: Settings) -> None:
    customer = gateway.act("customerCreate", email=OLD)["customer"]["id"]
    gateway.act("customerUpdate", id=customer, email=NEW)
    assert known(settings) == []


@pytest.mark.parametrize("seed", range(3))
def test_what_is_known_after_every_step_is_what_a_rebuild_finds(
    person: Person, settings: Settings, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    for step in range(16):
        field = chance.choice(CONTACTS)
        match chance.choice(("write", "write", "write", "both", "release", "loyalty", "shop")):
            case "write":
                person.write(**{field: chance.choice(VALUES[field])})
            case "both":
                person.write(**{name: chance.choice(VALUES[name]) for name in CONTACTS})
            case "release":
                person.release(field)
            case "loyalty":
                told = {name: chance.choice(VALUES[name]) for name in CONTACTS}
                person.take("voucherify", person.loyalty(name="Mira Sato", **told))
            case "shop":
                person.take("commerce_layer", person.shop(chance.choice(EMAILS)))
        before = known(settings)
        work(settings, rebuild)
        assert before == known(settings), step


class TestStatements:
    @pytest.fixture
    def database_url(self, postgres_url: str) -> str:
        """SQLite has nobody to send statements to."""
        return postgres_url

    def test_what_is_remembered_is_sent_with_the_rest(
        self, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent: list[str] = []

        def fetch(wire: Any, sql: str, arguments: Any) -> Any:
            sent.append(sql)
            return fetch_before(wire, sql, arguments)

        def do(wire: Any, commands: Any) -> None:
            sent.extend(command.sql for command in commands)
            do_before(wire, commands)

        fetch_before, do_before = Wire.fetch, Wire.do
        monkeypatch.setattr(Wire, "fetch", fetch)
        monkeypatch.setattr(Wire, "do", do)
        person.write(notes="Pays late.")
        assert not [sql for sql in sent if "INTO known_contact" in sql or "FROM known_contact" in sql[:40]]
        sent.clear()
        person.write(email="mira@new.example")
        (one,) = [sql for sql in sent if "INTO known_contact" in sql]
        assert "held_0 AS" in one
        sent.clear()
        person.write(email=EMAIL)
        (one,) = [sql for sql in sent if "DELETE FROM known_contact" in sql]
        assert "held_0 AS" in one
