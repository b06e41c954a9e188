"""Events undone, newest first, on what is remembered of a customer: its own columns, its addresses and its tags.

    gateway's events     one row each          customer_address.updated   {"city": {"from": "Bonn", "to": "Köln"}}
    an import's events   the customer's only   customer.updated           {"address.city": …, "addresses.adr_1": …}

What an event names beside those, such as the loyalty cards that an import brought, is not remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import structlog

from gateway.columns import Scalar, parse_instant
from gateway.domain.customers.contact import normalise_phone
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.new_rows import blank
from gateway.entity import Entity
from gateway.events.changes import shown_columns
from gateway.view import table_of

Row = dict[str, Any]
Event = Mapping[str, Any]
"""A row of the event store."""
Changes = Mapping[str, Any]

_log = structlog.get_logger()
_SOME_PASSWORD = "!"  # noqa: S105 (no password has this hash)
_ADDRESS = "customer_address"


@dataclass(slots=True)
class Remembered:
    """The rows as far as they are undone."""

    customer: Row
    addresses: dict[str, Row]
    tags: list[str]
    untimed: set[str] = field(default_factory=set)
    """Ids of rows that were changed later by events that do not tell `updated_at`."""
    lost: set[str] = field(default_factory=set)
    """Ids of addresses that were deleted later; such an event does not tell `created_at`."""

    @property
    def primary(self) -> Row | None:
        return next((row for row in self.addresses.values() if row["is_primary"]), None)


def undo(state: Remembered, event: Event) -> None:
    """Takes one event back. All later ones must have been undone before."""
    changes: Changes = event["changes"] or {}
    if event["resource_type"] == _ADDRESS:
        _undo_address(state, event, changes)
    elif _is_about(event, state.customer):
        _undo_customer(state, event, changes)


def settle(state: Remembered, kept: list[Event], undone: list[Event]) -> None:
    """Sets what the undone events do not tell, by those that happened before them."""
    if any(_is_about(event, state.customer) for event in undone):
        versions = [event["entity_version"] for event in kept if _is_about(event, state.customer)]
        state.customer["version"] = versions[-1] if versions else 1
    if any("phone" in (event["changes"] or ()) for event in undone):
        state.customer["phone_normalized"] = _phone_number(state, kept)
    for row in (state.customer, *state.addresses.values()):
        own = [event for event in kept if _is_of(event, row, state.customer)]
        if row["id"] in state.lost and own:
            row["created_at"] = own[0]["created_at"]
            # Each event of an address raises its version by one.
            row["version"] = len(own)
        if row["id"] in state.untimed:
            row["updated_at"] = _last_change(own, row)


# ── The customer's own row


def _undo_customer(state: Remembered, event: Event, changes: Changes) -> None:
    row, columns = state.customer, _columns(Customer)
    addresses: dict[str, dict[str, Any]] = {}
    for name, change in changes.items():
        head, _, rest = name.partition(".")
        if name in columns:
            _set(state, row, Customer, columns[name], change, event)
        elif name == "tags":
            state.tags = list(change["from"] or ())
        elif name == "hasPassword":
            row["password_hash"] = (row["password_hash"] or _SOME_PASSWORD) if change["from"] else None
        elif name == "address":
            _bring_back(state, f"{CustomerAddress.__prefix__}{event['id'][3:]}", change["from"], event, 1)
        elif head == "address" and state.primary is not None:
            addresses.setdefault(state.primary["id"], {})[rest] = change
        elif head == "addresses":
            key, _, inner = rest.partition(".")
            if inner:
                addresses.setdefault(key, {})[inner] = change
            elif change["from"] is None:
                state.addresses.pop(key, None)
            else:
                _bring_back(state, key, change["from"], event, 1)
    for key, inner_changes in addresses.items():
        _undo_import_of_address(state, key, inner_changes, event)
    _note_time(state, row, changes)


# ── Addresses


def _undo_address(state: Remembered, event: Event, changes: Changes) -> None:
    key = event["resource_id"]
    if event["event"] == "create":
        state.addresses.pop(key, None)
    elif event["event"] == "destroy":
        shown = {name: change["from"] for name, change in changes.items()}
        _bring_back(state, key, shown, event, event["entity_version"])
    elif key in state.addresses:
        _undo_columns(state, state.addresses[key], changes, event)
        state.addresses[key]["version"] = event["entity_version"] - 1


def _undo_import_of_address(state: Remembered, key: str, changes: Changes, event: Event) -> None:
    if key not in state.addresses:
        return
    made = changes.get("isPrimary")
    if made and made["from"] is None:
        # The record brought the address itself: each of its fields comes from nothing.
        del state.addresses[key]
        return
    _undo_columns(state, state.addresses[key], changes, event)
    state.addresses[key]["version"] = max(1, state.addresses[key]["version"] - 1)


def _undo_columns(state: Remembered, row: Row, changes: Changes, event: Event) -> None:
    columns = _columns(CustomerAddress)
    for name, change in changes.items():
        if name in columns:
            _set(state, row, CustomerAddress, columns[name], change, event)
    _note_time(state, row, changes)


def _bring_back(
    state: Remembered, key: str, shown: Mapping[str, Any], event: Event, version: int | None
) -> None:
    """A row that was deleted, from what the event says of it."""
    columns = _columns(CustomerAddress)
    state.addresses[key] = {
        **blank(CustomerAddress),
        "id": key,
        "environment": state.customer["environment"],
        "version": version or 1,
        "customer_id": state.customer["id"],
        "created_at": event["created_at"],
        "updated_at": event["created_at"],
        **{
            columns[name]: _value(CustomerAddress, columns[name], value)
            for name, value in shown.items()
            if name in columns
        },
    }
    state.untimed.add(key)
    state.lost.add(key)


# ── Values and times


def _set(
    state: Remembered, row: Row, entity: type[Entity], column: str, change: Changes, event: Event
) -> None:
    """What was there before the event is what it says, whatever is there now."""
    # An event that does not tell the time that it set was undone before: the time that is there is still that one.
    is_told = column != "updated_at" or row["id"] not in state.untimed
    if is_told and row[column] != _value(entity, column, change["to"]):
        # Something changed it unrecorded: after the event there was another value than the event left.
        told = {"environment": event["environment"], "position": event["position"], "column": column}
        _log.warning("unrecorded_change", **told)
    before = _value(entity, column, change["from"])
    # What was forgotten with another person, who had the same, is not known any more where a column holds no null.
    if before is not None or table_of(entity).columns[column].nullable:
        row[column] = before


def _value(entity: type[Entity], column: str, given: Any) -> Any:
    """JSON of an event → a column's value."""
    of = table_of(entity).columns[column]
    scalar = of.info["scalar"]
    if given is None:
        return None if of.nullable else blank(entity)[column]
    if scalar is Scalar.DATE_TIME:
        return parse_instant(given)
    if scalar is Scalar.DATE:
        return date.fromisoformat(given)
    return bool(given) if scalar is Scalar.BOOLEAN else given


