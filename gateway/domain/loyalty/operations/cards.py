"""What can be done to a loyalty card itself."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.loyalty.model import Campaign, LoyaltyCard, LoyaltyTier, LoyaltyTransaction
from gateway.domain.loyalty.operations.standing import add_up, ensure_standing
from gateway.domain.loyalty.rules import CARD
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.rules import check
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]

_EMPTY: Values = dict.fromkeys(
    ("balance", "points", "expired_points", "subtracted_points", "redeemed_points", "pending_points"), 0
)

CODE_TAKEN = UserError("Another card has this code.", (*INPUT, "code"), UserErrorCode.TAKEN)


def create_card(act: Act, customer_id: str, values: Values) -> str:
    """A new card without points; the customer's standing is made when this is the first.

    Raises:
        Rejected: there is no such customer, campaign or tier, a value breaks a rule, or another card has the code.
    """
    values = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    claim: dict[str, Any] = {}
    with refusals.collecting():
        rows.find(act, Customer, customer_id, path=(*INPUT, "customerId"))
    with refusals.collecting():
        check(LoyaltyCard, CARD, values)
    _check_campaign(act, values.get("campaign_id"), values.get("tier_id"), refusals)
    with refusals.collecting():
        if not refusals.is_refused(*INPUT, "code"):
            claim = _claim(act, values, None)
    refusals.tell()
    held = {"customer_id": customer_id, "loyalty_id": ensure_standing(act, customer_id)}
    return str(rows.add(act, LoyaltyCard, {**_EMPTY, **values, **claim, **held})["id"])


def update_card(act: Act, card_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears. A card that leaves its campaign leaves its tier.

    Raises:
        Rejected: there is no such card, campaign or tier, the card was changed meanwhile, a value breaks a rule, or
            another card has the code.
    """
    refusals = Refusals()
    row = refusals.found(lambda: hold_card(act, card_id, expected_version=expected_version))
    with refusals.collecting():
        check(LoyaltyCard, CARD, values)
    new = dict(values)
    campaign = new.get("campaign_id", row.get("campaign_id"))
    if campaign != row.get("campaign_id"):
        new.setdefault("tier_id", None)
    # Of a card that is not had nobody knows which tiers it may have.
    if "campaign_id" in new or (row and "tier_id" in new):
        _check_campaign(act, campaign, new.get("tier_id", row.get("tier_id")), refusals)
    if new.get("code", row.get("code")) != row.get("code") and not refusals.is_refused(*INPUT, "code"):
        with refusals.collecting():
            new |= _claim(act, new, card_id)
    refusals.tell()
    rows.change(act, LoyaltyCard, row, new)
    return card_id


def delete_card(act: Act, card_id: str, expected_version: int | None) -> str:
    """Deletes a card that nothing has happened to.

    Raises:
        Rejected: there is no such card, it was changed meanwhile, or it has transactions.
    """
    row = hold_card(act, card_id, expected_version=expected_version)
    if act.transaction.select("a transaction of a card", _a_transaction, {"card": card_id}):
        message = "The card has transactions; only a card without any can be deleted."
        refuse(UserErrorCode.CONFLICT, message, *INPUT, "id")
    rows.remove(act, LoyaltyCard, row)
    add_up(act, row["customer_id"])
    return card_id


def hold_card(act: Act, card_id: str, *path: str, expected_version: int | None = None) -> Row:
    """The card as the act before left it; whoever else wants it waits until this act ends."""
    act.transaction.lock(f"loyalty_card {card_id}")
    path = path or (*INPUT, "id")
    return rows.find(act, LoyaltyCard, card_id, path=path, expected_version=expected_version)


def _check_campaign(act: Act, campaign_id: str | None, tier_id: str | None, refusals: Refusals) -> None:
    with refusals.collecting():
        if campaign_id is not None:
            rows.find(act, Campaign, campaign_id, path=(*INPUT, "campaignId"))
    with refusals.collecting():
        if tier_id is None:
            return
        tier = rows.find(act, LoyaltyTier, tier_id, path=(*INPUT, "tierId"))
        if tier["campaign_id"] != campaign_id:
            message = f"tierId is {tier_id!r}; expected a tier of the card's campaign."
            refuse(UserErrorCode.INVALID, message, *INPUT, "tierId")


def _claim(act: Act, values: Values, card_id: str | None) -> dict[str, Any]:
    """The code as this card alone holds it. Cards that other systems brought hold none, but keep theirs."""
    code = values.get("code")
    if code:
        key = {"environment": act.environment, "code": code}
        found = act.transaction.select("loyalty cards by code", _by_code, key)
        if any(other != card_id for (other,) in found):
            raise Rejected(CODE_TAKEN)
    return {"code_claim": code or None}


_CARDS, _TRANSACTIONS = table_of(LoyaltyCard), table_of(LoyaltyTransaction)


def _by_code() -> Any:
    return select(_CARDS.c.id).where(
        _CARDS.c.environment == bindparam("environment"), _CARDS.c.code == bindparam("code")
    )


def _a_transaction() -> Any:
    return select(_TRANSACTIONS.c.id).where(_TRANSACTIONS.c.loyalty_card_id == bindparam("card")).limit(1)
