"""The sum over a customer's cards.

A customer whom a loyalty system describes has the sum that the system tells: it knows cards that are not here. For all
others the sum follows the cards.
"""

from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.domain import rows
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard
from gateway.domain.loyalty.rules import MOST_POINTS
from gateway.domain.records.model import SourceRecord, SourceSystem
from gateway.domain.rows import refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of


def find_standing(act: Act, customer_id: str) -> str | None:
    """The id of a customer's standing; nobody else makes or changes it before the act ends.

    Acts that hold cards as well take the cards first.
    """
    act.transaction.lock(f"customer_loyalty {customer_id}")
    found = act.transaction.select("standing of a customer", _by_customer, {"customer": customer_id})
    return found[0][0] if found else None


def ensure_standing(act: Act, customer_id: str) -> str:
    """The id of a customer's standing, which is made when there is none."""
    standing = find_standing(act, customer_id)
    if standing is None:
        values = {"customer_id": customer_id, "points": 0, "referred_customers": 0}
        standing = str(rows.add(act, CustomerLoyalty, values)["id"])
    return standing


def add_up(act: Act, customer_id: str) -> None:
    """Brings the sum in step with the cards, unless a loyalty system tells it. Without a card there is none.

    Raises:
        Rejected: the sum is more than can be held.
    """
    standing = find_standing(act, customer_id)
    if standing is None or _is_told(act, customer_id):
        return
    ((count, total),) = act.transaction.select("points of a customer", _sum, {"customer": customer_id})
    if total > MOST_POINTS:
        message = f"The customer's cards would have {total} points; expected at most {MOST_POINTS}."
        refuse(UserErrorCode.INVALID, message, "input", "points")
    row = rows.find(act, CustomerLoyalty, standing)
    if not count:
        rows.remove(act, CustomerLoyalty, row)
        return
    rows.change(act, CustomerLoyalty, row, {"points": int(total)})


def _is_told(act: Act, customer_id: str) -> bool:
    asked = {"customer": customer_id, "system": SourceSystem.VOUCHERIFY.value}
    return bool(act.transaction.select("records of a customer in a system", _told, asked))


_STANDINGS, _CARDS, _RECORDS = table_of(CustomerLoyalty), table_of(LoyaltyCard), table_of(SourceRecord)


def _by_customer() -> Any:
    return select(_STANDINGS.c.id).where(_STANDINGS.c.customer_id == bindparam("customer"))


def _sum() -> Any:
    earned = func.coalesce(func.sum(_CARDS.c.points - _CARDS.c.expired_points), 0)
    return select(func.count(), earned).where(_CARDS.c.customer_id == bindparam("customer"))


def _told() -> Any:
    return (
        select(_RECORDS.c.id)
        .where(_RECORDS.c.customer_id == bindparam("customer"), _RECORDS.c.system == bindparam("system"))
        .limit(1)
    )
