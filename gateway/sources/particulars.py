"""What a document tells of itself, whatever its fields: environment, id, when it was changed, and what it names."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from gateway.sources.conversions import Unexpected, identifier, instant
from gateway.sources.reader import Resource
from gateway.sources.reading import shown, value_at
from gateway.sources.refusal import RefusalCode, Refused
from gateway.sources.source import RecordKind
from gateway.viewer import Environment


def environment_of(kind: RecordKind, document: Mapping[str, Any], environment: Environment) -> Environment:
    """The record's own environment, or the one given where it does not tell.

    Raises:
        Refused: it is none.
    """
    mode = value_at(document, kind.environment) if kind.environment else None
    if mode is None:
        return environment
    if mode not in ("test", "live"):
        reason = f"{kind.environment} is {shown(mode)}; expected 'test' or 'live'."
        raise Refused(RefusalCode.INVALID_VALUE, reason)
    return Environment(mode.upper())


def id_of(kind: RecordKind, resource: Resource) -> str:
    value = resource.document.get(kind.identifier)
    try:
        external_id = identifier(value)
    except Unexpected:
        external_id = None
    if not external_id or not external_id.strip():
        reason = f"{kind.identifier} is {shown(value)}; expected the record's id."
        raise Refused(RefusalCode.MISSING_ID, reason)
    return external_id


def changed_at_of(kind: RecordKind, document: Mapping[str, Any]) -> datetime | None:
    value = value_at(document, kind.changed_at)
    if value is None and kind.fallback_changed_at:
        value = value_at(document, kind.fallback_changed_at)
    try:
        return instant(value)
    except Unexpected as unexpected:
        reason = f"{kind.changed_at} is {shown(value)}; expected {unexpected}."
        raise Refused(RefusalCode.INVALID_VALUE, reason) from None


def links_of(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Type and id of all that a JSON:API resource names."""
    relationships = document.get("relationships")
    for relationship in relationships.values() if isinstance(relationships, dict) else ():
        data = relationship.get("data") if isinstance(relationship, dict) else None
        for link in data if isinstance(data, list) else [data]:
            if (
                isinstance(link, dict)
                and isinstance(link.get("type"), str)
                and isinstance(link.get("id"), str)
            ):
                yield link["type"], link["id"]
