"""Everything that is wrong with one input is told at once: its form, what is taken, and what is not there."""

from typing import Any

import pytest

from tests.app.client import Gateway
from tests.app.shop import errors, make_customer

LONG = "x" * 256
NO_GROUP = "cgr_00000000000000000000000000"

COUNTED = (
    "{ customers { totalCount } customerGroups { totalCount } markets { totalCount } orders { totalCount } }"
)
STATE = """
    query($id: ID!) {
      customer(id: $id) {
        version email firstName birthdate customerGroupId addresses { totalCount } paymentSources { totalCount }
        skuLists { totalCount } attachments { totalCount } subscriptions { totalCount } loyalty { cards { totalCount } }
        eventStores { totalCount }
      }
    }
"""


def state(gateway: Gateway, customer: str) -> Any:
    return gateway.ask(STATE, id=customer), gateway.ask(COUNTED)


@pytest.fixture
def ada(gateway: Gateway) -> str:
    return make_customer(gateway, email="ada@example.com", firstName="Ada")


WRONG = {
    "email": "ADA@example.com",
    "firstName": LONG,
    "preferredLanguage": "english",
    "password": "short",
    "customerGroupId": NO_GROUP,
}
EVERYTHING = [
    ("customerGroupId", "NOT_FOUND"),
    ("email", "TAKEN"),
    ("firstName", "TOO_LONG"),
    ("password", "INVALID"),
    ("preferredLanguage", "INVALID"),
]


def test_a_new_customer_is_told_all_that_is_wrong(gateway: Gateway, ada: str) -> None:
    before = state(gateway, ada)
    assert sorted(errors(gateway.act("customerCreate", **WRONG))) == EVERYTHING
    assert state(gateway, ada) == before


def test_an_update_is_told_all_that_is_wrong(gateway: Gateway, ada: str) -> None:
    bea = make_customer(gateway, email="bea@example.com")
    before = state(gateway, bea)
    assert sorted(errors(gateway.act("customerUpdate", id=bea, **WRONG))) == EVERYTHING
    assert state(gateway, bea) == before


def test_tags_that_contradict_each_other_are_told_beside_the_rest(gateway: Gateway, ada: str) -> None:
    before = state(gateway, ada)
    payload = gateway.act("customerUpdate", id=ada, firstName=LONG, tags=["a"], addTags=["b"])
    assert errors(payload) == [("firstName", "TOO_LONG"), ("tags", "INVALID")]
    assert state(gateway, ada) == before


def test_one_s_own_address_is_not_taken(gateway: Gateway, ada: str) -> None:
    payload = gateway.act("customerUpdate", id=ada, email="Ada@Example.com", firstName=LONG)
    assert errors(payload) == [("firstName", "TOO_LONG")]


def test_an_address_that_is_none_is_not_taken_as_well(gateway: Gateway, ada: str) -> None:
    payload = gateway.act("customerCreate", email="ada@", firstName=LONG)
    assert errors(payload) == [("email", "INVALID"), ("firstName", "TOO_LONG")]


def test_an_update_of_nobody_is_told_what_is_wrong_with_the_rest(gateway: Gateway, ada: str) -> None:
    payload = gateway.act("customerUpdate", id="cus_none", email="ada@example.com", firstName=LONG)
    assert errors(payload) == [("id", "NOT_FOUND"), ("firstName", "TOO_LONG"), ("email", "TAKEN")]


def test_an_update_that_comes_too_late_is_told_what_is_wrong_with_the_rest(
    gateway: Gateway, ada: str
) -> None:
    before = state(gateway, ada)
    payload = gateway.act("customerUpdate", id=ada, expectedVersion=7, firstName=LONG)
    assert errors(payload) == [("expectedVersion", "CONFLICT"), ("firstName", "TOO_LONG")]
    assert state(gateway, ada) == before


def test_a_customer_that_is_set_is_told_all_that_is_wrong(gateway: Gateway, ada: str) -> None:
    before = state(gateway, ada)
    by_source = {"identifier": {"sourceId": "K-1"}, **WRONG}
    assert sorted(errors(gateway.act("customerSet", **by_source))) == EVERYTHING
    nobody = {"identifier": {"sourceId": ""}, "firstName": LONG}
    assert errors(gateway.act("customerSet", **nobody)) == [
        ("identifier.sourceId", "INVALID"),
        ("firstName", "TOO_LONG"),
    ]
    assert state(gateway, ada) == before


def test_a_new_address_is_told_all_that_is_wrong(gateway: Gateway) -> None:
    payload = gateway.act(
        "customerAddressCreate",
        "customerAddress { id }",
        customerId="cus_none",
        city=LONG,
        countryCode="XX",
        business=True,
    )
    assert errors(payload) == [
        ("customerId", "NOT_FOUND"),
        ("city", "TOO_LONG"),
        ("countryCode", "INVALID"),
        ("company", "REQUIRED"),
    ]


