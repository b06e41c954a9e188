"""A merge and the right to be forgotten, or to know: what is held about one person is found under all its ids."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.columns import format_instant
from gateway.database import Database
from gateway.domain.customers.model import Customer
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.records.model import MERGED
from gateway.events.erasure import take_out
from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.sources.likeness.suggesting import suggest
from gateway.sources.removal import remove_record
from gateway.view import table_of
from tests.app.client import Gateway
from tests.identity.deciding import everything
from tests.privacy.canaries import STEM
from tests.sources.imports import Imports

Join = Callable[[Gateway, Database], Awaitable[str]]
"""Two people become one customer, whose id it is."""

_EVENTS = table_of(EventStore)


@pytest.fixture
def merged(gateway: Gateway) -> tuple[str, str, str]:
    """The kept customer, one that was merged into it, and one that was merged into that one before."""
    kept, middle, first = (
        gateway.act("customerCreate", lastName=f"{STEM}-{name}", notes=f"{STEM}-{name}-note")["customer"][
            "id"
        ]
        for name in ("kept", "middle", "first")
    )
    for into, other in ((middle, first), (kept, middle)):
        payload = gateway.act("customerMerge", "mergedCustomerId", customerId=into, otherId=other)
        assert payload["mergedCustomerId"] == other
    return kept, middle, first


async def rows_of(database: Database, name: str) -> list[dict[str, Any]]:
    table = SQLModel.metadata.tables[name]
    return await database.write(lambda transaction: transaction.fetch(select(table)))


async def events_of(database: Database, customer_id: str) -> list[dict[str, Any]]:
    mine = select(_EVENTS).where(_EVENTS.c.customer_id == customer_id).order_by(_EVENTS.c.position)
    return await database.write(lambda transaction: transaction.fetch(mine))


async def forget(gateway: Gateway, database: Database, settings: Settings, customer_id: str) -> None:
    assert gateway.act("customerRequestAnonymization", id=customer_id)["userErrors"] == []
    assert (await Anonymizer(database, settings).run_due()).completed == 1


async def test_what_is_remembered_of_a_merged_customer_is_forgotten_with_the_kept_one(
    gateway: Gateway, database: Database, settings: Settings, merged: tuple[str, str, str]
) -> None:
    before = await rows_of(database, str(MERGED.name))
    assert [STEM in str(row["content"]) for row in before] == [True, True]
    await forget(gateway, database, settings, merged[0])
    left = await rows_of(database, str(MERGED.name))
    assert {row["id"]: (row["customer_id"], row["content"]) for row in left} == {
        merged[1]: (merged[0], None),
        merged[2]: (merged[0], None),
    }


async def test_events_from_before_the_merge_are_forgotten_too(
    gateway: Gateway, database: Database, settings: Settings, merged: tuple[str, str, str]
) -> None:
    for key in merged:
        assert STEM in str(await events_of(database, key))
    counts = [len(await events_of(database, key)) for key in merged[1:]]
    await forget(gateway, database, settings, merged[0])
    for key in merged:
        assert STEM not in str(await events_of(database, key))
    assert [len(await events_of(database, key)) for key in merged[1:]] == counts
    assert STEM not in str(await everything(database))


async def test_a_former_id_can_be_forgotten_and_all_go(
    gateway: Gateway, database: Database, settings: Settings, merged: tuple[str, str, str]
) -> None:
    await forget(gateway, database, settings, merged[2])
    for key in merged:
        assert STEM not in str(await events_of(database, key))
    assert [row["content"] for row in await rows_of(database, str(MERGED.name))] == [None, None]


async def test_a_former_id_still_resolves_when_nothing_is_left(
    gateway: Gateway, database: Database, settings: Settings, merged: tuple[str, str, str]
) -> None:
    await forget(gateway, database, settings, merged[0])
    query = "query($id: ID!) { customer(id: $id) { id lastName anonymizationStatus } }"
    for key in merged:
        found = {"id": merged[0], "lastName": None, "anonymizationStatus": "COMPLETED"}
        assert gateway.ask(query, id=key) == {"customer": found}


async def test_who_was_forgotten_does_not_come_apart(
    gateway: Gateway, database: Database, settings: Settings, merged: tuple[str, str, str]
) -> None:
    await forget(gateway, database, settings, merged[0])
    names = ("event_store", str(MERGED.name))
    before = await everything(database), [await rows_of(database, name) for name in names]
    for key in merged[1:]:
        (error,) = gateway.act("customerUnmerge", id=key)["userErrors"]
        assert (error["code"], error["field"]) == ("CONFLICT", ["input", "id"])
        assert error["message"] == "The customer was anonymized; nothing is left of the other."
    assert (await everything(database), [await rows_of(database, name) for name in names]) == before


async def test_who_is_to_be_forgotten_does_not_come_apart(
    gateway: Gateway, database: Database, merged: tuple[str, str, str]
) -> None:
    gateway.act("customerRequestAnonymization", id=merged[0])
    before = await everything(database)
    (error,) = gateway.act("customerUnmerge", id=merged[1])["userErrors"]
    assert (error["code"], error["field"]) == ("CONFLICT", ["input", "id"])
    assert await everything(database) == before


@pytest.mark.parametrize("named", [0, 1, 2], ids=["kept", "merged", "merged before"])
async def test_an_export_has_the_events_of_all_ids(
    gateway: Gateway, database: Database, merged: tuple[str, str, str], named: int
) -> None:
    document = gateway.act("customerExport", "document", id=merged[named])["document"]
    assert document["customerId"] == merged[0]
    told = {row["id"] for row in document["records"]["event_store"]}
    exported = {
        row["id"]
        for key in merged
        for row in await events_of(database, key)
        if row["kind"] != "customer.exported"
    }
    assert told == exported
    texts = json.dumps(document["records"]["event_store"])
    assert [f"{STEM}-{name}-note" in texts for name in ("kept", "middle", "first")] == [True, True, True]


@pytest.mark.parametrize("named", [0, 1], ids=["kept", "merged"])
def test_the_command_exports_who_answers_for_an_id(
    settings: Settings, merged: tuple[str, str, str], named: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    result = CliRunner().invoke(cli, ["export-subject", merged[named]])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["customerId"] == merged[0]
    resources = {row["resource_id"] for row in document["records"]["event_store"]}
    assert set(merged) <= resources


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


REMEMBERED = ("merged_customer", "identity_suggestion")


async def alike(gateway: Gateway, database: Database) -> tuple[str, str, str]:
    """A customer, another that it is suggested to be, and somebody else."""
    ada = {"firstName": "Ada", "lastName": "Lovelace", "phone": "+46812345678"}
    misspelt = {"firstName": "Adah", "lastName": "Lovelce", "phone": "+46812345678", "company": "Lace Works"}
    one, candidate, other = (
        gateway.act("customerCreate", **given)["customer"]["id"]
        for given in (ada, misspelt, {"lastName": "Zed"})
    )
    await suggest(database, since_days=None, advance=lambda _: None)
    found = await rows_of(database, IdentitySuggestion.__tablename__)
    assert {(row["customer_id"], row["candidate_id"]) for row in found} == {
        (one, candidate),
        (candidate, one),
    }
    return one, candidate, other


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "anonymized"])
@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "merged"])
async def test_a_merge_remembers_nothing_of_a_candidate_who_was_forgotten(
    gateway: Gateway, database: Database, settings: Settings, is_kept: bool, is_deleted: bool
) -> None:
    one, candidate, other = await alike(gateway, database)
    kept, merged = (one, other) if is_kept else (other, one)
    assert gateway.act("customerMerge", customerId=kept, otherId=merged)["userErrors"] == []
    assert "lovelce" in str([await rows_of(database, name) for name in REMEMBERED]).lower()
    if is_deleted:
        assert gateway.act("customerDelete", "", id=candidate)["userErrors"] == []
    else:
        await forget(gateway, database, settings, candidate)
    assert "lovelce" not in str([await rows_of(database, name) for name in REMEMBERED]).lower()
    receipt = (await events_of(database, candidate))[-1]["payload"]["erased"]
    assert receipt["merged_customer"] == 1
    assert gateway.act("customerUnmerge", id=merged)["userErrors"] == []
    assert await rows_of(database, "identity_suggestion") == []
    query = "query($id: ID!) { customer(id: $id) { lastName phone } }"
    assert gateway.ask(query, id=one)["customer"] == {"lastName": "Lovelace", "phone": "+46812345678"}


async def test_a_merge_remembers_nothing_of_a_candidate_whom_its_system_deleted(
    gateway: Gateway, database: Database
) -> None:
    imports = Imports(database)
    misspelt = {"firstname": "Adah", "lastname": "Lovelce", "phone_number": "46812345678"}
    await imports.take("business", {"id": "cust_1", "company": "Lace Works", "updatedAt": 1, **misspelt})
    one, other = (
        gateway.act("customerCreate", **given)["customer"]["id"]
        for given in (
            {"firstName": "Ada", "lastName": "Lovelace", "phone": "+46812345678"},
            {"lastName": "Zed"},
        )
    )
    await suggest(database, since_days=None, advance=lambda _: None)
    assert gateway.act("customerMerge", customerId=other, otherId=one)["userErrors"] == []
    assert "lovelce" in str([await rows_of(database, name) for name in REMEMBERED]).lower()
    await remove(database, imports, "BUSINESS")
    assert "lovelce" not in str([await rows_of(database, name) for name in REMEMBERED]).lower()
    assert gateway.act("customerUnmerge", id=one)["userErrors"] == []
    assert await rows_of(database, "identity_suggestion") == []


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


async def remove(database: Database, imports: Imports, system: str) -> None:
    """As if the system had told that its customer is no more."""
    (record,) = (row["id"] for row in await imports.records("customer") if row["system"] == system)
    await database.write(lambda transaction: remove_record(transaction, record, imports.policy))


async def test_a_candidate_who_became_part_of_another_is_forgotten_with_that_one(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    one, candidate, other = await alike(gateway, database)
    assert gateway.act("customerMerge", customerId=one, otherId=other)["userErrors"] == []
    whole = gateway.act("customerCreate", lastName="Whole")["customer"]["id"]
    assert gateway.act("customerMerge", customerId=whole, otherId=candidate)["userErrors"] == []
    await forget(gateway, database, settings, whole)
    assert "lovelce" not in str([await rows_of(database, name) for name in REMEMBERED]).lower()


async def test_a_suggestion_keeps_nothing_of_whom_it_named_in_the_others_history(
    gateway: Gateway, database: Database, settings: Settings
) -> None:
    """The two were one for a time, and it is remembered that they are not."""
    one, candidate, _ = await alike(gateway, database)
    query = "query($id: ID!) { customer(id: $id) { identity { suggestions { id } } } }"
    (suggestion,) = gateway.ask(query, id=one)["customer"]["identity"]["suggestions"]
    assert gateway.act("customerSuggestionAccept", id=suggestion["id"])["userErrors"] == []
    assert gateway.act("customerUnmerge", id=candidate)["userErrors"] == []
    assert {row["status"] for row in await rows_of(database, "identity_suggestion")} == {"REJECTED"}
    assert "Lace Works" in str(await events_of(database, one))
    await forget(gateway, database, settings, candidate)
    held = str(await everything(database)) + str(await events_of(database, one))
    assert [each for each in ("lovelce", "lace works") if each in held.lower()] == []
    assert "Lovelace" in held
