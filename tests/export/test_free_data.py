"""Free data that several systems fill: each gets back its own, with what was changed here."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.database import Database
from gateway.domain.customers.free_data import ADDED, CHANGED, Keys
from gateway.domain.customers.model import Customer
from gateway.settings import Settings
from gateway.sources.documents.free_data import free_data
from tests.app.client import Gateway
from tests.export.conftest import work
from tests.export.exports import GivenBack, exported, text_of
from tests.export.random_documents import OBJECT
from tests.export.test_round_trip import FEW, change, empty_database, on_copy
from tests.sources.documents import commerce_layer_customer, voucherify_customer
from tests.sources.imports import Imports

__all__ = ["empty_database"]

EMAIL = "mira@looms.example"
LATER = "2031-06-01T00:00:00.000Z"
READ = "{ customers { nodes { id metadata } } }"


def shop(metadata: Any, **attributes: Any) -> dict[str, Any]:
    return commerce_layer_customer(email=EMAIL, metadata=metadata, **attributes)


def loyalty(metadata: Any) -> dict[str, Any]:
    return voucherify_customer(email=EMAIL, metadata=metadata)


@pytest.fixture
def merged(gateway: Gateway, take: Any) -> dict[str, Any]:
    """One person of two systems."""
    take("voucherify", loyalty({"a": 1, "n": {"x": 1, "y": 2}}))
    take("commerce_layer", shop({"b": 2}))
    (customer,) = gateway.ask(READ)["customers"]["nodes"]
    assert customer["metadata"] == {"b": 2, "a": 1, "n": {"x": 1, "y": 2}}
    found: dict[str, Any] = customer
    return found


def test_a_key_that_is_new_reaches_all_and_no_other_key_does(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack
) -> None:
    gateway.act("customerUpdate", id=merged["id"], metadata=merged["metadata"] | {"new": 3})
    assert given_back("VOUCHERIFY") == loyalty({"a": 1, "n": {"x": 1, "y": 2}, "new": 3})
    assert given_back("COMMERCE_LAYER") == shop({"b": 2, "new": 3})


def test_a_value_that_was_changed_reaches_those_that_have_the_key(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack
) -> None:
    values = merged["metadata"] | {"a": True, "n": {"x": 1, "y": 9}}
    gateway.act("customerUpdate", id=merged["id"], metadata=values)
    assert given_back("VOUCHERIFY") == loyalty({"a": True, "n": {"x": 1, "y": 9}})
    assert given_back("COMMERCE_LAYER") == shop({"b": 2})


def test_a_key_that_was_removed_goes_where_it_was(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack
) -> None:
    gateway.act("customerUpdate", id=merged["id"], metadata={"b": 2, "n": {"x": 1, "y": 2}})
    assert given_back("VOUCHERIFY") == loyalty({"n": {"x": 1, "y": 2}})
    assert given_back("COMMERCE_LAYER") == shop({"b": 2})


def test_what_was_changed_first_stays_changed_when_more_is(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack
) -> None:
    first = merged["metadata"] | {"new": 3, "a": 5}
    gateway.act("customerUpdate", id=merged["id"], metadata=first)
    gateway.act("customerUpdate", id=merged["id"], metadata=first | {"new": 4, "b": 6})
    assert given_back("VOUCHERIFY") == loyalty({"a": 5, "n": {"x": 1, "y": 2}, "new": 4})
    assert given_back("COMMERCE_LAYER") == shop({"b": 6, "new": 4})


def test_what_a_system_changes_later_is_not_written_back(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack, take: Any
) -> None:
    values = merged["metadata"] | {"new": 3}
    gateway.act("customerUpdate", id=merged["id"], metadata=values)
    newer = shop({"b": 7, "c": 8, "new": 3}, updated_at=LATER)
    take("commerce_layer", newer)
    assert given_back("COMMERCE_LAYER") == newer
    assert gateway.ask(READ)["customers"]["nodes"][0]["metadata"] == values


def test_a_value_that_is_changed_back_reaches_who_was_told_the_other(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack, take: Any
) -> None:
    gateway.act("customerUpdate", id=merged["id"], metadata=merged["metadata"] | {"b": 3})
    take("commerce_layer", shop({"b": 3}, updated_at=LATER))
    gateway.act("customerUpdate", id=merged["id"], metadata=merged["metadata"])
    assert given_back("COMMERCE_LAYER") == shop({"b": 2}, updated_at=LATER)


def test_a_changed_key_that_nobody_has_any_more_is_ours(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack, take: Any
) -> None:
    gateway.act("customerUpdate", id=merged["id"], metadata=merged["metadata"] | {"b": 3})
    take("commerce_layer", shop({}, updated_at=LATER))
    assert given_back("COMMERCE_LAYER") == shop({"b": 3}, updated_at=LATER)
    assert given_back("VOUCHERIFY") == loyalty({"a": 1, "n": {"x": 1, "y": 2}, "b": 3})


def test_free_data_that_was_cleared_is_null(
    gateway: Gateway, merged: dict[str, Any], given_back: GivenBack
) -> None:
    gateway.act("customerUpdate", id=merged["id"], metadata=None)
    assert given_back("VOUCHERIFY") == loyalty(None)
    assert given_back("COMMERCE_LAYER") == shop(None)


def test_of_who_was_made_here_all_keys_are_ours(gateway: Gateway, take: Any, given_back: GivenBack) -> None:
    gateway.act("customerCreate", email=EMAIL, metadata={"mine": 1})
    take("voucherify", loyalty({"a": 1}))
    assert given_back("VOUCHERIFY") == loyalty({"a": 1, "mine": 1})


def test_own_values_without_a_note_are_compared_with_what_all_systems_say(
    gateway: Gateway, settings: Settings, merged: dict[str, Any], given_back: GivenBack
) -> None:
    values = {"b": 2, "a": 5, "n": {"x": 1, "y": 2}, "new": 3}
    written = {"value": values, "at": "2026-01-02T00:00:00.000Z", "by": {}}

    async def write(database: Database) -> None:
        own = {"metadata": written}
        await Imports(database).change(Customer, merged["id"], own_values=own, metadata=values, version=3)

    work(settings, write)
    assert given_back("VOUCHERIFY") == loyalty({"a": 5, "n": {"x": 1, "y": 2}, "new": 3})
    assert given_back("COMMERCE_LAYER") == shop({"b": 2, "new": 3})
    gateway.act("customerUpdate", id=merged["id"], metadata=values | {"b": 4})
    assert given_back("VOUCHERIFY") == loyalty({"a": 5, "n": {"x": 1, "y": 2}, "new": 3})
    assert given_back("COMMERCE_LAYER") == shop({"b": 4, "new": 3})


@pytest.mark.parametrize(
    ("document", "value", "keys", "others", "result"),
    [
        (None, {"a": 1}, {}, [{"a": 1}], None),
        (None, {"a": 1}, {"a": ADDED}, [], {"a": 1}),
        ({}, {"a": 1}, {}, [{"a": 1}], {}),
        ({"a": 1}, None, {"a": CHANGED}, [], None),
        ({"b": 1}, {"b": {"x": 1}}, {"b": {"x": ADDED}}, [], {"b": {"x": 1}}),
        (
            {"b": {"y": 1}},
            {"b": {"x": 1, "z": 1}},
            {"b": {"x": ADDED}},
            [{"b": {"z": 1}}],
            {"b": {"y": 1, "x": 1}},
        ),
        ({}, {"b": {"x": 1, "z": 1}}, {"b": {"x": ADDED}}, [{"b": {"z": 1}}], {}),
    ],
)
def test_one_document(document: Any, value: Any, keys: Keys, others: list[Any], result: Any) -> None:
    assert free_data(document, value, keys, [document, *others]) == result


@FEW
@given(
    of_shop=OBJECT,
    of_loyalty=OBJECT,
    added=st.integers(0, 2),
    chosen=st.lists(st.sampled_from(["keep", "remove", "change"]), min_size=8, max_size=8),
)
def test_each_system_differs_in_what_was_changed_here_and_nowhere_else(
    empty_database: Path, of_shop: Any, of_loyalty: Any, added: int, chosen: list[str]
) -> None:
    first, second = (json.loads(text_of(each)) for each in (shop(of_shop), loyalty(of_loyalty)))

    async def write(database: Database, directory: Path) -> None:
        imports = Imports(database)
        await imports.take("commerce_layer", first)
        await imports.take("voucherify", second)
        customer = await imports.customer()
        known = dict(zip(customer["metadata"], chosen, strict=False))
        new = {f"added-{number}": number for number in range(added)}
        values = {
            key: {"changed": "here"} if known[key] == "change" else value
            for key, value in customer["metadata"].items()
            if known[key] != "remove"
        }
        await change(database, customer["id"], {"metadata": values | new})
        for system, document, metadata in (
            ("commerce_layer", first, first["attributes"]["metadata"]),
            ("voucherify", second, second["metadata"]),
        ):
            (line,) = await exported(database, system, directory)
            expected = {
                key: {"changed": "here"} if known[key] == "change" else value
                for key, value in metadata.items()
                if known[key] != "remove"
            } | new
            told = json.loads(line)
            place = told["attributes"] if system == "commerce_layer" else told
            assert place["metadata"] == expected
            place["metadata"] = metadata
            assert told == document

    asyncio.run(on_copy(empty_database, write))
