"""Files and remarks about customers."""

from typing import Any

from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer

SHOWN = "attachment { id version }"


def make(gateway: Gateway, customer: str, **given: Any) -> str:
    payload = gateway.act("attachmentCreate", SHOWN, customerId=customer, **{"name": "Tax form", **given})
    assert payload["userErrors"] == []
    identifier: str = payload["attachment"]["id"]
    return identifier


def titles(gateway: Gateway, customer: str) -> list[str]:
    query = "query($id: ID!) { customer(id: $id) { attachments { nodes { name } } } }"
    nodes = gateway.ask(query, id=customer)["customer"]["attachments"]["nodes"]
    return [node["name"] for node in nodes]


def test_an_attachment_is_shown_as_it_was_given_and_leaves_an_event(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    given = {
        "name": "Tax form",
        "description": "Signed in the shop.",
        "url": "https://files.example.com/tax.pdf",
        "reference": "F-1",
        "referenceOrigin": "archive",
        "metadata": {"pages": 2},
    }
    shown = "attachment { id version customerId " + " ".join(given) + " }"
    payload = shop.staff.act("attachmentCreate", shown, customerId=customer, **given)
    attachment = payload["attachment"].pop("id")
    assert payload == {
        "attachment": {**given, "version": 1, "customerId": customer},
        "userErrors": [],
    }
    assert shop.history(attachment) == [
        ("attachment.created", 1, {name: {"from": None, "to": value} for name, value in given.items()})
    ]


def test_an_attachment_changes_and_goes(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    attachment = make(shop.staff, customer, description="Draft")
    payload = shop.staff.act(
        "attachmentUpdate", "attachment { version name description }", id=attachment, description=None
    )
    assert payload["attachment"] == {"version": 2, "name": "Tax form", "description": None}
    gone = shop.staff.act("attachmentDelete", "deletedAttachmentId", id=attachment, expectedVersion=2)
    assert gone == {"deletedAttachmentId": attachment, "userErrors": []}
    assert titles(shop.staff, customer) == []
    assert shop.history(attachment)[1:] == [
        ("attachment.updated", 2, {"description": {"from": "Draft", "to": None}}),
        ("attachment.deleted", 2, {"name": {"from": "Tax form", "to": None}}),
    ]


def test_bad_values_and_passed_versions_change_nothing(gateway: Gateway) -> None:
    customer = make_customer(gateway)
    attachment = make(gateway, customer)
    bad = gateway.act(
        "attachmentCreate",
        SHOWN,
        customerId=customer,
        name="",
        url="file:///etc/passwd",
        description="a" * 10_000,
        metadata=[],
    )
    assert sorted(errors(bad)) == [("metadata", "INVALID"), ("name", "REQUIRED"), ("url", "INVALID")]
    missing = gateway.act(
        "attachmentCreate", SHOWN, customerId="cus_01h00000000000000000000000", name="Tax form"
    )
    assert errors(missing) == [("customerId", "NOT_FOUND")]
    gateway.act("attachmentUpdate", SHOWN, id=attachment, description="Signed")
    late = gateway.act("attachmentUpdate", SHOWN, id=attachment, name="Other", expectedVersion=1)
    assert errors(late) == [("expectedVersion", "CONFLICT")]
    assert titles(gateway, customer) == ["Tax form"]


def test_attachments_are_for_staff(shop: Shop) -> None:
    customer = make_customer(shop.staff)
    attachment = make(shop.staff, customer)
    me = shop.customer(customer)
    for query in (
        'mutation($of: ID!) { attachmentCreate(input: {customerId: $of, name: "x"}) { __typename } }',
        "mutation($id: ID!) { attachmentUpdate(input: {id: $id}) { __typename } }",
        "mutation($id: ID!) { attachmentDelete(input: {id: $id}) { __typename } }",
    ):
        answer = me.post(query, id=attachment, of=customer)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert titles(shop.staff, customer) == ["Tax form"]
