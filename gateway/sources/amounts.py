"""Amounts as the systems spell them → the smallest unit of their currency. Every function is pure.

19.99, "19.99"     decimals of the currency's main unit        Rutter, business management
1999               hundredths of it, whatever the currency     Voucherify
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from re import compile as pattern
from typing import Any

from gateway.domain.amounts import LARGEST, decimals, is_storable
from gateway.sources.conversions import Unexpected, minor_units
from gateway.sources.reading import shown
from gateway.sources.refusal import RefusalCode, Refused

NO_CURRENCY = "XXX"
"""ISO 4217 for amounts of which no currency is known."""

_DECIMAL = pattern(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?\Z")
_CODE = pattern(r"[A-Za-z]{3}\Z")
_EXACT = Context(prec=100)
_NOISE = Decimal("1e-9")
"""What is left over of sums that a system made of binary fractions: 32.400000000000006."""


def decimal_amount(value: Any) -> Decimal | None:
    """`19.99`, `"19.99"`, `20` → 19.99, 20: exactly what is written, to be turned into minor units later."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unexpected("a decimal amount or null")
    if isinstance(value, str) and not _DECIMAL.match(value):
        raise Unexpected("a decimal amount or null")
    amount = Decimal(value if isinstance(value, str) else repr(value))
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise Unexpected("a decimal amount or null")
    return _without_noise(amount) if isinstance(value, float) else amount


def _without_noise(amount: Decimal) -> Decimal:
    """The short number that a binary fraction stands for, where there is one."""
    short = amount.quantize(Decimal("1e-6"), ROUND_HALF_EVEN, _EXACT)
    if short == amount:
        return amount
    return short if abs(short - amount) <= _NOISE * max(abs(amount), Decimal(1)) else amount


def taken_off(value: Any) -> Decimal | None:
    """What is taken off a price, which some systems write with a sign and others without: zero or negative."""
    amount = decimal_amount(value)
    return None if amount is None else -abs(amount)


def from_decimal(amount: Decimal | None, currency: str) -> int | None:
    """`19.99`, `EUR` → 1999; `500`, `JPY` → 500; `1.250`, `KWD` → 1250."""
    if amount is None:
        return None
    units = _EXACT.scaleb(amount, decimals(currency))
    whole = units.to_integral_value()
    if units != whole or not is_storable(int(whole)):
        count = decimals(currency)
        most = f"at most {count} decimals" if count else "no decimals"
        raise Unexpected(f"an amount of {currency} with {most}, of at most {LARGEST} of its smallest unit")
    return int(whole)


def from_hundredths(value: Any) -> int | None:
    """Hundredths of no currency: they are the minor units of `XXX` as they are."""
    return minor_units(value)


def currency_code(value: Any) -> str | None:
    """`eur` → `EUR`."""
    if value is None:
        return None
    if not isinstance(value, str) or not _CODE.match(value):
        raise Unexpected("an ISO 4217 code of three letters or null")
    return value.upper()


def turn(values: dict[str, Any], currency: str, columns: Mapping[str, str], at: str = "") -> None:
    """Turns the decimal amounts in these columns into minor units; each with the path where it was found.

    Raises:
        Refused: one is no amount of the currency.
    """
    for column, path in columns.items():
        if column in values:
            values[column] = _turned(values[column], currency, at + path)


def _turned(value: Decimal | None, currency: str, path: str) -> int | None:
    try:
        return from_decimal(value, currency)
    except Unexpected as unexpected:
        reason = f"{path} is {shown(str(value))}; expected {unexpected}."
        raise Refused(RefusalCode.INVALID_VALUE, reason) from None


def needed(values: Mapping[str, Any], columns: Mapping[str, str], expectation: str) -> None:
    """Refuses a record without what no row can be without.

    Raises:
        Refused: with the path of the first that is missing.
    """
    for column, path in columns.items():
        if values.get(column) is None:
            raise Refused(RefusalCode.INVALID_VALUE, f"{path} is None; expected {expectation}.")
