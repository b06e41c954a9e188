"""Opaque identifiers: a type's prefix and a UUIDv7 in base32, as stored and as shown (`cus_01jd…`)."""

import re

from uuid_utils import uuid7

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_SIXTY = (1 << 60) - 1
_SHAPE = re.compile(r"([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}\Z")


def encode(prefix: str, number: int) -> str:
    """A prefix and a 128-bit number → `prefix_` + 26 characters that sort as the numbers do."""
    # Written out, on numbers of 60 bits: every row that is written needs one.
    high, low, pairs = (number >> 60) & _SIXTY, number & _SIXTY, _PAIRS
    return (
        f"{prefix}_{pairs[number >> 120]}"
        f"{pairs[high >> 50]}{pairs[high >> 40 & 1023]}{pairs[high >> 30 & 1023]}"
        f"{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 50]}{pairs[low >> 40 & 1023]}{pairs[low >> 30 & 1023]}"
        f"{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )


def new_id(prefix: str) -> str:
    """A fresh identifier; later ones sort after earlier ones."""
    return encode(prefix, uuid7().int)


def prefix_of(identifier: str) -> str | None:
    """The type prefix, or None for a text that is no identifier of ours."""
    match = _SHAPE.match(identifier)
    return match[1] if match else None
