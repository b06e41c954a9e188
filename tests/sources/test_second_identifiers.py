"""Rutter's subscriptions name customers by the platform's identifiers: one that several customers have names nobody."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from gateway.domain.customers.model import Customer
from gateway.domain.orders.model import OrderSubscription
from gateway.domain.privacy.operations.erasure import erase_rows
from gateway.domain.privacy.personal import BY_TABLE
from gateway.domain.records.model import WAITING
from tests.sources import documents_rutter as sent
from tests.sources.documents import Document, rutter_customer
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild
from tests.survivorship.test_removal import merge

PLATFORM_ID = "77"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def customer(name: str, **fields: object) -> Document:
    """A customer whose answer names no connection, as all of them have the same identifier."""
    given = {"id": name, "email": f"{name}@looms.example", "phone": None, "platform_id": PLATFORM_ID}
    return rutter_customer(**given | fields)


def subscription(**fields: object) -> Document:
    return sent.subscription(**{"platform_customer_id": PLATFORM_ID} | fields)


async def take(imports: Imports, *documents: Document) -> None:
    await imports.take("rutter", *documents)
    assert imports.refusals == []


async def owner(imports: Imports) -> str | None:
    """The e-mail address of the customer whose the only subscription is; None while it waits for one."""
    (record,) = await imports.records("subscription")
    rows = await imports.rows(OrderSubscription)
    waiting = await imports.rows_of(WAITING, "record_id")
    if record["customer_id"] is None:
        assert rows == []
        assert [row["record_id"] for row in waiting] == [record["id"]]
        return None
    assert [row["customer_id"] for row in rows] == [record["customer_id"]]
    assert waiting == []
    customers = {row["id"]: row["email"] for row in await imports.rows(Customer)}
    email: str = customers[record["customer_id"]]
    return email


async def test_an_identifier_of_two_customers_names_neither(imports: Imports) -> None:
    await take(imports, customer("ada"))
    await take(imports, customer("eve"))
    await take(imports, subscription())
    assert await owner(imports) is None
    await take(imports, customer("ada"), customer("eve", first_name="Eve"))
    assert await owner(imports) is None


@pytest.mark.parametrize("places", list(permutations(range(3))))
async def test_in_one_batch_it_names_neither_in_any_order(imports: Imports, places: tuple[int, ...]) -> None:
    documents = (customer("ada"), customer("eve"), subscription())
    await take(imports, *(documents[place] for place in places))
    assert await owner(imports) is None


async def test_who_comes_with_a_batch_has_the_identifier_as_who_is_here(imports: Imports) -> None:
    await take(imports, customer("ada"))
    await take(imports, subscription(), customer("eve"))
    assert await owner(imports) is None


async def test_what_waits_goes_on_waiting_when_two_come(imports: Imports) -> None:
    await take(imports, subscription())
    await take(imports, customer("ada"), customer("eve"))
    assert await owner(imports) is None


async def test_what_waits_does_not_go_to_whichever_comes_again(imports: Imports) -> None:
    """Each comes alone, and changed: the other one is in the database."""
    await take(imports, customer("ada"), customer("eve"), subscription())
    for name in ("ada", "eve"):
        await take(imports, customer(name, first_name="Changed", updated_at="2026-01-01T00:00:00.000Z"))
        assert await owner(imports) is None


@pytest.mark.parametrize("change", [{}, {"first_name": "Eve", "updated_at": "2026-02-01T00:00:00.000Z"}])
async def test_what_waits_finds_who_has_it_alone_when_that_one_comes(
    imports: Imports, change: Document
) -> None:
    await take(imports, customer("ada"), customer("eve"), subscription())
    await take(imports, customer("ada", platform_id="78", updated_at="2026-01-01T00:00:00.000Z"))
    assert await owner(imports) is None
    await take(imports, customer("eve", **change))
    assert await owner(imports) == "eve@looms.example"


async def test_what_was_placed_before_stays_and_follows_its_record(imports: Imports) -> None:
    """When it was placed the identifier was one customer's; another who has it now does not take it away."""
    await take(imports, customer("ada"), subscription())
    await take(imports, customer("eve"))
    assert await owner(imports) == "ada@looms.example"
    await take(imports, subscription(status="canceled", updated_at="2026-01-01T00:00:00.000Z"))
    assert await owner(imports) == "ada@looms.example"
    (row,) = await imports.rows(OrderSubscription)
    assert row["status"] == "CANCELLED"


async def test_within_connections_each_is_found(imports: Imports) -> None:
    """The same identifier at two shops that are told apart names one customer at each."""
    for connection, name in (("c-1", "ada"), ("c-2", "eve")):
        await take(imports, sent.page("WIX", connection=connection, customers=[customer(name)]))
    await take(imports, sent.page("WIX", connection="c-2", subscriptions=[subscription()]))
    assert await owner(imports) == "eve@looms.example"


async def test_who_was_forgotten_has_the_identifier_still(imports: Imports) -> None:
    """Otherwise what may be of the one who was forgotten would pass to the other."""
    await take(imports, customer("ada"), customer("eve"), subscription())
    (ada, _) = await imports.rows(Customer)
    assert ada["email"] == "ada@looms.example"
    await imports.database.write(
        lambda transaction: erase_rows(transaction, BY_TABLE["source_record"], ada["id"], NOON)
    )
    await take(imports, customer("eve", first_name="Eve", updated_at="2026-02-01T00:00:00.000Z"))
    assert await owner(imports) is None


async def test_one_that_has_its_customer_stays_with_them_when_another_has_the_identifier(
    imports: Imports,
) -> None:
    """A rebuild reads the subscription again, and nobody's identifier is what it was."""
    await take(imports, customer("ada"), subscription())
    await take(imports, customer("eve"))
    later = "2027-01-01T00:00:00.000Z"
    await take(imports, customer("ada", platform_id="78", updated_at=later))
    assert await owner(imports) == "ada@looms.example"
    assert await rebuild(imports) == {}
    assert await owner(imports) == "ada@looms.example"


async def test_of_two_who_became_one_it_stays_with_the_record_that_it_came_to(imports: Imports) -> None:
    await take(imports, customer("ada"), subscription())
    await take(imports, customer("eve"))
    await take(imports, customer("ada", platform_id="88", updated_at="2031-01-01T00:00:00.000Z"))
    ada, eve = [row["id"] for row in await imports.rows(Customer)]
    await imports.database.write(lambda transaction: merge(transaction, ada, eve))
    for _ in range(2):
        (record,) = await imports.records("subscription")
        assert (record["owner_external_id"], record["customer_id"]) == ("ada", ada)
        assert await rebuild(imports) == {}