def _note_time(state: Remembered, row: Row, changes: Changes) -> None:
    if "updatedAt" in changes:
        state.untimed.discard(row["id"])
    else:
        state.untimed.add(row["id"])


def _last_change(own: list[Event], row: Row) -> Any:
    """When the last of a row's events changed it. The gateway's writes set the time of their event; an import's tell
    the source's time when they change it, except the one that made the row."""
    last, version = row["created_at"], None
    for event in own:
        told = (event["changes"] or {}).get("updatedAt") if _is_about(event, row) else None
        is_import = _is_about(event, row) and "import" in (event["who"] or {}) and event["event"] != "create"
        # An act that raised no version, such as a request for something, did not change the row.
        is_same = _is_about(event, row) and event["entity_version"] == version
        # A time that was taken out with what another had is not known any more.
        if told and told["to"]:
            last = parse_instant(told["to"])
        elif not is_import and not is_same:
            last = event["created_at"]
        if _is_about(event, row):
            version = event["entity_version"]
    return last


def _phone_number(state: Remembered, kept: list[Event]) -> str | None:
    """The number that a text means. An import knows its country, or that a system leaves out the `+`."""
    phone = state.customer["phone"]
    if phone is None:
        return None
    own = [
        event for event in kept if _is_about(event, state.customer) and "phone" in (event["changes"] or ())
    ]
    if not own or "import" not in (own[-1]["who"] or {}):
        return normalise_phone(phone)
    country = state.primary["country_code"] if state.primary else None
    return normalise_phone(phone, country) or normalise_phone(f"+{phone}")


def _is_about(event: Event, row: Row) -> bool:
    return bool(event["resource_id"] == row["id"])


def _is_of(event: Event, row: Row, customer: Row) -> bool:
    """Whether an event is one of this row; an import's is one of the customer that names its address."""
    if _is_about(event, row) or not _is_about(event, customer):
        return _is_about(event, row)
    prefix = f"addresses.{row['id']}"
    begins = (f"{prefix}.", "address.") if row["is_primary"] else (f"{prefix}.",)
    return any(name == prefix or name.startswith(begins) for name in event["changes"] or ())


# ── Columns


@cache
def _columns(entity: type[Entity]) -> Mapping[str, str]:
    """Name in an event → column."""
    return {name: column for column, name in shown_columns(entity).items()}
