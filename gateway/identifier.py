"""Opaque identifiers: a type's prefix and a UUIDv7 in base32, as stored and as shown (`cus_01jd…`)."""

import re

from uuid_utils import uuid7

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_SHAPE = re.compile(r"([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}\Z")


def encode(prefix: str, number: int) -> str:
    """A prefix and a 128-bit number → `prefix_` + 26 characters that sort as the numbers do."""
    digits = [_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)]
    return f"{prefix}_{''.join(digits)}"


def new_id(prefix: str) -> str:
    """A fresh identifier; later ones sort after earlier ones."""
    return encode(prefix, uuid7().int)


def prefix_of(identifier: str) -> str | None:
    """The type prefix, or None for a text that is no identifier of ours."""
    match = _SHAPE.match(identifier)
    return match[1] if match else None
