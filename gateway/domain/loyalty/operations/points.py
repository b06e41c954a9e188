"""What can be done to the points of a card: each change is a transaction, and moves the card's columns.

balance = points - expired_points - subtracted_points - redeemed_points, and never less than zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.domain import rows
from gateway.domain.loyalty.model import LoyaltyCard, LoyaltyTransaction, LoyaltyTransactionType
from gateway.domain.loyalty.operations.cards import hold_card
from gateway.domain.loyalty.operations.standing import add_up
from gateway.domain.loyalty.rules import MOST_POINTS, POINTS
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.rules import check
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.identifier import new_id

Values = Mapping[str, Any]

SOURCE = "gateway"
"""Where the changes made here are said to come from."""


@dataclass(frozen=True, slots=True)
class Change:
    """A way in which points come or go."""

    type: LoyaltyTransactionType
    column: str
    """The column of the card that grows."""
    event: str
    done: str

    @property
    def is_gain(self) -> bool:
        return self.column == "points"


_Type = LoyaltyTransactionType
ADD = Change(_Type.POINTS_ADDITION, "points", "add_points", "points_added")
REMOVE = Change(_Type.POINTS_REMOVAL, "subtracted_points", "remove_points", "points_removed")
REDEEM = Change(_Type.POINTS_REDEMPTION, "redeemed_points", "redeem_points", "points_redeemed")
EXPIRE = Change(_Type.POINTS_EXPIRATION, "expired_points", "expire_points", "points_expired")
_SEND = Change(_Type.POINTS_TRANSFER_OUT, "subtracted_points", "transfer_points", "points_transferred_out")
_RECEIVE = Change(_Type.POINTS_TRANSFER_IN, "points", "transfer_points", "points_transferred_in")


def change_points(
    act: Act, change: Change, card_id: str, points: int, said: Values, expected_version: int | None
) -> str:
    """Changes the points of a card; returns the id of the transaction. `said` are columns of it, such as its reason.

    Raises:
        Rejected: there is no such card, it was changed meanwhile, it has too few points, or a value breaks a rule.
    """
    refusals = Refusals()
    card = refusals.found(lambda: hold_card(act, card_id, expected_version=expected_version))
    with refusals.collecting():
        check(LoyaltyTransaction, POINTS, {"points": points, **said})
    refusals.tell()
    transaction = new_id(LoyaltyTransaction.__prefix__)
    _post(act, change, card, points, {**said, "id": transaction})
    add_up(act, card["customer_id"])
    return transaction


def transfer_points(act: Act, from_id: str, to_id: str, points: int, said: Values) -> None:
    """Takes points from one card and gives them to another: two transactions that name each other, or none.

    Raises:
        Rejected: a card is not there, both are the same, the first has too few points, or a value breaks a rule.
    """
    refusals = Refusals()
    with refusals.collecting():
        check(LoyaltyTransaction, POINTS, {"points": points, **said})
    with refusals.collecting():
        if from_id == to_id:
            message = "toCardId is the card that the points come from; expected another card."
            refuse(UserErrorCode.INVALID, message, *INPUT, "toCardId")
    # In one order, whichever way the points go: two transfers between the same cards never wait for each other.
    paths = {to_id: "toCardId", from_id: "fromCardId"}
    cards = {}
    for card_id in sorted(paths):
        with refusals.collecting():
            cards[card_id] = hold_card(act, card_id, *INPUT, paths[card_id])
    refusals.tell()
    out, into = new_id(LoyaltyTransaction.__prefix__), new_id(LoyaltyTransaction.__prefix__)
    _post(act, _SEND, cards[from_id], points, {**said, "id": out, "related_transaction_id": into})
    _post(act, _RECEIVE, cards[to_id], points, {**said, "id": into, "related_transaction_id": out})
    for customer_id in sorted({card["customer_id"] for card in cards.values()}):
        add_up(act, customer_id)


def _post(act: Act, change: Change, card: Row, points: int, said: Values) -> None:
    """Writes the transaction and the card's columns."""
    if not change.is_gain and points > card["balance"]:
        message = f"points is {points}; the card has {card['balance']}."
        refuse(UserErrorCode.INSUFFICIENT_POINTS, message, *INPUT, "points")
    grown = card[change.column] + points
    if grown > MOST_POINTS:
        message = f"points is {points}; the card can take {MOST_POINTS - card[change.column]} more."
        refuse(UserErrorCode.INVALID, message, *INPUT, "points")
    gained = points if change.is_gain else -points
    balance = card["balance"] + gained
    columns = {change.column: grown, "balance": balance, **_next_expiration(change, card, points, balance)}
    rows.change(act, LoyaltyCard, card, columns, event=change.event, done=change.done)
    posted = {
        "type": change.type,
        "points": gained,
        "balance": balance,
        "source": SOURCE,
        "loyalty_card_id": card["id"],
        "customer_id": card["customer_id"],
    }
    rows.add(act, LoyaltyTransaction, {**said, **posted})


def _next_expiration(change: Change, card: Row, points: int, balance: int) -> dict[str, Any]:
    """What is still to run out next: less by what ran out, and never more than there is."""
    if card["next_expiration_points"] is None:
        return {}
    gone = points if change is EXPIRE else 0
    left = min(max(card["next_expiration_points"] - gone, 0), balance)
    if left == 0:
        return {"next_expiration_points": None, "next_expiration_date": None}
    return {"next_expiration_points": left}
