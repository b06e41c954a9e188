"""A value as a source spells it → the value our column holds. Every function is pure, and says what it expected.

Null stays null. What names something (a country, a time zone) and is not known becomes null: the raw record keeps it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from gateway.domain.countries import code_of_country
from gateway.domain.customers.contact import normalise_email, normalise_phone

T = TypeVar("T")
Convert = Callable[[Any], Any]


class Unexpected(ValueError):
    """A value is not what was expected; the message says what was."""


def _nullable(convert: Callable[[Any], T]) -> Callable[[Any], T | None]:
    def converted(value: Any) -> T | None:
        return None if value is None else convert(value)

    converted.__name__ = convert.__name__
    converted.__doc__ = convert.__doc__
    return converted


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# ── Plain values ────────────────────────────────────────────────────────────────────────────────────────────


@_nullable
def text(value: Any) -> str:
    """Text, exactly as it came."""
    if not isinstance(value, str):
        raise Unexpected("text or null")
    return value


@_nullable
def identifier(value: Any) -> str:
    """`"12"`, `12` → `12`: some systems spell their numbers both ways."""
    if isinstance(value, str):
        return value
    if _is_whole(value):
        return str(value)
    raise Unexpected("an identifier or null")


@_nullable
def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unexpected("true, false or null")
    return value


_LARGEST_COUNT = 2**31 - 1
_LARGEST_AMOUNT = 2**63 - 1


@_nullable
def whole(value: Any) -> int:
    """A whole number of 32 bits; `12.0` → 12."""
    return _whole(value, _LARGEST_COUNT)


@_nullable
def count(value: Any) -> int:
    """A whole number from 0."""
    number = _whole(value, _LARGEST_COUNT)
    if number < 0:
        raise Unexpected("a whole number from 0")
    return number


@_nullable
def minor_units(value: Any) -> int:
    """An amount in the currency's smallest unit."""
    return _whole(value, _LARGEST_AMOUNT)


def _whole(value: Any, largest: int) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not _is_whole(value) or abs(value) > largest:
        raise Unexpected(f"a whole number up to {largest}")
    return int(value)


@_nullable
def decimal(value: Any) -> str:
    """`12.5` → `12.5`, as text: latitudes and the like."""
    if isinstance(value, float) or _is_whole(value):
        return repr(value)
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return value
    raise Unexpected("a number")


@_nullable
def json_object(value: Any) -> dict[str, Any]:
    """An object of any keys and values."""
    if not isinstance(value, dict):
        raise Unexpected("an object or null")
    return value


# ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────

_SMALLEST_MILLISECONDS = 1e11
_NAMED_UTC = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) (?:UTC|Z)\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|z|[+-]\d\d:?\d\d)\Z")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?\Z")


@_nullable
def instant(value: Any) -> datetime:
    """An instant in UTC, with whole milliseconds, from any of the spellings that the systems use.

    "2018-01-01T12:00:00.000Z" · "2025-03-15 11:39:21 UTC" · 1709856000 (seconds) · 1709856000000 (milliseconds)
    """
    try:
        if isinstance(value, str):
            moment = _written_instant(value)
        elif isinstance(value, float) or _is_whole(value):
            # From the year 5138 on seconds look like milliseconds; until then nothing is ambiguous.
            seconds = value / 1000 if abs(value) >= _SMALLEST_MILLISECONDS else value
            moment = datetime.fromtimestamp(seconds, UTC)
        else:
            raise Unexpected("an instant or null")
    except (ValueError, OverflowError, OSError):
        raise Unexpected("an ISO 8601 instant with its zone, or a Unix time") from None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _written_instant(value: str) -> datetime:
    if named := _NAMED_UTC.match(value):
        value = f"{named[1]}T{named[2]}Z"
    if not _INSTANT.match(value):
        raise ValueError(value)
    return datetime.fromisoformat(value.upper()).astimezone(UTC)


@_nullable
def day(value: Any) -> date:
    """`2022-01-31`, or an instant of which the day counts."""
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise Unexpected("a date such as 2022-01-31") from None


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────


WORDS: dict[Convert, Mapping[str, str]] = {}
"""What `one_of`, or another such, has made → our value to its word, in lower case."""


