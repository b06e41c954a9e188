"""Who alone holds an e-mail address, when two customers become one and two again."""

from typing import Any

from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.new_rows import blank
from tests.app.client import Gateway
from tests.identity.deciding import everything
from tests.rows import row
from tests.sources.imports import Imports

ADA, EVE = "ada@example.com", "eve@example.com"


async def put(database: Database, email: str, *, holds: bool = True, **values: Any) -> str:
    """A customer with an address; one that came second has it without holding it."""
    claim = email if holds else None
    made = row(Customer, email=email, email_normalized=email, email_claim=claim, **values)
    made = {**blank(Customer), **made}
    await database.write(lambda transaction: transaction.insert(Customer, made))
    return str(made["id"])


async def holders(database: Database, address: str) -> list[str]:
    return [each["id"] for each in await Imports(database).rows(Customer) if each["email_claim"] == address]


def merge(gateway: Gateway, kept: str, merged: str) -> None:
    payload = gateway.act("customerMerge", "mergedCustomerId", customerId=kept, otherId=merged)
    assert payload == {"mergedCustomerId": merged, "userErrors": []}


async def test_an_address_that_passed_to_a_third_comes_back(gateway: Gateway, database: Database) -> None:
    kept, merged = await put(database, EVE), await put(database, ADA)
    third = await put(database, ADA, holds=False)
    before = await everything(database)
    merge(gateway, kept, merged)
    assert await holders(database, ADA) == [third]
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert await holders(database, ADA) == [merged]
    assert await everything(database) == before


async def test_who_took_an_address_that_was_free_keeps_it(gateway: Gateway, database: Database) -> None:
    kept, merged = await put(database, EVE), await put(database, ADA)
    merge(gateway, kept, merged)
    third = gateway.act("customerCreate", email=ADA)["customer"]["id"]
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert await holders(database, ADA) == [third]
    emails = {each["id"]: each["email"] for each in await Imports(database).rows(Customer)}
    assert emails == {kept: EVE, merged: ADA, third: ADA}


async def test_who_got_an_address_from_a_third_keeps_it(gateway: Gateway, database: Database) -> None:
    """It passed to one, who let it go, and to the next by rights of its own."""
    kept, merged = await put(database, EVE), await put(database, ADA)
    third, fourth = await put(database, ADA, holds=False), await put(database, ADA, holds=False)
    third, fourth = sorted((third, fourth))
    merge(gateway, kept, merged)
    assert await holders(database, ADA) == [third]
    gateway.act("customerUpdate", id=third, email="third@example.com")
    assert await holders(database, ADA) == [fourth]
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert await holders(database, ADA) == [fourth]


async def one_of_a_system_and_one_of_ours(gateway: Gateway, database: Database) -> tuple[str, str]:
    """The one address came with a record; the other was written here, so that it counts for both."""
    record = {"id": "cust_0000000000000000000e0e", "object": "customer", "name": "Eve", "email": EVE}
    await Imports(database).take("voucherify", record)
    (kept,) = await holders(database, EVE)
    merged = gateway.act("customerCreate", firstName="Ada")["customer"]["id"]
    gateway.act("customerUpdate", id=merged, email=ADA)
    return kept, merged


async def test_the_kept_customers_own_address_counts_and_the_others_is_free(
    gateway: Gateway, database: Database
) -> None:
    """Whoever merges says whose values count: not the time at which they were written."""
    kept = gateway.act("customerCreate", email=EVE)["customer"]["id"]
    merged = gateway.act("customerCreate", email=ADA, company="Looms")["customer"]["id"]
    before = await everything(database)
    merge(gateway, kept, merged)
    assert gateway.ask("{ customers { nodes { id email company } } }")["customers"]["nodes"] == [
        {"id": kept, "email": EVE, "company": "Looms"}
    ]
    assert (await holders(database, EVE), await holders(database, ADA)) == ([kept], [])
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert await everything(database) == before


async def test_the_kept_customers_old_address_comes_back_too(gateway: Gateway, database: Database) -> None:
    kept, merged = await one_of_a_system_and_one_of_ours(gateway, database)
    third = await put(database, EVE, holds=False)
    before = await everything(database)
    merge(gateway, kept, merged)
    assert (await holders(database, EVE), await holders(database, ADA)) == ([third], [kept])
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert (await holders(database, EVE), await holders(database, ADA)) == ([kept], [merged])
    assert await everything(database) == before


async def test_the_kept_customers_old_address_stays_with_who_took_it(
    gateway: Gateway, database: Database
) -> None:
    kept, merged = await one_of_a_system_and_one_of_ours(gateway, database)
    merge(gateway, kept, merged)
    third = gateway.act("customerCreate", email=EVE)["customer"]["id"]
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert (await holders(database, EVE), await holders(database, ADA)) == ([third], [merged])
    emails = {each["id"]: each["email"] for each in await Imports(database).rows(Customer)}
    assert emails == {kept: EVE, merged: ADA, third: EVE}