def test_an_address_that_is_not_there_is_told_what_is_wrong_with_the_rest(gateway: Gateway) -> None:
    payload = gateway.act(
        "customerAddressUpdate", "customerAddress { id }", id="adr_none", city=LONG, lat="91"
    )
    assert errors(payload) == [("id", "NOT_FOUND"), ("city", "TOO_LONG"), ("lat", "INVALID")]


OWNER = {"customerId": "cus_none"}
OF_NOBODY: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = [
    (
        "attachmentCreate",
        "attachment",
        {**OWNER, "name": LONG},
        [("customerId", "NOT_FOUND"), ("name", "TOO_LONG")],
    ),
    (
        "customerPaymentSourceCreate",
        "customerPaymentSource",
        {**OWNER, "name": LONG},
        [("customerId", "NOT_FOUND"), ("name", "TOO_LONG")],
    ),
    (
        "customerSubscriptionCreate",
        "customerSubscription",
        {**OWNER, "reference": LONG, "customerEmail": "nobody"},
        [("customerId", "NOT_FOUND"), ("reference", "TOO_LONG"), ("customerEmail", "INVALID")],
    ),
    (
        "skuListCreate",
        "skuList",
        {**OWNER, "name": LONG, "slug": "A B"},
        [("customerId", "NOT_FOUND"), ("name", "TOO_LONG"), ("slug", "INVALID")],
    ),
    (
        "skuListItemAdd",
        "skuListItem",
        {"skuListId": "skl_none", "sku": "LOOM", "quantity": 0},
        [("skuListId", "NOT_FOUND"), ("quantity", "INVALID")],
    ),
    (
        "loyaltyCardCreate",
        "loyaltyCard",
        {**OWNER, "code": LONG, "campaignId": "cmp_none", "tierId": "tie_none"},
        [
            ("customerId", "NOT_FOUND"),
            ("code", "TOO_LONG"),
            ("campaignId", "NOT_FOUND"),
            ("tierId", "NOT_FOUND"),
        ],
    ),
    (
        "loyaltyPointsAdd",
        "loyaltyCard",
        {"id": "crd_none", "points": 0},
        [("points", "INVALID"), ("id", "NOT_FOUND")],
    ),
    (
        "marketCreate",
        "market",
        {"name": LONG, "customerGroupId": NO_GROUP},
        [("name", "TOO_LONG"), ("customerGroupId", "NOT_FOUND")],
    ),
    (
        "orderLineAdd",
        "order",
        {"orderId": "ord_none", "sku": LONG, "quantity": 0, "unitPrice": "1"},
        [("orderId", "NOT_FOUND"), ("quantity", "INVALID"), ("sku", "TOO_LONG")],
    ),
    (
        "orderSubscriptionItemAdd",
        "orderSubscription",
        {"orderSubscriptionId": "osb_none", "sku": LONG, "quantity": 0, "currency": "XXX"},
        [
            ("orderSubscriptionId", "NOT_FOUND"),
            ("sku", "TOO_LONG"),
            ("quantity", "INVALID"),
            ("currency", "INVALID"),
        ],
    ),
    (
        "returnCreate",
        "orderReturn",
        {"orderId": "ord_none", "stockLocationId": "stl_none", "reference": LONG, "lines": []},
        [
            ("orderId", "NOT_FOUND"),
            ("reference", "TOO_LONG"),
            ("stockLocationId", "NOT_FOUND"),
            ("lines", "REQUIRED"),
        ],
    ),
]


