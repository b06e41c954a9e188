"""Instants and days as PostgreSQL counts them; asyncpg itself takes the years 1 and 9999 for infinite."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import asyncpg

_FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(2000, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)


async def count_times(connection: asyncpg.Connection) -> None:
    """From here on this connection takes and gives instants of whole milliseconds, and days."""
    for name, encoder, decoder in (
        ("timestamptz", encode_instant, decode_instant),
        ("date", encode_day, decode_day),
    ):
        await connection.set_type_codec(
            name, schema="pg_catalog", encoder=encoder, decoder=decoder, format="tuple"
        )


@lru_cache(maxsize=4096)
def encode_instant(value: datetime) -> tuple[int]:
    """An aware instant → microseconds since 2000; what is less than a millisecond is cut, never rounded up.

    A row and its event hold the same few instants many times.
    """
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone; expected an aware datetime.")
    return ((value - _FIRST_INSTANT) // _MILLISECOND * 1000,)


def decode_instant(counted: tuple[int]) -> datetime:
    """Microseconds since 2000 → an aware instant with whole milliseconds."""
    return _FIRST_INSTANT + counted[0] // 1000 * _MILLISECOND


def encode_day(value: date) -> tuple[int]:
    """A day → days since the first of 2000."""
    return (value.toordinal() - _FIRST_DAY,)


def decode_day(counted: tuple[int]) -> date:
    """Days since the first of 2000 → a day."""
    return date.fromordinal(_FIRST_DAY + counted[0])
