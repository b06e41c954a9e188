"""A column's value → the ways in which a system may spell it, the likeliest first.

Which one is right is told by reading the document again: it must give the value.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gateway.domain.amounts import decimals
from gateway.sources import amounts, conversions
from gateway.sources.commerce_layer import cents
from gateway.sources.conversions import WORDS, Convert
from gateway.sources.fields import Take
from gateway.sources.inverses import writing
from gateway.sources.voucherify.order import amount_off

_DECIMALS: Mapping[Convert, int] = {amounts.decimal_amount: 1, amounts.taken_off: -1}
_CENTS: Mapping[Convert, int] = {
    conversions.minor_units: 1,
    amounts.from_hundredths: 1,
    cents.taken_off: 1,
    amount_off: -1,
}
"""Conversion of an amount → −1 where what is taken off is mostly written without a sign."""
_OFF = frozenset({amounts.taken_off, cents.taken_off, amount_off})


def spellings(take: Take, value: Any, before: Any, currency: str) -> Iterator[Any]:
    """`before` is what stands in the document, null where nothing does; the value is plain JSON."""
    if value is None:
        yield None
    elif take.convert in _DECIMALS:
        for signed in _signed(take.convert, value, before, _DECIMALS[take.convert]):
            yield from _decimal(signed, currency, before)
    elif take.convert in _CENTS:
        for signed in _signed(take.convert, value, before, _CENTS[take.convert]):
            yield from _cents(signed, currency)
    else:
        write = writing(take.convert)
        if write is not None:
            yield write(value, before)
        if take.convert in WORDS and value in WORDS[take.convert]:
            yield WORDS[take.convert][value].upper()
        yield value


def in_units(value: int, currency: str) -> float:
    """`1999`, `EUR` → 19.99."""
    return float(Decimal(value).scaleb(-decimals(currency)))


def _signed(convert: Convert, value: int, before: Any, usual: int) -> tuple[int, ...]:
    """What is taken off has the sign that stood there before."""
    if convert not in _OFF:
        return (value,)
    told = str(before) if isinstance(before, int | float | str) and not isinstance(before, bool) else ""
    is_negative = told.startswith("-") or (not told.strip("0.") and usual > 0)
    return (-abs(value), abs(value)) if is_negative else (abs(value), -abs(value))


def _decimal(value: int, currency: str, before: Any) -> Iterator[Any]:
    exact = Decimal(value).scaleb(-decimals(currency))
    if not isinstance(before, str):
        yield int(exact) if exact == int(exact) else float(exact)
    yield f"{exact:f}"


def _cents(value: int, currency: str) -> Iterator[int]:
    units, rest = divmod(value * cents.subunits_of(currency), int(10 ** decimals(currency)))
    if not rest:
        yield units
    yield value