def one_of(enum: type[StrEnum], **synonyms: StrEnum) -> Convert:
    """`email`, `EMAIL` → the value of that name; `synonyms` are names that only a source knows."""
    words = {member.name.lower(): member.value for member in enum} | {
        word: member.value for word, member in synonyms.items()
    }

    def word_of(value: Any) -> str | None:
        if value is None:
            return None
        known = words.get(value.lower()) if isinstance(value, str) else None
        if known is None:
            raise Unexpected(f"one of {', '.join(words)}")
        return known

    WORDS[word_of] = {member.value: member.name.lower() for member in enum}
    return word_of


@_nullable
def time_zone(value: Any) -> str | None:
    """An IANA time zone; null for a text that names none."""
    return _text(value) if _text(value) in _time_zones() else None


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@_nullable
def language(value: Any) -> str | None:
    """`EN`, `en-GB` → `en`; null for a text that names no language."""
    code = re.split(r"[-_]", _text(value).strip().lower())[0]
    return code if len(code) == 2 and code.isalpha() else None


@_nullable
def country_code(value: Any) -> str | None:
    """`us`, `USA`, `United States`, `Vereinigte Staaten` → `US`; null for what names no country."""
    return code_of_country(_text(value))


# ── Contact ─────────────────────────────────────────────────────────────────────────────────────────────────


@_nullable
def compared_email(value: Any) -> str | None:
    """An e-mail address as it is compared."""
    return normalise_email(_text(value))


@_nullable
def compared_phone(value: Any) -> str | None:
    """A telephone number as it is compared: E.164."""
    return normalise_phone(_text(value))


_PHONE_WITHOUT_PLUS = re.compile(r"[1-9]\d{7,14}\Z")


@_nullable
def compared_international_phone(value: Any) -> str | None:
    """The same, of a system whose numbers always begin with their country, `+` or not."""
    number = _text(value).strip()
    return normalise_phone(f"+{number}" if _PHONE_WITHOUT_PLUS.match(number) else number)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unexpected("text or null")
    return value


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────────────


def labels(value: Any) -> list[dict[str, Any]]:
    """`["VIP ", "b2b", "VIP"]` → VIP, b2b: without spaces around, each once, none shortened."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        raise Unexpected("a list of texts or null")
    names = dict.fromkeys(name for label in value if (name := label.strip()))
    return [{"name": name, "position": position} for position, name in enumerate(names)]


def campaign_standings(value: Any) -> list[dict[str, Any]]:
    """`{"Spring": {"points": 5, …}}` → one row per campaign, of the keys we know; others stay in the raw record."""
    if value is None:
        return []
    if not isinstance(value, dict):
        raise Unexpected("an object of campaigns by name, or null")
    return [_standing(campaign, standing) for campaign, standing in value.items()]


def _standing(campaign: str, standing: Any) -> dict[str, Any]:
    known = standing if isinstance(standing, dict) else {}
    tier = known.get("loyalty_tier")
    return {
        "campaign": campaign,
        "points": _count_or_none(known.get("points")),
        "loyalty_tier": tier if isinstance(tier, str) else None,
        "referred_customers": _count_or_none(known.get("referred_customers")),
    }


def _count_or_none(value: Any) -> int | None:
    return value if _is_whole(value) and abs(value) <= _LARGEST_COUNT else None


def referral_campaigns(value: Any) -> list[dict[str, Any]]:
    """`[{"campaign_id": "camp_1", …}, "camp_2"]` → one row per referral; a plain text is the campaign alone."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unexpected("a list of referrals or null")
    rows = [_referral(referral) for referral in value]
    return list({tuple(row.values()): row for row in rows}.values())


def _referral(referral: Any) -> dict[str, Any]:
    known = {"campaign_id": referral} if isinstance(referral, str) else referral
    if not isinstance(known, dict):
        raise Unexpected("a list of referrals: objects or texts")
    row = {name: identifier(known.get(name)) for name in REFERRAL_TEXTS}
    return row | {"date": instant(known.get("date"))}


REFERRAL_TEXTS = ("campaign_id", "referrer_id", "related_object_id", "related_object_type")
