"""The value our column holds → the value as a source spells it, in the manner of what stood there before.

    writing(instant)("2024-03-08T00:00:00.000Z", 1709856000)  →  1709856000, since the source counts in seconds

Every function is pure, takes plain JSON values, and undoes the one of `conversions` that it is listed with. What is
made of a value for comparing alone, such as a country's code beside its name, has nothing to undo.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.columns import parse_instant
from gateway.sources import conversions
from gateway.sources.conversions import WORDS, Convert

Write = Callable[[Any, Any], Any]
"""Our value and the source's value before, null where there was none → the source's value now."""

DERIVED = frozenset(
    {
        conversions.compared_email,
        conversions.compared_phone,
        conversions.compared_international_phone,
        conversions.country_code,
    }
)
"""What is taken of a value a second time: whoever writes the value writes this with it."""


def writing(convert: Convert) -> Write | None:
    """What undoes a conversion; None where nothing does."""
    words = WORDS.get(convert)
    if words is not None:
        return lambda value, before: _word(words, value, before)
    return _INVERSES.get(convert)


def undone_by_itself(convert: Convert) -> Convert:
    """Marks a conversion that only checks: what it lets pass is written as it is."""
    _INVERSES[convert] = _itself
    return convert


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; unlike Python, true is no 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _itself(value: Any, _: Any) -> Any:
    return value


def _flag(value: Any, _: Any) -> bool | None:
    # SQLite reads true back as 1.
    return None if value is None else bool(value)


def _identifier(value: Any, before: Any) -> Any:
    """A number where there was one before, if it is spelled like one: `01` is not."""
    was_number = isinstance(before, int) and not isinstance(before, bool)
    return int(value) if was_number and re.fullmatch(r"0|[1-9][0-9]{0,17}", value or "") else value


def _decimal(value: Any, before: Any) -> Any:
    return value if value is None or isinstance(before, str) else float(value)


_NAMED_UTC = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? UTC\Z")
_SMALLEST_MILLISECONDS = 1e11


def _instant(value: Any, before: Any) -> Any:
    """A number in the unit of the one before; a text named UTC where the one before was; else ISO 8601."""
    if value is None:
        return None
    moment = parse_instant(value)
    if isinstance(before, int | float) and not isinstance(before, bool):
        milliseconds = round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
        return milliseconds if abs(before) >= _SMALLEST_MILLISECONDS else milliseconds // 1000
    if isinstance(before, str) and _NAMED_UTC.match(before):
        return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    return value


def _day(value: Any, before: Any) -> Any:
    """The day alone, or with the time of day that stood behind it."""
    rest = before[len("2022-01-31") :] if isinstance(before, str) else ""
    return value + rest if value is not None and rest.startswith("T") else value


def _word(words: Mapping[str, str], value: Any, before: Any) -> Any:
    """In capitals where the word before was."""
    word = words.get(value) if value is not None else None
    return word.upper() if word and isinstance(before, str) and before.isupper() else word


def _language(value: Any, before: Any) -> Any:
    return value.upper() if value and isinstance(before, str) and before.isupper() else value


_INVERSES: dict[Convert, Write] = {
    conversions.text: _itself,
    conversions.identifier: _identifier,
    conversions.flag: _flag,
    conversions.whole: _itself,
    conversions.count: _itself,
    conversions.minor_units: _itself,
    conversions.decimal: _decimal,
    conversions.json_object: _itself,
    conversions.instant: _instant,
    conversions.day: _day,
    conversions.time_zone: _itself,
    conversions.language: _language,
}


def write_country(country: str | None, code: str | None, before: Any, *, is_coded: bool) -> str | None:
    """A code where the system has codes, or had one before; else the country as it is called here."""
    had_code = isinstance(before, str) and re.fullmatch(r"[A-Z]{2}", before) is not None
    return code or country if is_coded or had_code else country


def write_international_phone(phone: str | None, normalised: str | None, before: Any) -> str | None:
    """A number that begins with its country, with `+` unless the one before went without."""
    written = normalised or phone
    if written and isinstance(before, str) and re.match(r"[1-9]", before):
        return written.removeprefix("+")
    return written


def write_labels(names: list[str], added: list[str], removed: list[str]) -> list[str]:
    """The labels as they are spelled there, without those taken away, and those that were added behind them."""
    gone = frozenset(removed) - frozenset(added)
    kept = [name for name in names if name.strip() not in gone]
    known = {name.strip() for name in kept}
    return kept + [name for name in dict.fromkeys(added) if name not in known]
