"""Who was one customer with another, or had what is another's now, is forgotten in that one's history, too."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from gateway.columns import format_instant
from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.records.model import MERGED
from gateway.events.erasure import take_out
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.identity.deciding import everything
from tests.identity.forgetting import events_of, forget, remove, rows_of
from tests.privacy.canaries import STEM
from tests.sources.imports import Imports

Join = Callable[[Gateway, Database], Awaitable[str]]
"""Two people become one customer, whose id it is."""

COMMERCE_LAYER = {
    "data": {
        "id": "cLaKept001",
        "type": "customers",
        "attributes": {
            "email": "kept@one.example",
            "reference": f"{STEM}-kept-reference",
            "metadata": {"word": f"{STEM}-kept-word", "both": "Looms"},
            "created_at": "2023-04-01T08:00:00.000Z",
            "updated_at": "2024-06-01T08:00:00.000Z",
        },
        "meta": {"mode": "live"},
    }
}
VOUCHERIFY = {
    "id": "cust_Left000000000000000001",
    "name": f"{STEM}-left Berg",
    "email": "left@two.example",
    "phone": "+44 20 7946 0874",
    "description": f"{STEM}-left-description",
    "address": {"city": f"{STEM}-left-city", "line_1": "Stora gatan 1", "country": "Sweden"},
    "metadata": {"secret": f"{STEM}-left-secret", "both": "Looms"},
    "created_at": "2023-06-01T08:00:00.000Z",
    "object": "customer",
}
BUSINESS = {
    "id": "cust_left",
    "lastname": f"{STEM}-left",
    "email": "left@two.example",
    "preferred_language": "de",
    "createdAt": 1711958400000,
    "updatedAt": 1719820800000,
}
TIME = "2021-02-03T04:05:06.000Z"
OTHER_HOLDER = {
    "id": "cust_Right00000000000000001",
    "email": "right@two.example",
    "phone": None,
    "name": "Ek",
}
LEFT = (f"{STEM}-left", "left@two.example", "20 7946 0874", "2079460874")
KEPT = (f"{STEM}-kept", "kept@one.example")


async def join_by_merge(gateway: Gateway, database: Database) -> str:
    """Two customers who had nothing in common, merged by somebody."""
    imports = Imports(database)
    await imports.take("commerce_layer", COMMERCE_LAYER)
    await imports.take("voucherify", VOUCHERIFY)
    kept, other = (row["id"] for row in sorted(await imports.rows(Customer), key=lambda row: row["email"]))
    payload = gateway.act("customerMerge", "mergedCustomerId", customerId=kept, otherId=other)
    assert payload == {"mergedCustomerId": other, "userErrors": []}
    return str(kept)


async def join_by_import(gateway: Gateway, database: Database) -> str:
    """A record that was linked when it came, since both name the same identifier of a third system."""
    imports = Imports(database)
    await imports.take("commerce_layer", COMMERCE_LAYER)
    ((kept,),) = ([row["id"]] for row in await imports.rows(Customer))
    await imports.take("voucherify", VOUCHERIFY | {"email": "kept@one.example"})
    assert [row["id"] for row in await imports.rows(Customer)] == [kept]
    # From now on it says something else; the link stays, with what had matched.
    await imports.take("voucherify", VOUCHERIFY | {"updated_at": "2024-07-01T08:00:00.000Z"})
    return str(kept)


def unlink(gateway: Gateway, kept: str, system: str = "VOUCHERIFY") -> str:
    """A system's record leaves; the customer that is made of it."""
    query = "query($id: ID!) { customer(id: $id) { identity { links { id system } } } }"
    links = gateway.ask(query, id=kept)["customer"]["identity"]["links"]
    (link,) = [each["id"] for each in links if each["system"] == system]
    payload = gateway.act("customerUnlink", "customer { id }", linkId=link)
    assert payload["userErrors"] == []
    left: str = payload["customer"]["id"]
    assert left != kept
    return left


