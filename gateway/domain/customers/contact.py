"""E-mail addresses and telephone numbers → the one spelling in which they are compared."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

_INTERNATIONAL = re.compile(r"\+[0-9 ().\-/]+")
_FEWEST_DIGITS = 7
_MOST_DIGITS = 15
"""What E.164 allows a number to have at most."""


def normalise_email(text: str) -> str | None:
    """` Ada@Example.COM` → `ada@example.com`; None for a text that is no address."""
    address = unicodedata.normalize("NFC", text.strip()).casefold()
    name, at, host = address.rpartition("@")
    return address if at and name and host and not any(letter.isspace() for letter in address) else None


def read_phone(text: str, region: str | None = None) -> phonenumbers.PhoneNumber | None:
    """What a text says of a telephone number; None for one that names none."""
    # Nearly all say their country, and are read again where none is known.
    return _read(text, None) or (_read(text, region) if region else None)


@lru_cache(maxsize=1024)
def _read(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def normalise_phone(text: str, region: str | None = None) -> str | None:
    """`+1 (933) 222-3333` → `+19332223333`; None for a text that names no number.

    `region` is the ISO 3166-1 code of the country whose numbers are written without one: `020 7946 0958`, `GB`
    → `+442079460958`. A number that is written with its country but that no one could have, such as an invented one,
    is still told from others by its digits.
    """
    number = read_phone(text, region)
    if number is None:
        return None
    normalised = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_possible_number(number):
        return normalised
    is_written_whole = _INTERNATIONAL.fullmatch(text.strip()) is not None
    return normalised if is_written_whole and _FEWEST_DIGITS <= len(normalised) - 1 <= _MOST_DIGITS else None
