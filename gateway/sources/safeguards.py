"""What no record takes back: a password that was set here, and the wish to be forgotten."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import AnonymizationStatus
from gateway.domain.rows import ANONYMIZED

_UNUSABLE = "!"
"""Begins what stands for a password that is known elsewhere; a real hash never does."""


def keep_real_password(row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """A mark never takes the place of a hash that was set here, and its absence clears a mark alone."""
    current = row["password_hash"]
    if current is not None and not current.startswith(_UNUSABLE):
        values.pop("password_hash", None)


def keep_own_request(row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """A source that knows of no anonymization does not withdraw the one that was asked for here."""
    if row["anonymization_status"] is not None and values.get("anonymization_status", "") is None:
        for column in [name for name in values if name.startswith("anonymization_")]:
            del values[column]


def would_bring_back(row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether the customer was anonymized or is being so, and the record does not know that it was."""
    completed = AnonymizationStatus.COMPLETED
    return row["anonymization_status"] in ANONYMIZED and values.get("anonymization_status") != completed