async def test_after_a_merge_was_undone_each_is_forgotten_in_the_others_history(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """What the other one has itself stays in its events, which tell everything else as before."""
    kept, other = (
        gateway.act(
            "customerCreate", lastName=f"{STEM}-{name}", company="Looms", **{field: f"{STEM}-{name}-words"}
        )["customer"]["id"]
        for name, field in (("kept", "notes"), ("other", "description"))
    )
    gateway.act("customerMerge", "mergedCustomerId", customerId=kept, otherId=other)
    gateway.act("customerUnmerge", "customer { id }", id=other)
    before = await events_of(database, kept)
    assert f"{STEM}-other" in str(before)
    await forget(gateway, database, settings, other)
    after = await events_of(database, kept)
    assert [event["id"] for event in after] == [event["id"] for event in before]
    assert f"{STEM}-other" not in str(after)
    assert str(after).count(f"{STEM}-kept") == str(before).count(f"{STEM}-kept") > 0
    assert str(after).count("Looms") == str(before).count("Looms") > 0
    # Words that tell nobody, such as a status, stay whoever had them.
    assert str(after).count("PROSPECT") == str(before).count("PROSPECT") > 0
    # The kept customer itself can be forgotten as anybody else.
    await forget(gateway, database, settings, kept)
    assert STEM not in str(await everything(database))


@pytest.mark.parametrize("join", [join_by_merge, join_by_import], ids=["merged", "imported"])
async def test_who_left_with_a_record_is_forgotten_in_the_others_history(
    gateway: Gateway, database: Database, settings: Settings, join: Join
) -> None:
    kept = await join(gateway, database)
    left = unlink(gateway, kept)
    before = await events_of(database, kept)
    assert LEFT[0] in str(before)
    assert gateway.act("customerRequestAnonymization", id=left)["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    after = await events_of(database, kept)
    held = str(after) + str(await everything(database)) + str(await rows_of(database, str(MERGED.name)))
    assert [canary for canary in LEFT if canary in held] == []
    assert [event["id"] for event in after] == [event["id"] for event in before]
    for canary in (*KEPT, "Looms"):
        assert str(after).count(canary) == str(before).count(canary) > 0


async def test_who_left_is_forgotten_in_the_history_of_whoever_it_was_with_is_part_of_now(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    kept = await join_by_merge(gateway, database)
    left = unlink(gateway, kept)
    whole = gateway.act("customerCreate", lastName="Whole")["customer"]["id"]
    assert gateway.act("customerMerge", customerId=whole, otherId=kept)["userErrors"] == []
    await forget(gateway, database, settings, left)
    held = str(await everything(database)) + str(await rows_of(database, "event_store"))
    assert [
        canary for canary in LEFT if canary in held + str(await rows_of(database, str(MERGED.name)))
    ] == []
    assert KEPT[0] in held


async def test_the_others_past_is_still_told_without_who_was_forgotten(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """A time, and a language that everybody has, tell nobody, whoever's record they came from."""
    imports = Imports(database)
    await imports.take("commerce_layer", COMMERCE_LAYER)
    await imports.take("business", BUSINESS)
    kept, other = (row["id"] for row in sorted(await imports.rows(Customer), key=lambda row: row["email"]))
    assert gateway.act("customerMerge", customerId=kept, otherId=other)["userErrors"] == []
    shown = "lastName preferredLanguage updatedAt"
    query = f"query($id: ID!, $then: DateTime) {{ customer(id: $id, asOf: $then) {{ {shown} }} }}"
    together = {
        "lastName": f"{STEM}-left",
        "preferredLanguage": "de",
        "updatedAt": "2024-07-01T08:00:00.000Z",
    }
    assert gateway.ask(query, id=kept)["customer"] == together
    then = format_instant((await events_of(database, kept))[-1]["created_at"])
    left = unlink(gateway, kept, "BUSINESS")
    await forget(gateway, database, settings, left)
    past = gateway.ask(query, id=kept, then=then)["customer"]
    assert past == together | {"lastName": None, "preferredLanguage": "en"}


async def test_who_left_twice_is_forgotten_where_it_was_first(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    kept = await join_by_merge(gateway, database)
    between = unlink(gateway, kept)
    gateway.act("customerUpdate", id=between, notes="Between")
    left = unlink(gateway, between)
    before = await events_of(database, kept)
    assert LEFT[0] in str(before)
    await forget(gateway, database, settings, left)
    after = await events_of(database, kept)
    held = str(after) + str(await everything(database)) + str(await rows_of(database, str(MERGED.name)))
    assert [canary for canary in LEFT if canary in held] == []
    assert str(after).count(KEPT[0]) == str(before).count(KEPT[0]) > 0


async def test_whose_order_was_with_another_is_forgotten_there(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """Its system said at first that it was somebody else's."""
    imports = Imports(database)
    buyers = [customer | {"address": None} for customer in (VOUCHERIFY, VOUCHERIFY | OTHER_HOLDER)]
    for each in buyers:
        await imports.take("voucherify", each)
    wrong, right = (row["id"] for row in sorted(await imports.rows(Customer), key=lambda row: row["email"]))
    order = {
        "id": "ord_1",
        "object": "order",
        "status": "PAID",
        "amount": 1000,
        "created_at": VOUCHERIFY["created_at"],
    }
    order |= {"metadata": {"engraved": f"{STEM}-engraved"}}
    for day, holder in enumerate(buyers, 1):
        named = {"customer_id": holder["id"], "customer": {"id": holder["id"], "object": "customer"}}
        times = {"updated_at": f"2024-07-{day:02}T08:00:00.000Z"}
        await imports.take("voucherify", order | named | times)
    assert f"{STEM}-engraved" in str(await events_of(database, wrong))
    await forget(gateway, database, settings, right)
    assert f"{STEM}-engraved" not in str(await events_of(database, wrong)) + str(await everything(database))


async def test_who_was_linked_elsewhere_for_a_time_is_forgotten_there(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    imports = Imports(database)
    await imports.take("commerce_layer", COMMERCE_LAYER)
    await imports.take("voucherify", VOUCHERIFY)
    kept, left = (row["id"] for row in sorted(await imports.rows(Customer), key=lambda row: row["email"]))
    # Somebody of whom something was written here does not become part of another with the only record.
    gateway.act("customerUpdate", id=left, notes=f"{STEM}-left-note")
    (record,) = (each["id"] for each in await imports.records("customer"))
    for customer_id in (kept, left):
        shown = "customer { id }"
        assert gateway.act("customerLink", shown, recordId=record, customerId=customer_id)["userErrors"] == []
    before = await events_of(database, kept)
    assert LEFT[0] in str(before)
    await forget(gateway, database, settings, left)
    after = await events_of(database, kept)
    held = str(after) + str(await everything(database))
    assert [canary for canary in LEFT if canary in held] == []
    assert [event["id"] for event in after] == [event["id"] for event in before]
    assert str(after).count(KEPT[0]) == str(before).count(KEPT[0]) > 0


async def test_the_past_can_be_asked_for_where_times_were_taken_out_of_events(
    gateway: Gateway, database: Database
) -> None:
    """Earlier versions forgot with a person the times that only that one had."""
    imports = Imports(database)
    await imports.take("commerce_layer", COMMERCE_LAYER)
    await imports.take(
        "voucherify", VOUCHERIFY | {"created_at": TIME, "updated_at": "2025-02-03T04:05:06.000Z"}
    )
    kept, other = (row["id"] for row in sorted(await imports.rows(Customer), key=lambda row: row["email"]))
    gateway.act("customerMerge", customerId=kept, otherId=other)
    unlink(gateway, kept)
    (row,) = (each for each in await imports.rows(Customer) if each["id"] == kept)
    known = format_instant(row["created_at"])

    def without_times(event: Mapping[str, Any]) -> dict[str, Any]:
        nothing = {"from": None, "to": None}
        names = {"createdAt", "updatedAt"} & (event["changes"] or {}).keys()
        return {"changes": (event["changes"] or {}) | dict.fromkeys(names, nothing)}

    assert await database.write(lambda transaction: take_out(transaction, kept, without_times)) > 0
    query = "query($id: ID!, $at: DateTime) { customer(id: $id, asOf: $at) { id createdAt } }"
    moments = [format_instant(event["created_at"]) for event in await events_of(database, kept)]
    for at in moments:
        assert gateway.ask(query, id=kept, at=at)["customer"] == {"id": kept, "createdAt": known}


@pytest.mark.parametrize("join", [join_by_merge, join_by_import], ids=["merged", "imported"])
async def test_who_was_left_by_a_record_is_forgotten_in_the_history_of_who_went(
    gateway: Gateway, database: Database, settings: Settings, join: Join
) -> None:
    kept = await join(gateway, database)
    left = unlink(gateway, kept)
    assert gateway.act("customerRequestAnonymization", id=kept)["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == 1
    held = str(await events_of(database, left)) + str(await everything(database))
    assert [canary for canary in KEPT if canary in held] == []
    assert LEFT[0] in str(await events_of(database, left))
    assert [STEM in str(row["content"]) for row in await rows_of(database, str(MERGED.name))].count(True) == 0


async def test_who_left_with_a_record_that_its_system_deletes_is_forgotten_in_the_others_history(
    gateway: Gateway, database: Database
) -> None:
    kept = await join_by_merge(gateway, database)
    unlink(gateway, kept)
    before = await events_of(database, kept)
    assert LEFT[0] in str(before)
    await remove(database, Imports(database), "VOUCHERIFY")
    after = await events_of(database, kept)
    held = str(after) + str(await everything(database)) + str(await rows_of(database, str(MERGED.name)))
    assert [canary for canary in LEFT if canary in held] == []
    assert str(after).count(KEPT[0]) == str(before).count(KEPT[0]) > 0
