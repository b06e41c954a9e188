"""What was changed here of a record, in the manner of each system."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.sources import source_of
from gateway.sources.documents.changed import Changed, changes_to
from gateway.sources.documents.created import creation
from gateway.sources.documents.edits import Edit, edited, edited_text
from gateway.sources.documents.ours import Ours, Stored
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    link,
    relationship,
    voucherify_customer,
)

STORED_AT = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 2, tzinfo=UTC)
PLACE = {
    "id": "adr_1",
    "source_record_id": "src_1",
    "is_primary": True,
    "updated_at": STORED_AT,
    "line1": "4 Weaver Row",
    "line2": "Loft",
    "city": "Leeds",
    "region": "WY",
    "postal_code": "LS1 4DY",
    "country": "United Kingdom",
    "country_code": "GB",
}


def own(**values: Any) -> dict[str, Any]:
    return {
        name: {"value": value, "at": "2026-01-02T00:00:00.000Z", "by": {}} for name, value in values.items()
    }


def changes(system: str, document: dict[str, Any], *addresses: dict[str, Any], **values: Any) -> Changed:
    references = values.pop("references", {})
    ours = Ours(own(**values), addresses, references)
    return changes_to(source_of(system), Stored("src_1", "", document, STORED_AT), ours)


def test_nothing_written_is_no_edit() -> None:
    assert changes("BUSINESS", business_customer()) == Changed(
        (Edit(("address",), is_removal=True),), cleared=("address",)
    )
    place = {**PLACE, "region": "West Yorkshire"}
    assert changes("BUSINESS", business_customer(), place) == Changed()
    assert changes("VOUCHERIFY", voucherify_customer(), PLACE) == Changed()


def test_what_was_written_and_is_what_the_record_says_is_no_edit() -> None:
    written = {"email": {"email": "mira@okafor.example", "email_normalized": "mira@okafor.example"}}
    assert changes("VOUCHERIFY", voucherify_customer(), PLACE, **written) == Changed()


def test_of_free_data_only_the_keys_that_differ_are_written() -> None:
    (removed, changed, added) = changes(
        "VOUCHERIFY",
        voucherify_customer(metadata={"a": 1, "b": {"c": 2, "d": 3}}),
        PLACE,
        metadata={"b": {"c": 4, "d": 3}, "e": 5},
    ).edits
    assert removed == Edit(("metadata", "a"), is_removal=True)
    assert changed == Edit(("metadata", "b", "c"), 4)
    assert added == Edit(("metadata", "e"), 5)


def test_a_value_that_was_cleared_is_null_and_one_that_never_was_stays_away() -> None:
    document = voucherify_customer()
    del document["description"]
    assert changes("VOUCHERIFY", document, PLACE, name=None, description=None).edits == (
        Edit(("name",), None),
    )


def test_the_same_number_in_another_spelling_is_no_edit_where_numbers_have_one_spelling() -> None:
    place = {**PLACE, "region": "West Yorkshire"}
    spelled = {"phone": "+44 20 7946 0102", "phone_normalized": "+442079460102"}
    assert changes("BUSINESS", business_customer(), place, phone=spelled) == Changed()
    other = {"phone": "+44 20 7946 0999", "phone_normalized": "+442079460999"}
    assert changes("BUSINESS", business_customer(), place, phone=other).edits == (
        Edit(("phone_number",), "442079460999"),
    )


def test_what_the_system_alone_writes_is_not_written() -> None:
    document = commerce_layer_customer()
    assert (
        changes("COMMERCE_LAYER", document, status="PROSPECT", created_at="2020-01-01T00:00:00.000Z")
        == Changed()
    )
    assert changes("VOUCHERIFY", voucherify_customer(), PLACE, source_id="other") == Changed()


@pytest.mark.parametrize(
    ("row", "path", "value"),
    [
        ({"city": "York"}, ("address", "city"), "York"),
        ({"line2": None}, ("address", "line_2"), None),
        ({"country": "Germany", "country_code": "DE"}, ("address", "country"), "Germany"),
    ],
)
def test_a_changed_part_of_an_address(row: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    assert changes("VOUCHERIFY", voucherify_customer(), {**PLACE, **row}).edits == (Edit(path, value),)


def test_a_part_that_the_record_does_not_mention_is_written_when_it_came_later() -> None:
    document = voucherify_customer()
    del document["address"]["line_2"]
    assert changes("VOUCHERIFY", document, PLACE) == Changed()
    assert changes("VOUCHERIFY", document, {**PLACE, "updated_at": LATER}).edits == (
        Edit(("address", "line_2"), "Loft"),
    )


def test_another_address_takes_the_place_of_the_record_s_own_when_staff_chose_it() -> None:
    other = {**PLACE, "id": "adr_2", "source_record_id": None, "city": "York", "line1": "1 Gate"}
    edits = changes(
        "VOUCHERIFY", voucherify_customer(), {**PLACE, "is_primary": False}, other, address="adr_2"
    ).edits
    assert edits == (Edit(("address", "line_1"), "1 Gate"), Edit(("address", "city"), "York"))


def test_an_address_where_there_was_none() -> None:
    other = {**PLACE, "source_record_id": None, "line2": None}
    (edit,) = changes("VOUCHERIFY", voucherify_customer(address=None), other, address="adr_1").edits
    assert edit == Edit(
        ("address",),
        {
            "line_1": "4 Weaver Row",
            "city": "Leeds",
            "state": "WY",
            "postal_code": "LS1 4DY",
            "country": "United Kingdom",
        },
    )


def test_an_address_that_nobody_chose_is_not_given_to_a_system_that_has_none() -> None:
    assert (
        changes("VOUCHERIFY", voucherify_customer(address=None), {**PLACE, "source_record_id": None})
        == Changed()
    )


def test_labels_of_a_list_and_labels_that_are_records() -> None:
    place = {**PLACE, "region": "West Yorkshire"}
    tags = {"added": ["vip"], "removed": ["linen"]}
    assert changes("BUSINESS", business_customer(), place, tags=tags).edits == (
        Edit(("tags",), ["wholesale", "vip"]),
    )
    assert changes("COMMERCE_LAYER", commerce_layer_customer(), tags=tags).edits == (
        Edit(("attributes", "_add_tags"), "vip"),
        Edit(("attributes", "_remove_tags"), "linen"),
    )


def test_a_label_with_a_comma_cannot_be_said_by_name() -> None:
    tags = {"added": ["a,b"], "removed": []}
    assert changes("COMMERCE_LAYER", commerce_layer_customer(), tags=tags) == Changed((), ("tags",))


GROUP = {"system": "COMMERCE_LAYER", "connection": "", "kind": "customer_groups", "external_id": "grp9"}


def test_a_group_is_named_by_its_id_in_the_system() -> None:
    references = {"customer_group_id": [GROUP]}
    changed = changes(
        "COMMERCE_LAYER", commerce_layer_customer(), customer_group_id="grp_1", references=references
    )
    assert changed.edits == (
        Edit(("relationships", "customer_group", "data"), link("customer_groups", "grp9")),
    )


def test_a_group_that_the_system_does_not_know_is_not_written() -> None:
    changed = changes("COMMERCE_LAYER", commerce_layer_customer(), customer_group_id="grp_1")
    assert changed == Changed((), ("customer_group_id",))


def test_a_group_that_was_left() -> None:
    document = commerce_layer_customer(
        relationships={"customer_group": relationship("customer_group", link("customer_groups", "grp9"))}
    )
    assert changes("COMMERCE_LAYER", document, customer_group_id=None).edits == (
        Edit(("relationships", "customer_group", "data"), None),
    )


# ── Edits


def test_edits_leave_order_and_other_keys_alone_and_the_document_given_too() -> None:
    document = {"b": 1, "a": {"y": 2, "x": None}}
    result = edited(document, [Edit(("a", "x"), 3), Edit(("c", "d"), 4), Edit(("b",), is_removal=True)])
    assert list(result.items()) == [("a", {"y": 2, "x": 3}), ("c", {"d": 4})]
    assert document == {"b": 1, "a": {"y": 2, "x": None}}


def test_numbers_keep_their_spelling_in_a_text() -> None:
    text = '{"a": 1.10, "b": [1e2, {"c": 12345678901234567890.5}], "d": 1}'
    line = edited_text(text, [Edit(("d",), 2)])
    assert line == b'{"a":1.10,"b":[1e2,{"c":12345678901234567890.5}],"d":2}'
    assert edited_text(text, []) == text.encode()
    assert edited_text('{\n"a":\n1.10}', []) == b'{"a":1.10}'


# ── New ones

CUSTOMER = {
    "email": "Mira@Looms.example",
    "email_normalized": "mira@looms.example",
    "first_name": "Mira",
    "last_name": "Okafor",
    "name": None,
    "phone": "+44 20 7946 0102",
    "birthdate": "1988-04-05",
    "preferred_contact_method": "SMS",
    "is_validated_names": 0,
    "status": "REPEAT",
    "created_at": "2024-01-01T00:00:00.000Z",
    "metadata": {"a": 1},
    "notes": None,
}


def created(system: str) -> dict[str, Any]:
    return creation(source_of(system), CUSTOMER, ["vip"], Ours(addresses=[PLACE]))


def test_a_new_customer_of_the_back_office() -> None:
    assert created("BUSINESS") == {
        "phone_number": "+442079460102",
        "firstname": "Mira",
        "lastname": "Okafor",
        "email": "Mira@Looms.example",
        "preferred_contact_method": "sms",
        "tags": ["vip"],
        "address": {
            "street": "4 Weaver Row",
            "street2": "Loft",
            "city": "Leeds",
            "state": "WY",
            "postalCode": "LS1 4DY",
            "country": "United Kingdom",
        },
        "isValidatedNames": False,
    }


def test_a_new_customer_of_the_shop() -> None:
    attributes = {"email": "Mira@Looms.example", "metadata": {"a": 1}}
    assert created("COMMERCE_LAYER") == {"data": {"type": "customers", "attributes": attributes}}


def test_a_new_customer_of_the_loyalty_engine() -> None:
    assert created("VOUCHERIFY") == {
        "name": "Mira Okafor",
        "email": "Mira@Looms.example",
        "phone": "+44 20 7946 0102",
        "birthdate": "1988-04-05",
        "address": {
            "line_1": "4 Weaver Row",
            "line_2": "Loft",
            "city": "Leeds",
            "state": "WY",
            "postal_code": "LS1 4DY",
            "country": "United Kingdom",
        },
        "metadata": {"a": 1},
    }
