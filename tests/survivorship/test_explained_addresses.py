"""Where an address comes from, who else has one for its place, and when two are not the same."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.database import open_database
from gateway.settings import Settings
from gateway.sources.derive import Candidate
from gateway.sources.primary_address import contradict
from gateway.sources.recompute import recompute_all
from gateway.sources.survivorship import DEFAULT
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.sources.imports import Imports
from tests.sources.test_one_person import BUSINESS, VOUCHERIFY
from tests.survivorship.test_own_addresses import listed
from tests.survivorship.test_own_values import work
from tests.survivorship.test_removal import remove

__all__ = ["gateway", "settings"]

ASK = """
query($fields: [String!]) { customers(first: 1) { nodes {
  id address { id city origin { system externalId changedAt changedFields } }
  provenance(fields: $fields) {
    field value system externalId isPinned by reason candidates { value system externalId isPinned }
  }
  conflicts { field values { value system } }
} } }
"""
EMAIL = "nora.lind@mail.example"
FOUND = "{ customers(filter: {hasConflict: {field: ADDRESS}}) { nodes { id } } }"
LOYAL = {
    **VOUCHERIFY,
    "address": {"city": "MALMO", "line_1": "Lilla torg 2", "country": "Sweden", "postal_code": "21134"},
}
"""The same person, with the same address in another spelling."""


def take(settings: Settings, *documents: tuple[str, Any]) -> None:
    async def run() -> None:
        database = open_database(settings)
        await database.open()
        try:
            imports = Imports(database)
            for system, document in documents:
                await imports.take(system, document)
            assert imports.refusals == []
        finally:
            await database.close()

    asyncio.run(run())


def both(settings: Settings) -> None:
    """One person, of whom two systems have different addresses; that of BUSINESS counts."""
    take(settings, ("voucherify", VOUCHERIFY), ("business", BUSINESS))


def customer(gateway: Gateway, *fields: str) -> Any:
    (found,) = gateway.ask(ASK, fields=list(fields))["customers"]["nodes"]
    return found


def told(gateway: Gateway, field: str) -> Any:
    (found,) = customer(gateway, field)["provenance"]
    return found


def is_found(gateway: Gateway) -> bool:
    return bool(gateway.ask(FOUND)["customers"]["nodes"])


def test_an_address_tells_whose_it_is_and_which_others_there_are(
    gateway: Gateway, settings: Settings
) -> None:
    both(settings)
    found = told(gateway, "address")
    (other,) = found["candidates"]
    assert (found["system"], found["externalId"], found["isPinned"]) == ("BUSINESS", "cust_77aa", False)
    assert (found["value"]["line1"], found["value"]["city"]) == ("Lilla torg 2", "Malmö")
    assert (found["by"], found["reason"]) == (None, None)
    assert (other["system"], other["value"]["line1"], other["value"]["city"]) == (
        "VOUCHERIFY",
        "Stora gatan 1",
        "Lund",
    )


def test_a_part_of_an_address_is_asked_for_by_its_path(gateway: Gateway, settings: Settings) -> None:
    both(settings)
    assert told(gateway, "address.city") == {
        "field": "address.city",
        "value": "Malmö",
        "system": "BUSINESS",
        "externalId": "cust_77aa",
        "isPinned": False,
        "by": None,
        "reason": None,
        "candidates": [
            {
                "value": "Lund",
                "system": "VOUCHERIFY",
                "externalId": "cust_NoraLind0000000000000001",
                "isPinned": False,
            }
        ],
    }


def test_an_entry_of_an_address_book_tells_its_record(gateway: Gateway, settings: Settings) -> None:
    both(settings)
    assert customer(gateway)["address"]["origin"] == {
        "system": "BUSINESS",
        "externalId": "cust_77aa",
        "changedAt": "2024-06-01T08:00:00.000Z",
        "changedFields": [],
    }


def book(gateway: Gateway, city: str) -> str:
    """The id of the entry in that city."""
    query = "{ customers(first: 1) { nodes { addresses(first: 5) { nodes { id city } } } } }"
    found = gateway.ask(query)["customers"]["nodes"][0]["addresses"]["nodes"]
    (key,) = [each["id"] for each in found if each["city"] == city]
    return str(key)


def test_an_entry_that_is_a_record_of_its_own_tells_that_one(gateway: Gateway, settings: Settings) -> None:
    take(settings, ("commerce_layer", listed("Lund", "Gatan 1", "2024-02-01T00:00:00.000Z")))
    gateway.act("customerAddressSetPrimary", "", id=book(gateway, "Lund"))
    assert customer(gateway)["address"]["origin"]["externalId"] == "bOoK"
    found = told(gateway, "address")
    assert (found["system"], found["externalId"]) == ("COMMERCE_LAYER", "bOoK")
    assert (found["value"]["city"], found["candidates"]) == ("Lund", [])


def test_a_changed_column_is_the_gateways_and_its_record_comes_next(
    gateway: Gateway, settings: Settings
) -> None:
    take(settings, ("commerce_layer", listed("Lund", "Gatan 1", "2024-02-01T00:00:00.000Z")))
    gateway.act("customerAddressUpdate", "", id=book(gateway, "Lund"), city="Kiruna", isPrimary=True)
    city, line = told(gateway, "address.city"), told(gateway, "address.line1")
    assert (city["value"], city["system"], city["isPinned"]) == ("Kiruna", None, True)
    assert [(each["value"], each["externalId"]) for each in city["candidates"]] == [("Lund", "bOoK")]
    assert (line["value"], line["system"], line["isPinned"]) == ("Gatan 1", "COMMERCE_LAYER", False)
    assert customer(gateway)["address"]["origin"]["changedFields"] == ["city"]
    assert [each["field"] for each in customer(gateway)["conflicts"]] == ["ADDRESS"]
    assert is_found(gateway)


def entry(city: str, line: str, updated_at: str) -> Any:
    """The entry of the address book without its customer."""
    listing, address = listed(city, line, updated_at)["included"]
    return {"data": listing, "included": [address]}


@pytest.mark.parametrize("sent", [listed, entry])
def test_filters_follow_what_a_record_says_of_a_changed_entry(
    gateway: Gateway, settings: Settings, sent: Any
) -> None:
    """What was written here stays; a newer record may come to say the same, and something else again."""
    take(settings, ("commerce_layer", listed("Lund", "Gatan 1", "2024-02-01T00:00:00.000Z")))
    gateway.act("customerAddressUpdate", "", id=book(gateway, "Lund"), city="Kiruna", isPrimary=True)
    assert is_found(gateway)
    take(settings, ("commerce_layer", sent("Kiruna", "Gatan 1", "2024-03-01T00:00:00.000Z")))
    assert not is_found(gateway)
    take(settings, ("commerce_layer", sent("Boden", "Gatan 1", "2024-04-01T00:00:00.000Z")))
    assert is_found(gateway)
    assert customer(gateway)["address"]["id"] == book(gateway, "Kiruna")


def test_an_address_made_here_is_nobodys_else(gateway: Gateway, settings: Settings) -> None:
    both(settings)
    made = gateway.act(
        "customerAddressCreate", "customerAddress { origin { system } }", customerId=customer(gateway)["id"],
        city="Kiruna", isPrimary=True,
    )  # fmt: skip
    assert made["customerAddress"] == {"origin": {"system": None}}
    found = told(gateway, "address")
    assert (found["value"]["city"], found["system"], found["isPinned"]) == ("Kiruna", None, True)
    assert found["by"] == {"application": {"kind": "open", "id": None}}
    assert [each["system"] for each in found["candidates"]] == ["BUSINESS", "VOUCHERIFY"]


def test_a_systems_address_that_was_chosen_here_stays_the_systems(
    gateway: Gateway, settings: Settings
) -> None:
    both(settings)
    gateway.act("customerAddressSetPrimary", "", id=book(gateway, "Lund"))
    found = told(gateway, "address")
    assert (found["value"]["city"], found["system"], found["isPinned"]) == ("Lund", "VOUCHERIFY", True)
    gateway.act("customerReleaseFields", id=customer(gateway)["id"], fields=["address"])
    assert told(gateway, "address")["system"] == "BUSINESS"


def test_two_addresses_are_a_conflict_that_filters_find(gateway: Gateway, settings: Settings) -> None:
    both(settings)
    (conflict,) = [each for each in customer(gateway)["conflicts"] if each["field"] == "ADDRESS"]
    assert [(each["system"], each["value"]["city"]) for each in conflict["values"]] == [
        ("BUSINESS", "Malmö"),
        ("VOUCHERIFY", "Lund"),
    ]
    assert is_found(gateway)


def test_two_spellings_of_an_address_are_no_conflict(gateway: Gateway, settings: Settings) -> None:
    take(settings, ("voucherify", LOYAL), ("business", BUSINESS))
    assert "ADDRESS" not in [each["field"] for each in customer(gateway)["conflicts"]]
    assert not is_found(gateway)


def test_filters_follow_what_is_written_to_an_address(gateway: Gateway, settings: Settings) -> None:
    take(settings, ("business", BUSINESS))
    address = customer(gateway)["address"]["id"]
    assert not is_found(gateway)
    gateway.act("customerAddressUpdate", "", id=address, city="Kiruna")
    assert is_found(gateway)
    gateway.act("customerAddressUpdate", "", id=address, city="Malmö")
    assert not is_found(gateway)


def test_filters_follow_the_record_of_an_address_that_was_changed_here(
    gateway: Gateway, settings: Settings
) -> None:
    take(settings, ("business", BUSINESS))
    gateway.act("customerAddressUpdate", "", id=customer(gateway)["address"]["id"], city="Kiruna")
    address = {"street": "Lilla torg 2", "city": "Kiruna", "postalCode": "211 34", "country": "SE"}
    moved = {**BUSINESS, "address": address, "updatedAt": 1727228800000}
    take(settings, ("business", moved))
    assert not is_found(gateway)


def test_an_entry_whose_postal_address_is_gone_contradicts_nobody(
    gateway: Gateway, settings: Settings
) -> None:
    """Its row keeps what that one told, and no record says it any more."""
    shop = listed("Lund", "Gatan 1", "2024-02-01T00:00:00.000Z")
    shop["data"]["attributes"]["email"] = EMAIL
    take(settings, ("business", BUSINESS | {"email": EMAIL}), ("commerce_layer", shop))
    work(settings, lambda imports: remove(imports, "commerce_layer", "addresses"))
    gateway.act("customerAddressSetPrimary", "", id=book(gateway, "Lund"))
    found = customer(gateway, "address.city")
    assert found["address"]["city"] == "Lund"
    assert found["provenance"][0]["reason"] == "KEPT"
    assert "ADDRESS" not in [each["field"] for each in found["conflicts"]]
    assert not is_found(gateway)


def test_deriving_anew_finds_the_same_contradictions(gateway: Gateway, settings: Settings) -> None:
    take(settings, ("business", BUSINESS))
    gateway.act("customerAddressUpdate", "", id=customer(gateway)["address"]["id"], city="Kiruna")

    async def run(*, is_trial: bool) -> dict[str, Any]:
        database = open_database(settings)
        await database.open()
        found: dict[str, Any] = {}
        try:
            await recompute_all(
                database, DEFAULT, is_trial=is_trial, report=found.__setitem__, advance=lambda _: None
            )
            return found
        finally:
            await database.close()

    assert asyncio.run(run(is_trial=True)) == {}
    assert asyncio.run(run(is_trial=False)) == {}
    assert is_found(gateway)


ONE = {
    "line1": "Hauptstr. 5",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
    "country_code": "DE",
}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"line1": "Hauptstraße 5", "city": "BERLIN", "country": "Germany", "country_code": "DE"}, False),
        ({"line1": "Hauptstr. 5", "line2": "2. OG", "city": "Berlin"}, False),
        ({"line1": "Hauptstr. 5", "postal_code": "101 15"}, False),
        ({"line1": "Hauptstr. 7", "city": "Berlin"}, True),
        ({"line1": "Hauptstr. 5", "city": "Bonn"}, True),
        ({"line1": "Hauptstr. 5", "postal_code": "10117"}, True),
        ({"country_code": "AT"}, True),
        ({"first_name": "Ada", "phone": "1"}, False),
    ],
)
def test_two_addresses_contradict_each_other_in_what_both_say(other: dict[str, Any], expected: bool) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    assert contradict([Candidate(ONE, None, at), Candidate(other, None, at)]) is expected
