"""What staff decides about who is who, over HTTP: merge, unmerge, link, unlink, accept and reject."""

from typing import Any

import pytest

from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.records.model import MERGED
from gateway.identifier import new_id
from tests.app.client import Gateway
from tests.identity.deciding import everything
from tests.rows import NOON
from tests.sources.imports import Imports

COMMERCE_LAYER = {
    "data": {
        "id": "cLaDa00001",
        "type": "customers",
        "attributes": {
            "email": "ada@one.example",
            "created_at": "2023-04-01T08:00:00.000Z",
            "updated_at": "2024-06-01T08:00:00.000Z",
        },
        "meta": {"mode": "live"},
    }
}
VOUCHERIFY = {
    "id": "cust_Ada0000000000000000001",
    "name": "Ada Berg",
    "email": "ada@two.example",
    "address": {"city": "Lund", "line_1": "Stora gatan 1", "country": "Sweden", "postal_code": "222 22"},
    "loyalty": {"points": 120, "referred_customers": 0, "campaigns": {"Autumn": {"points": 120}}},
    "created_at": "2023-06-01T08:00:00.000Z",
    "object": "customer",
}
WHO = """query($id: ID!) { customer(id: $id) { id email name loyalty { points } address { city } tags
  identity { links { id system externalId rule evidence linkedBy } suggestions { id score status customer { id } } }
  addresses { nodes { city } } } }"""


@pytest.fixture
async def pair(gateway: Gateway, database: Database) -> tuple[str, str]:
    """A customer of Commerce Layer, and one of Voucherify that has nothing in common with it."""
    imports = Imports(database)
    await imports.take("commerce_layer", COMMERCE_LAYER)
    await imports.take("voucherify", VOUCHERIFY)
    assert imports.refusals == []
    kept, merged = sorted(await imports.rows(Customer), key=lambda row: row["email"])
    return kept["id"], merged["id"]


def who(gateway: Gateway, key: str) -> Any:
    return gateway.ask(WHO, id=key)["customer"]


def merge(gateway: Gateway, kept: str, merged: str, name: str = "customerMerge") -> Any:
    shown = "customer { id name loyalty { points } } mergedCustomerId moved"
    return gateway.act(name, shown, customerId=kept, otherId=merged)


async def test_merged_customers_are_one(gateway: Gateway, pair: tuple[str, str]) -> None:
    kept, merged = pair
    answer = merge(gateway, kept, merged)
    assert answer["customer"] == {"id": kept, "name": "Ada Berg", "loyalty": {"points": 120}}
    assert answer["mergedCustomerId"] == merged
    assert answer["moved"]["identity_link.customer_id"] == 1
    assert answer["userErrors"] == []
    found = who(gateway, kept)
    assert found["email"] == "ada@one.example"
    assert [(each["system"], each["rule"]) for each in found["identity"]["links"]] == [
        ("COMMERCE_LAYER", "FIRST"),
        ("VOUCHERIFY", "STAFF"),
    ]


async def test_an_old_id_resolves_everywhere(gateway: Gateway, pair: tuple[str, str]) -> None:
    kept, merged = pair
    merge(gateway, kept, merged)
    found = gateway.ask(
        """query($id: ID!) { customer(id: $id) { id } node(id: $id) { id } nodes(ids: [$id, $id]) { id }
        customerBy(identifier: {id: $id}) { id } }""",
        id=merged,
    )
    one = {"id": kept}
    assert found == {"customer": one, "node": one, "nodes": [one, one], "customerBy": one}
    changed = gateway.act("customerUpdate", "customer { id firstName }", id=merged, firstName="Ada")
    assert changed["customer"] == {"id": kept, "firstName": "Ada"}


async def test_a_chain_of_merges_resolves_to_its_end(gateway: Gateway, pair: tuple[str, str]) -> None:
    first, second = pair
    third = gateway.act("customerCreate", email="third@example.com")["customer"]["id"]
    merge(gateway, second, first)
    merge(gateway, third, second)
    assert who(gateway, first)["id"] == third
    assert who(gateway, second)["id"] == third


