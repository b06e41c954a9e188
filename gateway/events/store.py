"""Appends to the event store, in the caller's transaction: the change and its event go together or not at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT
from gateway.database import Transaction
from gateway.entity import now
from gateway.events.event import EventStore
from gateway.identifier import new_id

POSITIONS = Table(
    "event_position",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("position", BigInteger().with_variant(Integer(), "sqlite"), nullable=False),
    sqlite_strict=True,
)
"""The last position given in each environment; a migration makes its rows. A row is locked until the commit: positions
have no gaps and become visible in their order."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A change that was just made."""

    kind: str
    """Subject and act in the past tense: `customer.created`."""
    event: str
    """`create`, `update`, `destroy` …"""
    resource_type: str
    resource_id: str
    customer_id: str | None
    entity_version: int | None
    changes: Mapping[str, Mapping[str, Any]]
    """Field → {"from": …, "to": …}; never a secret."""
    payload: Mapping[str, Any] | None = None
    """What else there is to know about the act; never a secret."""
    is_nameless: bool = False
    """Whether it is about one who was anonymized: what callers choose may name a person."""


_OWN_REQUEST_ID = re.compile(r"req_[0-9a-z]{26}")


def own_request_id(request_id: str | None) -> str | None:
    """The id of a request when the gateway gave it, which tells nothing of anybody; None for one of the caller's."""
    return request_id if request_id and _OWN_REQUEST_ID.fullmatch(request_id) else None


def append(
    transaction: Transaction,
    environment: str,
    who: Mapping[str, Any],
    events: Sequence[NewEvent],
    *,
    at: datetime | None = None,
    request_id: str | None = None,
    idempotency_key: str | None = None,
) -> None:
    """Adds events at the end of an environment's sequence."""
    if not events:
        return
    at = at or now()
    if len(events) == 1:
        row = _row(events[0], environment, who, at, request_id, idempotency_key)
        transaction.insert_numbered(EventStore, row, POSITIONS, environment)
        return
    last = transaction.take(POSITIONS, environment, len(events))
    transaction.insert_many(
        EventStore,
        [
            {**_row(event, environment, who, at, request_id, idempotency_key), "position": position}
            for position, event in enumerate(events, last - len(events) + 1)
        ],
    )


def _row(
    event: NewEvent,
    environment: str,
    who: Mapping[str, Any],
    at: datetime,
    request_id: str | None,
    idempotency_key: str | None,
) -> dict[str, Any]:
    return {
        "id": new_id(EventStore.__prefix__),
        "environment": environment,
        "version": 1,
        "created_at": at,
        "updated_at": at,
        "kind": event.kind,
        "event": event.event,
        "resource_type": event.resource_type,
        "resource_id": event.resource_id,
        "entity_version": event.entity_version,
        "changes": event.changes,
        "payload": event.payload,
        "who": who,
        "request_id": own_request_id(request_id) if event.is_nameless else request_id,
        "idempotency_key": None if event.is_nameless else idempotency_key,
        "customer_id": event.customer_id,
    }
