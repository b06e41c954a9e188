"""A merge and the right to be forgotten, or to know: what is held about one person is found under all its ids."""

import json

import pytest
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.database import Database
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.records.model import MERGED
from gateway.settings import Settings
from gateway.sources.likeness.suggesting import suggest
from tests.app.client import Gateway
from tests.identity.deciding import everything
from tests.identity.forgetting import events_of, forget, remove, rows_of
from tests.privacy.canaries import STEM
from tests.sources.imports import Imports


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
