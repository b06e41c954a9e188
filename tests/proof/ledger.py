"""What is in a database after all: rows and events that must tell the same story."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, make_url, select, text

from gateway.domain.customers.model import (
    Customer,
    CustomerAddress,
    CustomerPaymentSource,
    CustomerSubscription,
    CustomerTag,
)
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard, LoyaltyTransaction
from gateway.domain.orders.model import Order, OrderLine
from gateway.domain.privacy.operations.erasure import erase_event
from gateway.entity import Entity
from gateway.events.changes import plain, shown_columns
from gateway.events.erasure import RECORDED, REWRITTEN
from gateway.events.event import EventStore
from gateway.view import table_of
from tests.databases import connected
from tests.proof.process import Told

TOLD: tuple[type[Entity], ...] = (
    Customer,
    CustomerAddress,
    CustomerPaymentSource,
    CustomerSubscription,
    Order,
    OrderLine,
    CustomerLoyalty,
    LoyaltyCard,
    LoyaltyTransaction,
)
"""What has rows whose every change is an event of its own."""
UNTOLD = frozenset({"createdAt", "updatedAt"})
"""The clock of a row, which events have themselves."""
GOES_WITH = {"order": "orderId"}
"""What takes rows along without an event of their own, and the field of theirs that names it."""
_KINDS = frozenset(table_of(entity).name for entity in TOLD)


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
    fold = _Fold(ledger)
    for event in ledger.events:
        fold.add(event)
    assert fold.promised == {}, "an order tells of lines that have no event"
    # What goes with its customer goes without an event; its events then name a customer that was erased.
    orphans = {event["resource_id"] for event in ledger.events if event["customer_id"] in fold.erased}
    left = {key: _without_absent(state) for key, state in fold.states.items() if key not in orphans}
    return left, fold.versions


class _Fold:
    """The rows as far as events have told of them."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.states: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, int] = {}
        self.gone: set[str] = set()
        self.erased = {event["resource_id"] for event in ledger.events if event["kind"] == "customer.erased"}
        self.promised: dict[str, dict[str, Any] | None] = {}
        """Lines of which the event of their order has told already: what they will be."""

    def add(self, event: dict[str, Any]) -> None:
        self._check_rewriting(event)
        if event["kind"] == "customer.erased":
            self._check_receipt(event)
        elif event["resource_type"] in _KINDS:
            self._change(event)

    def _change(self, event: dict[str, Any]) -> None:
        key, version = event["resource_id"], event["entity_version"]
        place = f"{key} at position {event['position']}"
        assert key not in self.gone, f"{place} is changed after it was deleted"
        state = self.states.setdefault(key, {})
        for name, change in event["changes"].items():
            if name.startswith("lines."):
                self._promise(name.removeprefix("lines."), change, place)
                continue
            assert self._known(event, state, name) == change["from"], f"{place}: {name}"
            state[name] = change["to"]
        self._keep_promise(event, state)
        if event["event"] == "destroy":
            assert version == self.versions[key], f"{place} was deleted at another version than it had"
            self._remove(event["resource_type"], key)
            return
        assert version == self.versions.get(key, 0) + 1, place
        self.versions[key] = version

    def _known(self, event: dict[str, Any], state: dict[str, Any], name: str) -> Any:
        if name == "tags" and name not in state and event["resource_id"] in self.versions:
            # A customer that comes without labels has an empty list of them, which its first event does not tell.
            return [] if event["version"] == RECORDED else None
        return state.get(name)

    def _remove(self, kind: str, key: str) -> None:
        """Takes away a row with those that go along."""
        field = GOES_WITH.get(kind)
        below = [each for each, state in self.states.items() if field and state.get(field) == key]
        for each in (key, *below):
            del self.states[each]
            self.gone.add(each)

    # ── What an order tells of its lines

    def _promise(self, line: str, change: dict[str, Any], place: str) -> None:
        state = self.states.get(line)
        told = change["from"]
        assert (told is None) == (state is None), f"{place}: line {line}"
        assert state is None or told == _without_absent(state), f"{place}: line {line}"
        self.promised[line] = change["to"]

    def _keep_promise(self, event: dict[str, Any], state: dict[str, Any]) -> None:
        key = event["resource_id"]
        if key not in self.promised:
            return
        promised = self.promised.pop(key)
        is_gone = event["event"] == "destroy"
        assert is_gone == (promised is None), key
        if promised is not None:
            assert promised == {name: state[name] for name in promised}, key

    # ── What an erasure may do

    def _check_rewriting(self, event: dict[str, Any]) -> None:
        """Only events of a customer that was deleted are rewritten; then all of them, and as an erasure does it."""
        is_theirs = event["customer_id"] in self.erased and event["kind"] != "customer.erased"
        expected = REWRITTEN if is_theirs else RECORDED
        assert event["version"] == expected, f"{event['kind']} at position {event['position']}"
        if is_theirs:
            erased = erase_event(event)
            assert {name: event[name] for name in erased} == erased, f"position {event['position']}"

    def _check_receipt(self, event: dict[str, Any]) -> None:
        """It is the customer's last event, changes nothing, and counts the events that were rewritten."""
        key = event["resource_id"]
        assert key in self.gone, f"{key} was erased and not deleted"
        assert event["entity_version"] == self.versions[key]
        assert event["changes"] == {}
        theirs = [each for each in self.ledger.events if each["customer_id"] == key]
        assert theirs[-1] is event
        assert event["payload"]["erased"]["event_store"] == len(theirs) - 1


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
