"""Whose value counts when several systems know a field: a policy for each, with a sound default.

A settings file may say otherwise:

    priority = ["COMMERCE_LAYER", "BUSINESS", "RUTTER", "VOUCHERIFY"]

    [fields.phone]
    rule = "MOST_RECENT"

    [fields.email]
    priority = ["VOUCHERIFY"]          # those not named follow in the general order

What was written here wins over every system, until it is released.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from gateway.domain.customers.fields import FIELD_BY_NAME
from gateway.domain.records.model import SourceSystem
from gateway.errors import SettingsError


class Rule(StrEnum):
    """How one of several values is chosen."""

    SOURCE_PRIORITY = "SOURCE_PRIORITY"
    """The one of the system that is named first."""
    MOST_RECENT = "MOST_RECENT"
    """The one of the record that was changed last."""
    MOST_COMPLETE = "MOST_COMPLETE"
    """The longest; of an object, the one with the most keys."""
    MERGED = "MERGED"
    """All keys of all objects; of a key that several have, by priority."""
    EARLIEST = "EARLIEST"
    LATEST = "LATEST"


_RULES: Mapping[str, Rule] = {
    "metadata": Rule.MERGED,
    "customFields": Rule.MERGED,
    "systemMetadata": Rule.MERGED,
    "createdAt": Rule.EARLIEST,
    "updatedAt": Rule.LATEST,
}

GENERAL = (
    SourceSystem.COMMERCE_LAYER,
    SourceSystem.BUSINESS,
    SourceSystem.RUTTER,
    SourceSystem.VOUCHERIFY,
)
"""Customers sign in to the shop themselves; a back office asks them; a connector repeats what a platform holds; a
loyalty engine is told by others."""
_DEFAULTS: Mapping[str, tuple[SourceSystem, ...]] = {
    # Whoever talks to people writes their names and numbers down.
    "firstName": (SourceSystem.BUSINESS,),
    "lastName": (SourceSystem.BUSINESS,),
    "phone": (SourceSystem.BUSINESS, SourceSystem.VOUCHERIFY),
    "address": (SourceSystem.BUSINESS, SourceSystem.VOUCHERIFY),
}
_FIXED = frozenset({Rule.EARLIEST, Rule.LATEST})
_SETTABLE = frozenset({*FIELD_BY_NAME, "address"}) - {name for name, rule in _RULES.items() if rule in _FIXED}


@dataclass(frozen=True)
class Policy:
    """For each field the rule, and the systems in the order in which they count."""

    general: tuple[SourceSystem, ...] = GENERAL
    rules: Mapping[str, Rule] = field(default_factory=dict)
    priorities: Mapping[str, tuple[SourceSystem, ...]] = field(default_factory=lambda: _DEFAULTS)

    def rule(self, name: str) -> Rule:
        return self.rules.get(name) or _RULES.get(name, Rule.SOURCE_PRIORITY)

    def rank(self, name: str, system: str) -> int:
        """The place of a system in the order of a field, from 0."""
        return self._order(name).index(SourceSystem(system))

    def _order(self, name: str) -> tuple[SourceSystem, ...]:
        return tuple(dict.fromkeys((*self.priorities.get(name, ()), *self.general, *GENERAL)))


DEFAULT = Policy()


@cache
def read_policy(path: Path | None) -> Policy:
    """The policy of a settings file; the default without one.

    Raises:
        SettingsError: the file cannot be read, or something in it is not known.
    """
    if path is None:
        return DEFAULT
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"GATEWAY_SURVIVORSHIP_FILE is {str(path)!r}, which cannot be read: {error}."
        ) from None
    return _policy_of(content, path)


def _policy_of(content: Mapping[str, Any], path: Path) -> Policy:
    for key in content:
        if key not in ("priority", "fields"):
            raise SettingsError(f"{path}: {key!r} is not known; expected priority or fields.")
    general = _systems(content.get("priority", []), f"{path}: priority")
    rules: dict[str, Rule] = {}
    priorities = dict(_DEFAULTS)
    fields = content.get("fields", {})
    if not isinstance(fields, dict):
        raise SettingsError(f"{path}: fields is {fields!r}; expected a table of fields.")
    for name, given in fields.items():
        where = f"{path}: fields.{name}"
        if name not in _SETTABLE:
            raise SettingsError(
                f"{where} is no field with a policy; expected one of {', '.join(sorted(_SETTABLE))}."
            )
        if not isinstance(given, dict) or not given.keys() <= {"rule", "priority"}:
            raise SettingsError(f"{where} is {given!r}; expected a table with rule, priority or both.")
        if "rule" in given:
            rules[name] = _rule(given["rule"], f"{where}.rule")
        if "priority" in given:
            priorities[name] = _systems(given["priority"], f"{where}.priority")
    return Policy(general or GENERAL, rules, priorities)


def _rule(given: Any, where: str) -> Rule:
    settable = [each.value for each in Rule if each not in _FIXED]
    if given not in settable:
        raise SettingsError(f"{where} is {given!r}; expected one of {', '.join(settable)}.")
    return Rule(given)


def _systems(given: Any, where: str) -> tuple[SourceSystem, ...]:
    words = [each for each in given if isinstance(each, str)] if isinstance(given, list) else None
    if words is None or words != given or not all(each in SourceSystem.__members__ for each in words):
        raise SettingsError(f"{where} is {given!r}; expected a list of {', '.join(SourceSystem)}.")
    return tuple(SourceSystem(each) for each in words)
