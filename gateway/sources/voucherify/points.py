"""The points of a loyalty card as Voucherify tells them → columns that keep balance = points - all that went."""

from collections.abc import Mapping
from typing import Any

from gateway.sources.conversions import Unexpected, whole
from gateway.sources.refusal import RefusalCode, Refused

PARTS = ("points", "balance", "expired_points", "subtracted_points", "redeemed_points")
_MOST = 2**31 - 1


def number(value: Any) -> int | None:
    """`12` or, as one of the system's own descriptions has it, `"12"`."""
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit() and len(value) <= 11:
        value = int(value)
    return whole(value)


def balanced(told: Mapping[str, int | None]) -> dict[str, int]:
    """All five numbers, so that the equation holds and none is negative.

    The balance counts before all else: it is what the customer can spend. Then:

    points without those that expired    70 = 100 - 30   → points 100: some versions leave them out
    spent points not told, or wrong                      → what the others leave over
    less earned than there is                            → points that make up for it

    Raises:
        Refused: the numbers are larger than a card can hold.
    """
    points, expired, subtracted, redeemed = (
        max(told.get(part) or 0, 0)
        for part in ("points", "expired_points", "subtracted_points", "redeemed_points")
    )
    balance = told.get("balance")
    if balance is None:
        balance = points - expired - subtracted - redeemed
    balance = max(balance, 0)
    if points - subtracted - redeemed == balance:
        points += expired
    elif points - expired - subtracted >= balance:
        redeemed = points - expired - subtracted - balance
    elif points - subtracted >= balance and told.get("redeemed_points") is None:
        points += expired
        redeemed = points - expired - subtracted - balance
    else:
        points = balance + expired + subtracted + redeemed
    if points > _MOST:
        raise Refused(RefusalCode.INVALID_VALUE, f"loyalty_card has {points} points; expected up to {_MOST}.")
    return dict(zip(PARTS, (points, balance, expired, subtracted, redeemed), strict=True))


def _balance(details: Any, key: str) -> int | None:
    if details is None:
        return None
    if not isinstance(details, dict):
        raise Unexpected("an object or null")
    balance = details.get("balance")
    return number(balance.get(key)) if isinstance(balance, dict) else None


def points_of(details: Any) -> int | None:
    """`{"balance": {"points": 5, …}}` → 5: by how much a transaction changed the balance."""
    return _balance(details, "points")


def balance_after(details: Any) -> int | None:
    """`{"balance": {"balance": 105, …}}` → 105: what could be spent after a transaction."""
    return _balance(details, "balance")