@pytest.mark.parametrize(
    ("act", "shown", "given", "expected"), OF_NOBODY, ids=[each[0] for each in OF_NOBODY]
)
def test_what_hangs_on_something_is_told_all_that_is_wrong(
    gateway: Gateway, act: str, shown: str, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    payload = gateway.act(act, f"{shown} {{ id }}", **given)
    assert sorted(errors(payload)) == sorted(expected)
    assert payload[shown] is None


def test_a_code_that_is_taken_is_told_beside_the_rest(gateway: Gateway, ada: str) -> None:
    gateway.act("customerGroupCreate", "customerGroup { id }", name="Weavers", code="W")
    made = gateway.act("loyaltyCardCreate", "loyaltyCard { id }", customerId=ada, code="C-1")["loyaltyCard"][
        "id"
    ]
    before = state(gateway, ada)
    group = gateway.act("customerGroupCreate", "customerGroup { id }", name=LONG, code="W")
    assert errors(group) == [("name", "TOO_LONG"), ("code", "TAKEN")]
    card = gateway.act(
        "loyaltyCardCreate", "loyaltyCard { id }", customerId=ada, code="C-1", campaignId="none"
    )
    assert errors(card) == [("campaignId", "NOT_FOUND"), ("code", "TAKEN")]
    other = gateway.act("loyaltyCardCreate", "loyaltyCard { id }", customerId=ada, code="C-2")["loyaltyCard"][
        "id"
    ]
    change = gateway.act("loyaltyCardUpdate", "loyaltyCard { id }", id=other, code="C-1", campaignId="none")
    assert errors(change) == [("campaignId", "NOT_FOUND"), ("code", "TAKEN")]
    gateway.act("loyaltyCardDelete", "deletedLoyaltyCardId", id=other)
    assert made
    assert state(gateway, ada)[0]["customer"]["loyalty"] == before[0]["customer"]["loyalty"]


UPDATES: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = [
    ("attachmentUpdate", "attachment", {"name": LONG}, [("name", "TOO_LONG")]),
    ("customerPaymentSourceUpdate", "customerPaymentSource", {"name": LONG}, [("name", "TOO_LONG")]),
    ("skuListUpdate", "skuList", {"name": LONG}, [("name", "TOO_LONG")]),
    ("skuListItemUpdate", "skuListItem", {"quantity": 0}, [("quantity", "INVALID")]),
    ("customerGroupUpdate", "customerGroup", {"name": LONG}, [("name", "TOO_LONG")]),
    ("channelUpdate", "channel", {"name": LONG}, [("name", "TOO_LONG")]),
    ("loyaltyCardUpdate", "loyaltyCard", {"code": LONG}, [("code", "TOO_LONG")]),
    ("marketUpdate", "market", {"name": LONG}, [("name", "TOO_LONG")]),
    ("stockLocationUpdate", "stockLocation", {"name": LONG}, [("name", "TOO_LONG")]),
]


@pytest.mark.parametrize(("act", "shown", "given", "expected"), UPDATES, ids=[each[0] for each in UPDATES])
def test_what_is_not_there_is_told_beside_what_is_wrong_with_the_rest(
    gateway: Gateway, act: str, shown: str, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    payload = gateway.act(act, f"{shown} {{ id }}", id="none", **given)
    assert errors(payload) == [("id", "NOT_FOUND"), *expected]


def test_a_number_that_is_taken_is_told_beside_the_rest(gateway: Gateway, ada: str) -> None:
    line = {"sku": "LOOM", "quantity": 1, "unitPrice": "1"}
    given = {"customerId": ada, "currency": "EUR", "number": "N-1"}
    assert errors(gateway.act("orderCreate", "order { id }", **given, lines=[line])) == []
    second = {**given, "number": "N-2"}
    other = gateway.act("orderCreate", "order { id version }", **second, lines=[line])["order"]
    wrong = {"marketId": "mkt_none", "shippingAddress": {"city": LONG}}
    told = [
        ("marketId", "NOT_FOUND"),
        ("number", "TAKEN"),
        ("shippingAddress.city", "TOO_LONG"),
    ]
    create = gateway.act(
        "orderCreate",
        "order { id }",
        **{**given, **wrong},
        placedAt="2999-01-01T00:00:00Z",
        lines=[{**line, "quantity": 0}],
    )
    assert sorted(errors(create)) == sorted([*told, ("lines.0.quantity", "INVALID"), ("placedAt", "INVALID")])
    update = gateway.act("orderUpdate", "order { id }", id=other["id"], number="N-1", **wrong)
    assert sorted(errors(update)) == told
    kept = gateway.ask(
        "query($id: ID!) { order(id: $id) { id version } orders { totalCount } }", id=other["id"]
    )
    assert kept == {"order": other, "orders": {"totalCount": 2}}


@pytest.mark.parametrize(
    ("act", "shown", "name"),
    [
        ("customerCreate", "customer", "email"),
        ("customerGroupCreate", "customerGroup", "code"),
        ("loyaltyCardCreate", "loyaltyCard", "code"),
        ("orderCreate", "order", "number"),
    ],
)
@pytest.mark.parametrize("value", ["a\0b", LONG])
def test_what_is_malformed_is_not_looked_for(
    gateway: Gateway, ada: str, act: str, shown: str, name: str, value: str
) -> None:
    """PostgreSQL refuses such a text, even one to look for."""
    demanded = {
        "customerCreate": {"firstName": LONG},
        "customerGroupCreate": {"name": LONG},
        "loyaltyCardCreate": {"customerId": ada, "campaignId": "none"},
        "orderCreate": {"customerId": ada, "currency": "XXX"},
    }
    payload = gateway.act(act, f"{shown} {{ id }}", **{**demanded[act], name: value})
    assert [code for place, code in errors(payload) if place == name] in (["INVALID"], ["TOO_LONG"])
    assert len(payload["userErrors"]) == 2


def test_nobody_is_told_that_somebody_else_has_their_own_address(gateway: Gateway, ada: str) -> None:
    payload = gateway.act("customerUpdate", id=ada, email="ada@example.com", expectedVersion=7)
    assert errors(payload) == [("expectedVersion", "CONFLICT")]


def test_a_malformed_id_is_not_looked_for(gateway: Gateway, ada: str) -> None:
    payload = gateway.act("customerUpdate", id=ada, customerGroupId="cgr_\0")
    assert errors(payload) == [("customerGroupId", "INVALID")]
