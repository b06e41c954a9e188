"""The points of loyalty cards: every change is a transaction, and no card ever spends what it has not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from gateway.domain.loyalty.model import LoyaltyCard
from gateway.view import table_of
from tests.app.client import Gateway
from tests.app.shop import Bearer, Shop, errors, make_customer
from tests.databases import connected

MOST = 2**31 - 1
CARD = "loyaltyCard { id version }"
STATE = """
    query($id: ID!) { node(id: $id) { ... on LoyaltyCard {
      version balance points expiredPoints subtractedPoints redeemedPoints
    } } }
"""
TRANSACTIONS = """
    query($id: ID!) { node(id: $id) { ... on LoyaltyCard {
      transactions(first: 100, orderBy: [{field: CREATED_AT, direction: ASC}]) {
        nodes { id type points balance reason source sourceId relatedTransactionId }
      }
    } } }
"""


@pytest.fixture
def staff(shop: Shop) -> Bearer:
    return shop.staff


def make_card(gateway: Gateway, points: int = 0, customer: str | None = None) -> str:
    customer = customer or make_customer(gateway)
    card: str = gateway.act("loyaltyCardCreate", CARD, customerId=customer)["loyaltyCard"]["id"]
    if points:
        assert gateway.act("loyaltyPointsAdd", CARD, id=card, points=points)["userErrors"] == []
    return card


def state(gateway: Gateway, card: str) -> Any:
    return gateway.ask(STATE, id=card)["node"]


def transactions(gateway: Gateway, card: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = gateway.ask(TRANSACTIONS, id=card)["node"]["transactions"]["nodes"]
    return nodes


def told(gateway: Gateway, card: str) -> list[tuple[str, int, int]]:
    """Type, points and balance of every transaction."""
    return [(each["type"], each["points"], each["balance"]) for each in transactions(gateway, card)]


def test_every_way_in_which_points_come_and_go_moves_its_own_column(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff)
    for name, points in (("Add", 100), ("Redeem", 30), ("Remove", 7), ("Expire", 13)):
        payload = staff.act(f"loyaltyPoints{name}", CARD, id=card, points=points)
        assert payload["userErrors"] == []
    assert state(staff, card) == {
        "version": 5,
        "balance": 50,
        "points": 100,
        "expiredPoints": 13,
        "subtractedPoints": 7,
        "redeemedPoints": 30,
    }
    assert told(staff, card) == [
        ("POINTS_ADDITION", 100, 100),
        ("POINTS_REDEMPTION", -30, 70),
        ("POINTS_REMOVAL", -7, 63),
        ("POINTS_EXPIRATION", -13, 50),
    ]
    assert [kind for kind, _, _ in shop.history(card)] == [
        "loyalty_card.created",
        "loyalty_card.points_added",
        "loyalty_card.points_redeemed",
        "loyalty_card.points_removed",
        "loyalty_card.points_expired",
    ]
    assert shop.history(card)[2] == (
        "loyalty_card.points_redeemed",
        3,
        {"redeemedPoints": {"from": 0, "to": 30}, "balance": {"from": 100, "to": 70}},
    )


def test_a_change_is_shown_with_what_was_said_about_it(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff)
    shown = "loyaltyTransaction { id type points balance reason sourceId source loyaltyCard { balance } }"
    payload = staff.act("loyaltyPointsAdd", shown, id=card, points=5, reason="Thank you.", sourceId="till-1")
    posted = payload["loyaltyTransaction"]
    assert posted == {
        "id": posted["id"],
        "type": "POINTS_ADDITION",
        "points": 5,
        "balance": 5,
        "reason": "Thank you.",
        "sourceId": "till-1",
        "source": "gateway",
        "loyaltyCard": {"balance": 5},
    }
    assert shop.history(posted["id"])[0][:2] == ("loyalty_transaction.created", 1)


@pytest.mark.parametrize("name", ["Redeem", "Remove", "Expire"])
def test_more_points_than_the_card_has_are_refused_and_nothing_changes(shop: Shop, name: str) -> None:
    staff = shop.staff
    card = make_card(staff, 30)
    before, posted, events = state(staff, card), transactions(staff, card), shop.count_events()
    payload = staff.act(f"loyaltyPoints{name}", CARD, id=card, points=31)
    assert payload == {
        "loyaltyCard": None,
        "userErrors": [
            {
                "message": "points is 31; the card has 30.",
                "field": ["input", "points"],
                "code": "INSUFFICIENT_POINTS",
            }
        ],
    }
    assert (state(staff, card), transactions(staff, card)) == (before, posted)
    assert shop.count_events() == events


def test_all_points_can_be_spent(staff: Bearer) -> None:
    card = make_card(staff, 30)
    assert staff.act("loyaltyPointsRedeem", CARD, id=card, points=30)["userErrors"] == []
    assert state(staff, card)["balance"] == 0


def test_points_are_whole_and_from_one_to_what_a_card_can_hold(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff, 30)
    before, events = state(staff, card), shop.count_events()
    for points in (0, -5):
        assert errors(staff.act("loyaltyPointsAdd", CARD, id=card, points=points)) == [("points", "INVALID")]
    query = (
        "mutation($input: LoyaltyPointsAddInput!) { loyaltyPointsAdd(input: $input) { userErrors { code } } }"
    )
    for value in (1.5, MOST + 1, "5"):
        answer = staff.post(query, input={"id": card, "points": value})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert errors(staff.act("loyaltyPointsAdd", CARD, id=card, points=MOST)) == [("points", "INVALID")]
    assert state(staff, card) == before
    assert shop.count_events() == events
    assert staff.act("loyaltyPointsAdd", CARD, id=card, points=MOST - 30)["userErrors"] == []
    assert state(staff, card)["points"] == MOST


def test_of_parallel_redemptions_as_many_happen_as_there_are_points(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff, 100)

    def redeem(_: int) -> list[str]:
        payload = staff.act("loyaltyPointsRedeem", CARD, id=card, points=7)
        return [error["code"] for error in payload["userErrors"]]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(redeem, range(20)))
    assert sorted(answers) == [[]] * 14 + [["INSUFFICIENT_POINTS"]] * 6
    assert state(staff, card) == {
        "version": 16,
        "balance": 2,
        "points": 100,
        "expiredPoints": 0,
        "subtractedPoints": 0,
        "redeemedPoints": 98,
    }
    spent = sorted(balance for kind, _, balance in told(staff, card) if kind == "POINTS_REDEMPTION")
    assert spent == [100 - 7 * number for number in range(14, 0, -1)]
    assert sum(kind == "loyalty_card.points_redeemed" for kind, _, _ in shop.history(card)) == 14


def test_a_transfer_takes_from_one_and_gives_to_the_other(shop: Shop, staff: Bearer) -> None:
    giving, taking = make_card(staff, 100), make_card(staff, 1)
    shown = "fromCard { id balance subtractedPoints } toCard { id balance points }"
    payload = staff.act(
        "loyaltyPointsTransfer", shown, fromCardId=giving, toCardId=taking, points=40, reason="A gift."
    )
    assert payload == {
        "fromCard": {"id": giving, "balance": 60, "subtractedPoints": 40},
        "toCard": {"id": taking, "balance": 41, "points": 41},
        "userErrors": [],
    }
    out, into = transactions(staff, giving)[-1], transactions(staff, taking)[-1]
    assert (out["type"], out["points"], out["balance"], out["reason"]) == (
        "POINTS_TRANSFER_OUT",
        -40,
        60,
        "A gift.",
    )
    assert (into["type"], into["points"], into["balance"], into["reason"]) == (
        "POINTS_TRANSFER_IN",
        40,
        41,
        "A gift.",
    )
    assert (out["relatedTransactionId"], into["relatedTransactionId"]) == (into["id"], out["id"])
    assert shop.history(giving)[-1][0] == "loyalty_card.points_transferred_out"
    assert shop.history(taking)[-1][0] == "loyalty_card.points_transferred_in"


def test_a_transfer_that_cannot_be_changes_neither_card(shop: Shop, staff: Bearer) -> None:
    giving, taking = make_card(staff, 10), make_card(staff, MOST - 5)
    before, events = (state(staff, giving), state(staff, taking)), shop.count_events()
    missing = "lcd_01h00000000000000000000000"
    for refused, given in (
        (("points", "INSUFFICIENT_POINTS"), {"fromCardId": giving, "toCardId": taking, "points": 11}),
        (("points", "INVALID"), {"fromCardId": giving, "toCardId": taking, "points": 6}),
        (("points", "INVALID"), {"fromCardId": giving, "toCardId": taking, "points": 0}),
        (("toCardId", "INVALID"), {"fromCardId": giving, "toCardId": giving, "points": 1}),
        (("toCardId", "NOT_FOUND"), {"fromCardId": giving, "toCardId": missing, "points": 1}),
        (("fromCardId", "NOT_FOUND"), {"fromCardId": missing, "toCardId": taking, "points": 1}),
    ):
        payload = staff.act("loyaltyPointsTransfer", "fromCard { id } toCard { id }", **given)
        assert errors(payload) == [refused]
        assert (payload["fromCard"], payload["toCard"]) == (None, None)
    assert (state(staff, giving), state(staff, taking)) == before
    assert shop.count_events() == events


def test_parallel_transfers_in_both_directions_keep_the_sum(staff: Bearer) -> None:
    one, two = make_card(staff, 50), make_card(staff, 50)

    def transfer(number: int) -> list[str]:
        giving, taking = (one, two) if number % 2 else (two, one)
        payload = staff.act(
            "loyaltyPointsTransfer", "fromCard { id }", fromCardId=giving, toCardId=taking, points=3
        )
        return [error["code"] for error in payload["userErrors"]]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(transfer, range(16))) == [[]] * 16
    assert (state(staff, one)["balance"], state(staff, two)["balance"]) == (50, 50)
    assert state(staff, one)["points"] == 50 + 8 * 3


def test_the_customers_sum_follows_the_cards_without_what_ran_out(staff: Bearer) -> None:
    customer = make_customer(staff)
    first = make_card(staff, 100, customer)
    make_card(staff, 20, customer)
    staff.act("loyaltyPointsExpire", CARD, id=first, points=30)
    staff.act("loyaltyPointsRedeem", CARD, id=first, points=10)
    query = "query($id: ID!) { customer(id: $id) { loyalty { points } } }"
    assert staff.ask(query, id=customer)["customer"]["loyalty"] == {"points": 90}


def test_points_that_run_out_are_no_longer_to_run_out_next(shop: Shop, staff: Bearer) -> None:
    card = make_card(staff, 100)
    cards = table_of(LoyaltyCard)
    due = {"next_expiration_points": 40, "next_expiration_date": date(2026, 12, 31)}
    connected(
        shop.settings.database_url,
        lambda connection: connection.execute(update(cards).where(cards.c.id == card).values(due)),
    )
    shown = "loyaltyCard { nextExpirationPoints nextExpirationDate }"
    seen = [
        staff.act(f"loyaltyPoints{name}", shown, id=card, points=points)["loyaltyCard"]
        for name, points in (("Expire", 15), ("Redeem", 75), ("Expire", 10))
    ]
    assert seen == [
        {"nextExpirationPoints": 25, "nextExpirationDate": "2026-12-31"},
        {"nextExpirationPoints": 10, "nextExpirationDate": "2026-12-31"},
        {"nextExpirationPoints": None, "nextExpirationDate": None},
    ]


def test_a_retry_with_its_key_spends_once(staff: Bearer) -> None:
    card = make_card(staff, 30)
    given = {"id": card, "points": 20, "idempotencyKey": "till-1-receipt-5"}
    first = staff.act("loyaltyPointsRedeem", "loyaltyTransaction { id }", **given)
    assert first["userErrors"] == []
    assert staff.act("loyaltyPointsRedeem", "loyaltyTransaction { id }", **given) == first
    assert state(staff, card)["balance"] == 10


def test_an_expected_version_that_has_passed_spends_nothing(staff: Bearer) -> None:
    card = make_card(staff, 30)
    payload = staff.act("loyaltyPointsRedeem", CARD, id=card, points=1, expectedVersion=1)
    assert errors(payload) == [("expectedVersion", "CONFLICT")]
    assert state(staff, card)["balance"] == 30
