"""What is in a database after all: rows and events that must tell the same story."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, make_url, select, text

from gateway.domain.customers.model import Customer, CustomerAddress, CustomerTag
from gateway.entity import Entity
from gateway.events.changes import plain, shown_columns
from gateway.events.erasure import RECORDED
from gateway.events.event import EventStore
from gateway.view import table_of
from tests.databases import connected
from tests.proof.process import Told

TOLD: tuple[type[Entity], ...] = (Customer, CustomerAddress)
"""What has rows whose every change is an event of its own."""
UNTOLD = frozenset({"createdAt", "updatedAt"})
"""The clock of a row, which events have themselves."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Rows by id, and events in their order."""

    rows: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]

    def of(self, key: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["resource_id"] == key]


def read_ledger(url: str) -> Ledger:
    return connected(url, _read)


def _read(connection: Connection) -> Ledger:
    events = table_of(EventStore)
    found = connection.execute(select(events).order_by(events.c.environment, events.c.position)).mappings()
    rows = {
        row["id"]: dict(row)
        for entity in TOLD
        for row in connection.execute(select(table_of(entity))).mappings()
    }
    labels = table_of(CustomerTag)
    for label in connection.execute(select(labels).order_by(labels.c.position)).mappings():
        rows[label["customer_id"]].setdefault("tags", []).append(label["name"])
    return Ledger(rows, [dict(event) for event in found])


def check_story(ledger: Ledger) -> None:
    """Positions without a gap, versions without a hole, each row exactly what its events add up to."""
    check_positions(ledger)
    states, versions = fold(ledger)
    assert set(states) == set(ledger.rows), "rows without events, or events without their row"
    for key, row in ledger.rows.items():
        assert versions[key] == row["version"], f"{key} has version {row['version']}"
        assert states[key] == shown(row, key), key


def check_positions(ledger: Ledger) -> None:
    positions = defaultdict(list)
    for event in ledger.events:
        positions[event["environment"]].append(event["position"])
    for environment, found in positions.items():
        assert found == list(range(1, len(found) + 1)), f"positions of {environment} have a gap"


def fold(ledger: Ledger) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """Events → what each row must be, by the names of the graph, and its version. What was deleted is not there."""
    kinds = {table_of(entity).name for entity in TOLD}
    states: dict[str, dict[str, Any]] = {}
    versions: dict[str, int] = {}
    gone = set()
    for event in ledger.events:
        key, version = event["resource_id"], event["entity_version"]
        if event["resource_type"] not in kinds or event["kind"] == "customer.erased":
            continue
        assert key not in gone, f"{key} is changed after it was deleted"
        before = states.setdefault(key, {})
        for name, change in event["changes"].items():
            # A customer that comes without labels has an empty list of them, which its first event does not tell.
            known = before.get(name, [] if name == "tags" and key in versions else None)
            if event["version"] == RECORDED:
                assert known == change["from"], f"{key} {name} at position {event['position']}"
            before[name] = change["to"]
        if event["event"] == "destroy":
            assert version == versions[key], f"{key} was deleted at another version than it had"
            gone.add(key)
            del states[key]
        else:
            assert version == versions.get(key, 0) + 1, f"{key} at position {event['position']}"
            versions[key] = version
    # What goes with its customer goes without an event; its events then name a customer that was erased.
    erased = {event["customer_id"] for event in ledger.events if event["kind"] == "customer.erased"}
    orphans = {event["resource_id"] for event in ledger.events if event["customer_id"] in erased}
    left = {key: _without_absent(state) for key, state in states.items() if key not in orphans}
    return left, versions


def _without_absent(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is absent, an empty list of labels, and the clock."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and name not in UNTOLD and not (name == "tags" and value == [])
    }


def shown(row: dict[str, Any], key: str) -> dict[str, Any]:
    """A row as events would tell it."""
    entity = next(each for each in TOLD if key.startswith(f"{each.__prefix__}_"))
    names = {**shown_columns(entity), "tags": "tags"}
    return _without_absent({names[column]: plain(value) for column, value in row.items() if column in names})


def check_told(ledger: Ledger, told: Told) -> None:
    """Every acknowledged write is there, with its event and at its version."""
    events = {(event["resource_id"], event["entity_version"]): event["changes"] for event in ledger.events}
    for email, key in told.created.items():
        assert ledger.rows[key]["email"] == email
        assert events[key, 1]["email"] == {"from": None, "to": email}
    for note, (key, version) in told.updated.items():
        assert events[key, version]["notes"]["to"] == note
        assert ledger.rows[key]["version"] >= version


def check_file(url: str) -> None:
    """SQLite's own proof of its file; PostgreSQL is not asked."""
    if make_url(url).get_backend_name() == "sqlite":
        found = connected(url, lambda connection: connection.execute(text("PRAGMA integrity_check")).scalar())
        broken = connected(url, lambda connection: connection.execute(text("PRAGMA foreign_key_check")).all())
        assert (found, broken) == ("ok", [])