async def test_a_chain_is_undone_from_its_end(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    first, second = pair
    third = gateway.act("customerCreate", email="third@example.com")["customer"]["id"]
    merge(gateway, second, first)
    merge(gateway, third, second)
    before = await everything(database)
    (error,) = gateway.act("customerUnmerge", id=first)["userErrors"]
    assert (error["code"], error["field"]) == ("CONFLICT", ["input", "id"])
    assert await everything(database) == before
    assert gateway.act("customerUnmerge", "customer { id }", id=second)["customer"] == {"id": second}
    assert gateway.act("customerUnmerge", "customer { id }", id=first)["customer"] == {"id": first}


async def test_unmerging_brings_both_back(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    before = await everything(database)
    merge(gateway, kept, merged)
    answer = gateway.act("customerUnmerge", "customer { id } other { id }", id=merged)
    assert (answer["customer"]["id"], answer["other"]["id"]) == (merged, kept)
    assert await everything(database) == before


async def test_what_a_record_changed_since_goes_with_it(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    merge(gateway, kept, merged)
    imports = Imports(database)
    await imports.take(
        "voucherify", VOUCHERIFY | {"name": "Ada Borg", "updated_at": "2025-06-01T08:00:00.000Z"}
    )
    assert who(gateway, kept)["name"] == "Ada Borg"
    gateway.act("customerUnmerge", "customer { id }", id=merged)
    assert who(gateway, kept)["name"] is None
    assert who(gateway, merged)["name"] == "Ada Borg"


async def test_what_was_made_since_stays(gateway: Gateway, pair: tuple[str, str]) -> None:
    kept, merged = pair
    merge(gateway, kept, merged)
    gateway.act(
        "customerAddressCreate", "customerAddress { id }", customerId=kept, line1="Lilla torg 2", city="Malmö"
    )
    gateway.act("customerUnmerge", "customer { id }", id=merged)
    cities = {key: [each["city"] for each in who(gateway, key)["addresses"]["nodes"]] for key in pair}
    assert cities == {kept: ["Malmö"], merged: ["Lund"]}


async def test_a_preview_shows_the_merge_and_changes_nothing(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    before = await everything(database)
    answer = merge(gateway, kept, merged, "customerMergePreview")
    assert answer["customer"] == {"id": kept, "name": "Ada Berg", "loyalty": {"points": 120}}
    assert answer["moved"]["identity_link.customer_id"] == 1
    assert await everything(database) == before
    assert who(gateway, merged)["id"] == merged


async def test_who_is_to_be_forgotten_is_not_merged(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    gateway.act("customerRequestAnonymization", "customer { id }", id=merged)
    before = await everything(database)
    for name in ("customerMerge", "customerMergePreview"):
        (error,) = merge(gateway, kept, merged, name)["userErrors"]
        assert (error["code"], error["field"]) == ("CONFLICT", ["input", "otherId"])
    assert await everything(database) == before


async def test_nobody_is_merged_with_himself(gateway: Gateway, pair: tuple[str, str]) -> None:
    (error,) = merge(gateway, pair[0], pair[0])["userErrors"]
    assert (error["code"], error["field"]) == ("CONFLICT", ["input", "otherId"])


async def test_events_tell_both_that_they_became_one(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    merge(gateway, kept, merged)
    told = {
        row["resource_id"]: (row["payload"], row["who"]["application"]["id"])
        for row in await Imports(database).events()
        if row["event"] == "merge"
    }
    assert told[merged][0] == {"into": kept}
    assert told[kept][0]["merged"] == merged


async def test_the_customer_before_the_merge_is_remembered(gateway: Gateway, pair: tuple[str, str]) -> None:
    kept, merged = pair
    query = """query($id: ID!, $at: DateTime!) { customer(id: $id, asOf: $at) {
      id email name address { city } addresses { nodes { city } } } }"""
    at = gateway.ask("{ customers(first: 1) { nodes { id } } }") and _now()
    before = gateway.ask(query, id=kept, at=at)["customer"]
    merge(gateway, kept, merged)
    assert gateway.ask(query, id=kept, at=at)["customer"] == before
    merged_at = _now()
    during = gateway.ask(query, id=kept, at=merged_at)["customer"]
    assert during["name"] == "Ada Berg"
    assert during["addresses"]["nodes"] == [{"city": "Lund"}]
    gateway.act("customerUnmerge", "customer { id }", id=merged)
    assert gateway.ask(query, id=kept, at=merged_at)["customer"] == during
    assert gateway.ask(query, id=kept, at=at)["customer"] == before


def _now() -> str:
    import time

    from gateway.columns import format_instant
    from gateway.entity import now

    time.sleep(0.005)
    found = format_instant(now())
    time.sleep(0.005)
    return found


async def test_a_record_that_is_taken_away_becomes_a_customer(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    merge(gateway, kept, merged)
    link = next(each for each in who(gateway, kept)["identity"]["links"] if each["system"] == "VOUCHERIFY")
    answer = gateway.act("customerUnlink", "customer { id } other { id }", linkId=link["id"])
    new = answer["customer"]["id"]
    assert answer["other"]["id"] == kept
    assert new not in (kept, merged)
    left, found = who(gateway, kept), who(gateway, new)
    assert (left["name"], left["loyalty"], left["address"]) == (None, None, None)
    assert (found["name"], found["loyalty"], found["address"]) == (
        "Ada Berg",
        {"points": 120},
        {"city": "Lund"},
    )
    assert [each["rule"] for each in found["identity"]["links"]] == ["UNLINKED"]
    pairs = {
        (row["customer_id"], row["candidate_id"], row["status"])
        for row in await Imports(database).rows(IdentitySuggestion)
    }
    assert pairs == {(kept, new, "REJECTED"), (new, kept, "REJECTED")}


async def test_the_only_record_is_not_taken_away(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    (link,) = who(gateway, pair[0])["identity"]["links"]
    before = await everything(database)
    (error,) = gateway.act("customerUnlink", linkId=link["id"])["userErrors"]
    assert (error["code"], error["field"]) == ("CONFLICT", ["input", "linkId"])
    assert await everything(database) == before


async def test_a_customer_without_a_record_left_becomes_part_of_the_other(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    record = next(row for row in await Imports(database).records("customer") if row["customer_id"] == merged)
    answer = gateway.act(
        "customerLink", "customer { id } link { rule }", recordId=record["id"], customerId=kept
    )
    assert (answer["customer"]["id"], answer["link"]["rule"]) == (kept, "STAFF")
    assert who(gateway, merged)["id"] == kept
    assert len(await Imports(database).rows_of(MERGED, "id")) == 1


async def test_a_record_goes_back_to_whom_it_was_taken_from(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    other = gateway.act("customerCreate", email="other@example.com")["customer"]["id"]
    merge(gateway, kept, merged)
    record = next(row for row in await Imports(database).records("customer") if row["system"] == "VOUCHERIFY")
    gateway.act("customerLink", "customer { id }", recordId=record["id"], customerId=other)
    assert (who(gateway, kept)["name"], who(gateway, other)["name"]) == (None, "Ada Berg")
    assert (who(gateway, kept)["loyalty"], who(gateway, other)["loyalty"]) == (None, {"points": 120})


async def _suggest(database: Database, one: str, other: str) -> str:
    ids = [new_id("sug"), new_id("sug")]
    ends = ((one, other), (other, one))
    rows = [
        {
            "id": key,
            "environment": "LIVE",
            "version": 1,
            "created_at": NOON,
            "updated_at": NOON,
            "customer_id": a,
            "candidate_id": b,
            "score": 88,
            "reasons": [{"code": "SAME_NAME"}],
            "status": "OPEN",
            "suggested_at": NOON,
        }
        for key, (a, b) in zip(ids, ends, strict=True)
    ]
    await database.write(lambda transaction: transaction.insert_many(IdentitySuggestion, rows))
    return ids[0]


async def test_an_accepted_suggestion_makes_one_of_two(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    suggestion = await _suggest(database, kept, merged)
    assert gateway.act("customerSuggestionAccept", id=suggestion)["customer"]["id"] == kept
    (link,) = [each for each in who(gateway, kept)["identity"]["links"] if each["system"] == "VOUCHERIFY"]
    assert (link["rule"], link["evidence"]["reasons"]) == ("SUGGESTION", [{"code": "SAME_NAME"}])
    gateway.act("customerUnmerge", id=merged)
    (remembered,) = who(gateway, kept)["identity"]["suggestions"]
    assert (remembered["id"], remembered["status"]) == (suggestion, "REJECTED")


async def test_a_rejected_suggestion_is_remembered(
    gateway: Gateway, database: Database, pair: tuple[str, str]
) -> None:
    kept, merged = pair
    suggestion = await _suggest(database, kept, merged)
    answer = gateway.act("customerSuggestionReject", "suggestion { status }", id=suggestion)
    assert answer["suggestion"] == {"status": "REJECTED"}
    (error,) = gateway.act("customerSuggestionAccept", id=suggestion)["userErrors"]
    assert error["field"] == ["input", "id"]
    assert [each["status"] for each in who(gateway, merged)["identity"]["suggestions"]] == ["REJECTED"]


@pytest.mark.parametrize("first", [0, 1], ids=["the first", "the second"])
async def test_of_two_merged_into_one_either_comes_back_first(
    gateway: Gateway, database: Database, pair: tuple[str, str], first: int
) -> None:
    """a → c and b → c, taken back in the order in which they were done, and the other way round."""
    third = gateway.act("customerCreate", email="third@example.com", tags=["own"])["customer"]["id"]
    start = await everything(database)
    for each in pair:
        merge(gateway, third, each)
    order = (pair[first], pair[1 - first])
    assert gateway.act("customerUnmerge", "customer { id }", id=order[0])["customer"] == {"id": order[0]}
    assert [who(gateway, key)["id"] for key in (*order, third)] == [order[0], third, third]
    assert gateway.act("customerUnmerge", "customer { id }", id=order[1])["customer"] == {"id": order[1]}
    assert await everything(database) == start
    assert await Imports(database).rows_of(MERGED, "id") == []
