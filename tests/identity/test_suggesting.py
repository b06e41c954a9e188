"""Suggestions in the database: found, kept, decided and withdrawn."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.database import Database, Transaction
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.identity.operations.suggestions import accept, reject
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.entity import now
from gateway.errors import Rejected
from gateway.events.act import Act
from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.sources.likeness.suggesting import Summary, suggest
from gateway.view import table_of
from gateway.viewer import Environment, Role, Viewer
from tests.app.client import Gateway
from tests.databases import connected
from tests.rows import row
from tests.rows import store as insert_row

ADA = {"first_name": "Ada", "last_name": "Lovelace", "phone_normalized": "+4930111"}
MISSPELT = {"name": "Ada Lovelcae", "phone_normalized": "+4930111"}
SOMEBODY = {"first_name": "Grace", "last_name": "Hopper", "phone_normalized": "+4930222"}


_DEFAULTS = {
    "status": "PROSPECT",
    "preferred_language": "en",
    "preferred_contact_method": "EMAIL",
    "is_validated_names": False,
}


async def store(database: Database, environment: str = "LIVE", **values: Any) -> str:
    """A customer; its id."""
    customer = row(Customer, environment=environment, **_DEFAULTS, **values)
    await database.write(lambda transaction: transaction.insert(Customer, customer))
    return str(customer["id"])


async def run(database: Database, since_days: int | None = None) -> Summary:
    return await suggest(database, since_days=since_days, advance=lambda _: None)


async def rows_of(database: Database) -> list[dict[str, Any]]:
    table = table_of(IdentitySuggestion)
    statement = select(table).order_by(table.c.score.desc(), table.c.customer_id)
    return await database.write(lambda transaction: transaction.fetch(statement))


async def pairs_of(database: Database) -> set[tuple[str, str]]:
    return {(each["customer_id"], each["candidate_id"]) for each in await rows_of(database)}


async def change(database: Database, customer: str, **values: Any) -> None:
    table = table_of(Customer)
    await database.write(
        lambda transaction: transaction.execute(update(table).where(table.c.id == customer).values(**values))
    )


async def decide(
    database: Database,
    settings: Settings,
    decision: Any,
    suggestion: str,
    mode: Environment = Environment.LIVE,
) -> None:
    def work(transaction: Transaction) -> None:
        decision(Act(transaction, Viewer(Role.USER, mode), settings), suggestion)

    await database.write(work)


async def test_both_sides_of_a_pair_see_the_other(database: Database) -> None:
    ada, other = await store(database, **ADA), await store(database, **MISSPELT)
    await store(database, **SOMEBODY)
    summary = await run(database)
    assert (summary.customers, summary.pairs, summary.suggestions, summary.new) == (3, 1, 1, 1)
    first, second = await rows_of(database)
    assert (first["customer_id"], first["candidate_id"]) == (ada, other)
    assert (second["customer_id"], second["candidate_id"]) == (other, ada)
    assert [(each["score"], each["status"], each["decided_at"]) for each in (first, second)] == [
        (75, "OPEN", None)
    ] * 2
    assert [first["reasons"][0], second["reasons"][0]] == [
        {"code": "SIMILAR_NAME", "points": 39, "customer": "Ada Lovelace", "candidate": "Ada Lovelcae"},
        {"code": "SIMILAR_NAME", "points": 39, "customer": "Ada Lovelcae", "candidate": "Ada Lovelace"},
    ]


async def test_the_primary_address_counts(database: Database) -> None:
    street = {
        "line1": "Gartenstraße 5",
        "postal_code": "10115",
        "country_code": "DE",
        "is_primary": True,
        "business": False,
    }
    for name in ("Ada Lovelace", "Lovelace Ada"):
        owner = await store(database, name=name)
        address = row(CustomerAddress, customer_id=owner, **street)
        await database.write(partial(Transaction.insert, table=CustomerAddress, values=address))
    assert (await run(database)).new == 1
    assert [each["score"] for each in await rows_of(database)] == [64, 64]


async def test_test_and_live_are_never_compared(database: Database) -> None:
    await store(database, **ADA)
    await store(database, environment="TEST", **ADA)
    summary = await run(database)
    assert (summary.customers, summary.pairs) == (2, 0)
    assert await rows_of(database) == []


async def test_a_second_run_changes_nothing(database: Database) -> None:
    await store(database, **ADA)
    await store(database, **MISSPELT)
    await run(database)
    before = await rows_of(database)
    summary = await run(database)
    assert (summary.suggestions, summary.new, summary.withdrawn) == (1, 0, 0)
    assert await rows_of(database) == before


async def test_a_suggestion_follows_its_customers(database: Database) -> None:
    await store(database, **ADA)
    other = await store(database, **MISSPELT)
    await run(database)
    await change(database, other, name="Ada Lovelace")
    await run(database)
    assert [(each["score"], each["version"]) for each in await rows_of(database)] == [(76, 2)] * 2


async def test_who_no_longer_looks_alike_is_withdrawn(database: Database) -> None:
    await store(database, **ADA)
    other = await store(database, **MISSPELT)
    await run(database)
    await change(database, other, name="Jack Smith")
    summary = await run(database)
    assert (summary.suggestions, summary.withdrawn) == (0, 1)
    assert await rows_of(database) == []


async def test_a_rejection_is_remembered(database: Database, settings: Settings) -> None:
    """On both sides, whatever becomes of the likeness."""
    ada, other = await store(database, **ADA), await store(database, **MISSPELT)
    await run(database)
    suggestion = next(each["id"] for each in await rows_of(database) if each["customer_id"] == other)
    await decide(database, settings, reject, suggestion)
    decided = await rows_of(database)
    assert [(each["status"], each["decided_by"]["application"]["kind"]) for each in decided] == [
        ("REJECTED", "user")
    ] * 2
    summary = await run(database)
    assert (summary.pairs, summary.suggestions, summary.withdrawn) == (1, 0, 0)
    assert await rows_of(database) == decided
    await change(database, other, name="Jack Smith")
    await run(database)
    await change(database, other, name="Ada Lovelace")
    await run(database)
    assert await rows_of(database) == decided
    assert await pairs_of(database) == {(ada, other), (other, ada)}


async def test_a_decision_is_an_event_of_both_customers(database: Database, settings: Settings) -> None:
    ada, other = await store(database, **ADA), await store(database, **MISSPELT)
    await run(database)
    await decide(database, settings, accept, (await rows_of(database))[0]["id"])
    table = table_of(EventStore)
    events = await database.write(
        lambda transaction: transaction.fetch(select(table).order_by(table.c.position))
    )
    assert [(each["kind"], each["event"]) for each in events] == [
        ("identity_suggestion.accepted", "accept")
    ] * 2
    assert {each["customer_id"] for each in events} == {ada, other}
    assert events[0]["changes"]["status"] == {"from": "OPEN", "to": "ACCEPTED"}


async def test_what_is_decided_stays_decided(database: Database, settings: Settings) -> None:
    await store(database, **ADA)
    await store(database, **MISSPELT)
    await run(database)
    first, second = [each["id"] for each in await rows_of(database)]
    await decide(database, settings, reject, first)
    before = await rows_of(database)
    with pytest.raises(Rejected, match="REJECTED and cannot become ACCEPTED"):
        await decide(database, settings, accept, second)
    assert await rows_of(database) == before


async def test_the_other_mode_decides_nothing(database: Database, settings: Settings) -> None:
    await store(database, **ADA)
    await store(database, **MISSPELT)
    await run(database)
    before = await rows_of(database)
    for suggestion in (before[0]["id"], "sug_01h00000000000000000000000", "sug_\0"):
        with pytest.raises(Rejected, match="There is no identity suggestion"):
            await decide(database, settings, reject, suggestion, Environment.TEST)
    assert await rows_of(database) == before


async def test_since_compares_only_what_changed(database: Database) -> None:
    """And withdraws nothing: what it did not look at may still be alike."""
    long_ago = now() - timedelta(days=90)
    await store(database, **ADA, updated_at=long_ago)
    old = await store(database, **MISSPELT, updated_at=long_ago)
    assert (await run(database, since_days=7)).pairs == 0
    assert (await run(database)).new == 1
    await store(database, **SOMEBODY, updated_at=now())
    new = await store(database, **SOMEBODY, updated_at=now())
    await change(database, old, name="Jack Smith", updated_at=long_ago)
    summary = await run(database, since_days=7)
    assert (summary.pairs, summary.new, summary.withdrawn) == (1, 1, 0)
    assert len(await rows_of(database)) == 4
    assert new in {each["candidate_id"] for each in await rows_of(database)}


async def test_staff_read_them_from_the_customer(gateway: Gateway, database: Database) -> None:
    ada, other = await store(database, **ADA), await store(database, **MISSPELT)
    await run(database)
    query = """
        query($id: ID!) {
          customer(id: $id) {
            identity { suggestions { score status reasons customer { id displayName } } }
          }
        }
    """
    (node,) = gateway.ask(query, id=ada)["customer"]["identity"]["suggestions"]
    assert (node["score"], node["status"]) == (75, "OPEN")
    assert node["customer"] == {"id": other, "displayName": "Ada Lovelcae"}
    assert [each["code"] for each in node["reasons"]] == ["SIMILAR_NAME", "SAME_PHONE"]


async def test_an_anonymized_customer_is_suggested_no_more(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """The other side held the name of the one who is gone."""
    ada = await store(database, **ADA)
    await store(database, **MISSPELT)
    await run(database)
    assert gateway.act("customerRequestAnonymization", id=ada)["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    assert await rows_of(database) == []
    assert (await run(database)).pairs == 0


def test_the_command_tells_what_it_did(settings: Settings) -> None:
    people = [{"email_normalized": "info@engines.example"}] * 51 + [ADA, MISSPELT]

    def fill(connection: Connection) -> None:
        for each in people:
            insert_row(connection, Customer, row(Customer, **each))

    connected(settings.database_url, fill)
    result = CliRunner().invoke(cli, ["match"], env={"GATEWAY_DATABASE_URL": settings.database_url})
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == (
        "53 customers, 1 pairs compared, 1 suggestions: 1 new, 0 withdrawn. "
        "2 over-full blocks (1 MAILBOX, 1 LOCAL_PART)."
    )
    count = select(func.count()).select_from(table_of(IdentitySuggestion))
    assert connected(settings.database_url, lambda connection: connection.scalar(count)) == 2


def test_since_must_be_some_days(settings: Settings) -> None:
    result = CliRunner().invoke(cli, ["match", "--since", "0"])
    assert result.exit_code == 2
