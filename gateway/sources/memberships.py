"""Several memberships of one person in a loyalty system → where the person stands with all of them together.

Each of a system's records counts for itself: its points are those on its own cards, its orders nobody else's. All cards
are listed with the customer, so that its points are the sum over them:

    loyalty      points and customers brought: sums; of each campaign the same, and the tier of most points
    referrals    how often: the sum; each time that is told
    summary      sums; the average follows, and the last order is the later one
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gateway.sources.fields import Target
from gateway.sources.reading import Reading
from gateway.sources.targets import LOYALTY, REFERRALS, REFERRED, STANDINGS, SUMMARY

Values = Mapping[str, Any]

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_MOST_COUNT, _MOST_AMOUNT = 2**31 - 1, 2**63 - 1
"""What a column can hold; a sum beyond stops there."""
_AVERAGE = "orders__average_amount"
_LAST = ("orders__last_order_amount", "orders__last_order_date")
_AMOUNTS = frozenset(
    {
        "orders__total_amount",
        "redemptions__gift__redeemed_amount",
        "redemptions__gift__amount_to_go",
    }
)


def united(target: Target, parts: Sequence[Reading]) -> Reading:
    """The part of a customer that several records make, the one that counts first in front.

    Of parts that are no standing anywhere, the first is it.
    """
    unite = _UNITE.get(target)
    return unite(parts) if unite is not None and len(parts) > 1 else parts[0]


def _sums(parts: Iterable[Values], *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Of each column what all say together; null where nobody tells a number."""
    result: dict[str, Any] = {}
    for values in parts:
        for name, value in values.items():
            if name in without:
                continue
            most = _MOST_AMOUNT if name in _AMOUNTS else _MOST_COUNT
            before = result.get(name)
            result[name] = value if before is None else min(before + (value or 0), most)
    return result


def _unite_loyalty(parts: Sequence[Reading]) -> Reading:
    result = Reading(_sums(part.values for part in parts))
    campaigns: dict[str, list[Values]] = {}
    for part in parts:
        for row in part.lists.get(STANDINGS, ()):
            campaigns.setdefault(row["campaign"], []).append(row)
    if any(STANDINGS in part.lists for part in parts):
        result.lists[STANDINGS] = [_unite_standings(rows) for rows in campaigns.values()]
    return result


def _unite_standings(rows: Sequence[Values]) -> dict[str, Any]:
    tiers = [row for row in rows if row["loyalty_tier"] is not None]
    # Of equals the first is taken: that of the record which counts first.
    highest = max(tiers, key=lambda row: row["points"] or 0, default=rows[0])
    named = {"campaign": rows[0]["campaign"], "loyalty_tier": highest["loyalty_tier"]}
    return {**rows[0], **_sums(rows, without=named), **named}


def _unite_referrals(parts: Sequence[Reading]) -> Reading:
    result = Reading(_sums(part.values for part in parts))
    if any(REFERRED in part.lists for part in parts):
        rows = (row for part in parts for row in part.lists.get(REFERRED, ()))
        result.lists[REFERRED] = list(
            {tuple(row[name] for name in REFERRED.key): row for row in rows}.values()
        )
    return result


def _unite_summary(parts: Sequence[Reading]) -> Reading:
    values = _sums((part.values for part in parts), without=(_AVERAGE, *_LAST))
    latest = max(parts, key=lambda part: part.values.get(_LAST[1]) or _LONG_AGO).values
    values |= {name: latest[name] for name in _LAST if name in latest}
    amount, number = values.get("orders__total_amount"), values.get("orders__total_count")
    if amount is not None and number is not None:
        values[_AVERAGE] = (2 * amount + number) // (2 * number) if number else 0
    return Reading(values)


_UNITE: Mapping[Target, Callable[[Sequence[Reading]], Reading]] = {
    LOYALTY: _unite_loyalty,
    REFERRALS: _unite_referrals,
    SUMMARY: _unite_summary,
}
