"""Loyalty cards: made, changed, and deleted while nothing has happened to them."""

from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.domain.loyalty.model import Campaign, CustomerLoyalty, LoyaltyTier
from gateway.domain.records.model import SourceRecord
from tests.app.client import Gateway
from tests.app.shop import Bearer, Shop, errors, make_customer
from tests.databases import connected
from tests.rows import row, store

CARD = "loyaltyCard { id version code balance points customer { id } campaign { id } tier { id } metadata }"
STATE = """
    query($id: ID!) { node(id: $id) { ... on LoyaltyCard {
      version code balance points campaign { id } tier { id } metadata reference
    } } }
"""


def make_card(gateway: Gateway, customer: str, **given: Any) -> str:
    payload = gateway.act("loyaltyCardCreate", "loyaltyCard { id }", customerId=customer, **given)
    assert payload["userErrors"] == []
    identifier: str = payload["loyaltyCard"]["id"]
    return identifier


def state(gateway: Gateway, card: str) -> Any:
    return gateway.ask(STATE, id=card)["node"]


def make_campaign(shop: Shop, **given: Any) -> tuple[str, str]:
    """A campaign and its tier."""
    campaign = row(Campaign, name="Tea club", **given)
    tier = row(LoyaltyTier, name="Gold", campaign_id=campaign["id"], points_from=0, **given)

    def write(connection: Connection) -> None:
        store(connection, Campaign, campaign)
        store(connection, LoyaltyTier, tier)

    connected(shop.settings.database_url, write)
    return campaign["id"], tier["id"]


@pytest.fixture
def staff(shop: Shop) -> Bearer:
    return shop.staff


