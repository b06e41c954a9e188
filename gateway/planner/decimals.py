"""How many decimals the amounts of a currency have by ISO 4217."""

from collections.abc import Callable

from sqlalchemy import case

from gateway.planner.json_text import Sql, text

MOST_USED = ["EUR", "USD", "GBP"]
NO_DECIMALS = [
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
]
THREE_DECIMALS = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
FOUR_DECIMALS = ["CLF", "UYW"]


def decimals(currency: Sql, of: Callable[[int], Sql]) -> Sql:
    """What `of` makes for the number of decimals that a currency has."""
    return case(
        # The lists cost more than an amount: nearly all amounts never come to them.
        *((currency == text(code), of(2)) for code in MOST_USED),
        (currency.in_(_codes(NO_DECIMALS)), of(0)),
        (currency.in_(_codes(THREE_DECIMALS)), of(3)),
        (currency.in_(_codes(FOUR_DECIMALS)), of(4)),
        else_=of(2),
    )


def _codes(codes: list[str]) -> list[Sql]:
    return [text(code) for code in codes]
