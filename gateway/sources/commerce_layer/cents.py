"""Commerce Layer's cents → the smallest unit of ISO 4217. Every function is pure.

A cent is the subunit of the currency as the shop's platform counts it: one of a yen, a thousandth of a dinar, so that
cents are minor units as they are. Three currencies it counts otherwise than ISO 4217, which has hundredths of all:

    HUF    1 cent = 1 forint        12000 → 1200000
    MGA    5 cents = 1 ariary         500 → 10000
    MRU    5 cents = 1 ouguiya        500 → 10000

A decimal number that stands beside the cents tells more surely how they are counted; then that counts.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gateway.domain.amounts import decimals, is_storable
from gateway.sources.amounts import NO_CURRENCY
from gateway.sources.conversions import Unexpected, minor_units
from gateway.sources.refusal import RefusalCode, Refused

_COUNTED_OTHERWISE = {"HUF": 1, "MGA": 5, "MRU": 5}
_SUBUNITS = frozenset({1, 5, 100, 1000, 10000})


def taken_off(value: Any) -> int | None:
    """Cents that lower the total, which are told with a sign or without one → zero or less."""
    cents = minor_units(value)
    return None if cents is None else -abs(cents)


def subunits_of(currency: str, cents: int | None = None, units: str | None = None) -> int:
    """How many cents make one unit of the currency: 2000 cents beside 20.0 → 100."""
    if cents and units and Decimal(units):
        told = (Decimal(cents) / Decimal(units)).to_integral_value()
        if told in _SUBUNITS:
            return int(told)
    return _COUNTED_OTHERWISE.get(currency) or int(10 ** decimals(currency))


def from_cents(cents: int | None, currency: str, subunits: int) -> int | None:
    """`500`, `JPY`, 1 → 500; `12000`, `HUF`, 1 → 1200000; without a currency as they are."""
    if cents is None or currency == NO_CURRENCY:
        return cents
    units, rest = divmod(cents * int(10 ** decimals(currency)), subunits)
    if rest or not is_storable(units):
        raise Unexpected(f"cents of {currency}, {subunits} of which make one")
    return units


def turn_cents(values: dict[str, Any], currency: str, subunits: int, columns: Mapping[str, str]) -> None:
    """Turns the cents in these columns into minor units; each with the path where it was found.

    Raises:
        Refused: the currency has no such amount.
    """
    for column, path in columns.items():
        if column not in values:
            continue
        try:
            values[column] = from_cents(values[column], currency, subunits)
        except Unexpected as unexpected:
            reason = f"{path} is {values[column]}; expected {unexpected}."
            raise Refused(RefusalCode.INVALID_VALUE, reason) from None