def test_a_new_card_is_empty_and_is_listed_by_the_customers_standing(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    campaign, tier = make_campaign(shop)
    payload = staff.act(
        "loyaltyCardCreate",
        CARD,
        customerId=customer,
        code="TEA-1",
        campaignId=campaign,
        tierId=tier,
        metadata={"colour": "green"},
    )
    card = payload["loyaltyCard"]["id"]
    assert payload == {
        "loyaltyCard": {
            "id": card,
            "version": 1,
            "code": "TEA-1",
            "balance": 0,
            "points": 0,
            "customer": {"id": customer},
            "campaign": {"id": campaign},
            "tier": {"id": tier},
            "metadata": {"colour": "green"},
        },
        "userErrors": [],
    }
    query = "query($id: ID!) { customer(id: $id) { loyalty { points cards { nodes { id } } } } }"
    assert staff.ask(query, id=customer)["customer"]["loyalty"] == {
        "points": 0,
        "cards": {"nodes": [{"id": card}]},
    }
    ((kind, version, changes),) = shop.history(card)
    assert (kind, version) == ("loyalty_card.created", 1)
    assert changes["code"] == {"from": None, "to": "TEA-1"}


def test_two_cards_of_a_customer_share_its_standing(staff: Bearer) -> None:
    customer = make_customer(staff)
    make_card(staff, customer)
    make_card(staff, customer)
    query = "query($id: ID!) { customer(id: $id) { loyalty { cards { totalCount } } } }"
    assert staff.ask(query, id=customer)["customer"]["loyalty"] == {"cards": {"totalCount": 2}}


def test_a_code_that_another_card_has_is_taken_and_nothing_is_made(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    make_card(staff, customer, code="TEA-1")
    before = shop.count_events()
    payload = staff.act("loyaltyCardCreate", CARD, customerId=customer, code="TEA-1")
    assert payload == {
        "loyaltyCard": None,
        "userErrors": [
            {"message": "Another card has this code.", "field": ["input", "code"], "code": "TAKEN"}
        ],
    }
    assert shop.count_events() == before
    query = "query($id: ID!) { customer(id: $id) { loyalty { cards { totalCount } } } }"
    assert staff.ask(query, id=customer)["customer"]["loyalty"] == {"cards": {"totalCount": 1}}


def test_a_card_cannot_be_given_the_code_of_another(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    make_card(staff, customer, code="TEA-1")
    card = make_card(staff, customer, code="TEA-2")
    payload = staff.act("loyaltyCardUpdate", CARD, id=card, code="TEA-1")
    assert errors(payload) == [("code", "TAKEN")]
    assert state(staff, card)["code"] == "TEA-2"
    assert len(shop.history(card)) == 1


def test_an_update_changes_what_is_given_and_null_clears(shop: Shop, staff: Bearer) -> None:
    campaign, tier = make_campaign(shop)
    card = make_card(staff, make_customer(staff), code="TEA-1", campaignId=campaign, reference="R-1")
    staff.act("loyaltyCardUpdate", CARD, id=card, tierId=tier, code=None)
    assert state(staff, card) == {
        "version": 2,
        "code": None,
        "balance": 0,
        "points": 0,
        "campaign": {"id": campaign},
        "tier": {"id": tier},
        "metadata": None,
        "reference": "R-1",
    }
    assert shop.history(card)[1] == (
        "loyalty_card.updated",
        2,
        {"tierId": {"from": None, "to": tier}, "code": {"from": "TEA-1", "to": None}},
    )


def test_a_card_that_leaves_its_campaign_leaves_its_tier(shop: Shop, staff: Bearer) -> None:
    campaign, tier = make_campaign(shop)
    other, _ = make_campaign(shop)
    card = make_card(staff, make_customer(staff), campaignId=campaign, tierId=tier)
    staff.act("loyaltyCardUpdate", CARD, id=card, campaignId=other)
    after = state(staff, card)
    assert (after["campaign"], after["tier"]) == ({"id": other}, None)


def test_a_tier_of_another_campaign_is_refused(shop: Shop, staff: Bearer) -> None:
    campaign, _ = make_campaign(shop)
    _, foreign = make_campaign(shop)
    card = make_card(staff, make_customer(staff), campaignId=campaign)
    before = state(staff, card)
    assert errors(staff.act("loyaltyCardUpdate", CARD, id=card, tierId=foreign)) == [("tierId", "INVALID")]
    assert state(staff, card) == before


def test_a_campaign_or_customer_of_the_other_mode_is_not_there(shop: Shop, staff: Bearer) -> None:
    campaign, _ = make_campaign(shop, environment="TEST")
    customer = make_customer(staff)
    before = shop.count_events()
    refused = staff.act("loyaltyCardCreate", CARD, customerId=customer, campaignId=campaign)
    assert errors(refused) == [("campaignId", "NOT_FOUND")]
    missing = staff.act("loyaltyCardCreate", CARD, customerId="cus_01h00000000000000000000000")
    assert errors(missing) == [("customerId", "NOT_FOUND")]
    assert shop.count_events() == before


def test_an_expected_version_that_has_passed_is_a_conflict(staff: Bearer) -> None:
    card = make_card(staff, make_customer(staff), code="TEA-1")
    staff.act("loyaltyCardUpdate", CARD, id=card, code="TEA-2")
    payload = staff.act("loyaltyCardUpdate", CARD, id=card, code="TEA-3", expectedVersion=1)
    assert errors(payload) == [("expectedVersion", "CONFLICT")]
    assert state(staff, card)["code"] == "TEA-2"


def test_of_a_card_that_is_refused_no_tier_is_wrong(shop: Shop, staff: Bearer) -> None:
    campaign, tier = make_campaign(shop)
    card = make_card(staff, make_customer(staff), campaignId=campaign, tierId=tier)
    payload = staff.act("loyaltyCardUpdate", CARD, id=card, tierId=tier, expectedVersion=7)
    assert errors(payload) == [("expectedVersion", "CONFLICT")]


def test_a_card_without_transactions_can_be_deleted(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff, make_customer(staff), code="TEA-1")
    payload = staff.act("loyaltyCardDelete", "deletedLoyaltyCardId", id=card)
    assert payload == {"deletedLoyaltyCardId": card, "userErrors": []}
    assert state(staff, card) is None
    assert shop.history(card)[-1][0] == "loyalty_card.deleted"


def test_without_a_card_nobody_has_a_standing(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    one, other = make_card(staff, customer), make_card(staff, customer)
    query = "query($id: ID!) { customer(id: $id) { loyalty { points } } }"
    staff.act("loyaltyCardDelete", "deletedLoyaltyCardId", id=one)
    assert staff.ask(query, id=customer) == {"customer": {"loyalty": {"points": 0}}}
    staff.act("loyaltyCardDelete", "deletedLoyaltyCardId", id=other)
    assert staff.ask(query, id=customer) == {"customer": {"loyalty": None}}


def test_a_card_with_transactions_stays(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff, make_customer(staff))
    staff.act("loyaltyPointsAdd", "loyaltyCard { id }", id=card, points=1)
    before, events = state(staff, card), shop.count_events()
    payload = staff.act("loyaltyCardDelete", "deletedLoyaltyCardId", id=card)
    assert payload["deletedLoyaltyCardId"] is None
    assert errors(payload) == [("id", "CONFLICT")]
    assert state(staff, card) == before
    assert shop.count_events() == events


def test_a_customer_writes_no_cards_and_no_points(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    card = make_card(staff, customer)
    before = shop.count_events()
    mine = shop.customer(customer)
    for name, given in (
        ("loyaltyCardCreate", {"customerId": customer}),
        ("loyaltyCardUpdate", {"id": card, "code": "MINE"}),
        ("loyaltyPointsAdd", {"id": card, "points": 100}),
        ("loyaltyPointsRedeem", {"id": card, "points": 1}),
    ):
        kind = f"{name[0].upper()}{name[1:]}Input!"
        query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
        answer = mine.post(query, input=given)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert shop.count_events() == before
    assert state(staff, card)["code"] is None


def test_the_sum_that_a_loyalty_system_tells_is_left_alone(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    standing = row(CustomerLoyalty, customer_id=customer, points=2200)
    told = row(
        SourceRecord, customer_id=customer, system="VOUCHERIFY", connection="", kind="customer", external_id="c",
        payload=b"{}", content_hash="-", received_at=standing["created_at"],
    )  # fmt: skip

    def write(connection: Connection) -> None:
        store(connection, CustomerLoyalty, standing)
        store(connection, SourceRecord, told)

    connected(shop.settings.database_url, write)
    card = make_card(staff, customer)
    staff.act("loyaltyPointsAdd", "loyaltyCard { id }", id=card, points=5)
    query = "query($id: ID!) { customer(id: $id) { loyalty { points cards { nodes { points } } } } }"
    assert staff.ask(query, id=customer)["customer"]["loyalty"] == {
        "points": 2200,
        "cards": {"nodes": [{"points": 5}]},
    }
