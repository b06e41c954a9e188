"""A person's name for systems that know it as one text, and for those that know first and last name alone.

Joining two names is plain; which part of one text is the first name nobody can tell.
"""

from collections.abc import Mapping
from typing import Any

from gateway.sources.documents.ours import Ours
from gateway.sources.fields import Take
from gateway.sources.source import Source

Values = Mapping[str, Any]
_PARTS = ("first_name", "last_name")


def whole_name(person: Values) -> str | None:
    """`Ada`, `Lovelace` → `Ada Lovelace`; either alone when the other is missing, None without both."""
    return " ".join(part for each in _PARTS if (part := (person.get(each) or "").strip())) or None


def joined_name(source: Source, ours: Ours, there: str | None) -> dict[str, Any]:
    """`name`, where the system knows no parts of it and these were written here, no other name after them.

    `there` is what its document says; a name that differs in blanks alone stays.
    """
    columns = _columns(source)
    if "name" not in columns or not columns.isdisjoint(_PARTS) or not _written(ours):
        return {}
    if _is_name_last(ours):
        return {}
    name = whole_name(ours.person)
    return {} if name is None else {"name": there if there and " ".join(there.split()) == name else name}


def is_unsayable(source: Source, ours: Ours, said: Values) -> bool:
    """Whether a name was written here as one text that the system, which knows parts alone, has not.

    `said` are first and last name as its document gives them.
    """
    columns = _columns(source)
    if "name" in columns or columns.isdisjoint(_PARTS) or not _is_name_last(ours):
        return False
    return whole_name(said) != " ".join(ours.columns()["name"].split())


def _columns(source: Source) -> frozenset[str]:
    return frozenset(each.column for each in source.customer.fields if isinstance(each, Take))


def _written(ours: Ours) -> list[Any]:
    """When first and last name were written here."""
    return [ours.own[each]["at"] for each in _PARTS if each in ours.own]


def _is_name_last(ours: Ours) -> bool:
    """Whether the name as one text is what was written here last, or together with the others."""
    name = ours.own.get("name")
    if name is None or not name["value"]:
        return False
    at = name["at"]
    return all(at >= each for each in _written(ours))
