"""Decimal amounts as people write them → minor units of a currency, and what they may be."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Context, Decimal
from functools import cache
from typing import Any

from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.naming import camel
from gateway.planner.decimals import FOUR_DECIMALS, NO_DECIMALS, THREE_DECIMALS

LARGEST = 2**63 - 1
"""Most minor units that a column, and `BigInt`, can hold."""
_LONGEST = 40
_EXACT = Context(prec=2 * _LONGEST)


def decimals(currency: str) -> int:
    """How many decimals the currency has: as `Money` shows it."""
    return _decimals().get(currency, 2)


@cache
def _decimals() -> Mapping[str, int]:
    known = {0: NO_DECIMALS, 3: THREE_DECIMALS, 4: FOUR_DECIMALS}
    return {currency: count for count, currencies in known.items() for currency in currencies}


def minor_units(amount: str, currency: str) -> int | None:
    """`"12.50"`, `EUR` → 1250; None for what the currency, or a column, cannot hold."""
    if len(amount) > _LONGEST:
        return None
    units = _EXACT.scaleb(Decimal(amount), decimals(currency))
    if units != units.to_integral_value():
        return None
    return int(units) if is_storable(int(units)) else None


def is_storable(units: int) -> bool:
    return -LARGEST <= units <= LARGEST


def read_amounts(
    values: Mapping[str, Any],
    currency: str,
    columns: Collection[str],
    *,
    path: tuple[str, ...] = ("input",),
    negative: Collection[str] = (),
    either: Collection[str] = (),
) -> dict[str, Any]:
    """The values with the amounts in these columns as minor units.

    `negative` ones are zero or less, `either` may be anything, all others are zero or more.

    Raises:
        Rejected: with every amount that is none of the currency, or has the wrong sign.
    """
    read, errors = dict(values), []
    for column in columns:
        if values.get(column) is None:
            continue
        units = minor_units(values[column], currency)
        expectation = _expected(units, currency, is_negative=column in negative, is_either=column in either)
        read[column] = units
        errors += [
            UserError(
                f"{camel(column)} is {values[column][:_LONGEST]}; expected {each}.",
                (*path, camel(column)),
                UserErrorCode.INVALID,
            )
            for each in expectation
        ]
    if errors:
        raise Rejected(*errors)
    return read


def _expected(units: int | None, currency: str, *, is_negative: bool, is_either: bool) -> Iterator[str]:
    if units is None:
        count = decimals(currency)
        most = f"at most {count} decimals" if count else "no decimals"
        yield f"an amount of {currency} with {most}, of at most {LARGEST} of its smallest unit"
    elif not is_either and (units > 0 if is_negative else units < 0):
        yield "zero or less" if is_negative else "zero or more"
