"""One act of one viewer: in which transaction it happens, who asks, and under which request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.database import Transaction
from gateway.entity import now
from gateway.events.store import NewEvent, append
from gateway.settings import Settings
from gateway.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Act:
    """What every operation is given. All rows of an act carry the same instant."""

    transaction: Transaction
    viewer: Viewer
    settings: Settings
    request_id: str | None = None
    idempotency_key: str | None = None
    at: datetime = field(default_factory=now)
    customers: list[str] = field(default_factory=list)
    """Ids of the customers that its events are about."""
    recorded: list[NewEvent] = field(default_factory=list)
    """All that has happened in it."""
    before: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rows that it changed, by their ids, as it found them."""
    after: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rows that it changed, by their ids, as it left them."""
    nameless: set[str] = field(default_factory=set)
    """Ids of customers who were anonymized: events about them keep nothing that the caller chose freely."""

    @property
    def environment(self) -> str:
        return self.viewer.environment.value

    def record(self, *events: NewEvent) -> None:
        """Appends events, in this order."""
        events = tuple(
            replace(event, is_nameless=True) if event.customer_id in self.nameless else event
            for event in events
        )
        self.customers.extend(event.customer_id for event in events if event.customer_id)
        self.recorded.extend(events)
        append(
            self.transaction,
            self.environment,
            who_of(self.viewer),
            events,
            at=self.at,
            request_id=self.request_id,
            idempotency_key=self.idempotency_key,
        )


def who_of(viewer: Viewer) -> dict[str, Any]:
    """The actor of an event: the application and the owner of its token."""
    who: dict[str, Any] = {"application": {"kind": viewer.role.value, "id": viewer.application_id}}
    return who | {"owner": {"id": viewer.owner_id}} if viewer.owner_id else who


def worker(name: str) -> Mapping[str, Any]:
    """The actor of what the gateway does by itself."""
    return {"worker": {"type": name}}
