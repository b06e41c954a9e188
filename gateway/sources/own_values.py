"""What was written here for two customers that become one → the own values of the one."""

from collections.abc import Mapping
from typing import Any

from gateway.columns import format_instant
from gateway.domain.customers.fields import FIELDS
from gateway.domain.customers.free_data import FREE, changed_keys
from gateway.domain.customers.model import Customer
from gateway.domain.new_rows import blank
from gateway.events.changes import plain
from gateway.sources.customers import Customers
from gateway.sources.remembering import TAGS, Row
from gateway.sources.tables import customer_records, find_rows

_NOT_WRITTEN = frozenset(
    {"password_hash", "status", "total_orders_count", "anonymization_status", "updated_at"}
)
"""Of a customer that no system knows: what it has of itself, and nobody wrote."""


def own_of(work: Customers, row: Row, beside: Row | None = None) -> dict[str, Any] | None:
    """What was written here; of a customer that no system knows, all that it has."""
    if row["own_values"] is not None or customer_records(work.transaction, row["id"]):
        return row["own_values"]  # type: ignore[no-any-return]  # a column of JSON
    tags = [tag["name"] for tag in find_rows(work.transaction, TAGS, {"customer_id": row["id"]})]
    return _own_of_row(row, tags, beside)


def _own_of_row(row: Row, tags: list[str], beside: Row | None = None) -> dict[str, Any]:
    """All fields that a customer has, as if each had been written here when the customer was changed last.

    Of one that is merged only those that the other has not: nobody chose between the two.
    """
    at, default = format_instant(row["updated_at"]), blank(Customer)
    own: dict[str, Any] = {}
    for field in FIELDS:
        first = field.columns[0]
        is_empty = all(row[column] in (None, default.get(column)) for column in field.columns)
        is_there = beside is not None and any(
            beside[column] not in (None, default.get(column)) for column in field.columns
        )
        if is_empty or is_there or first in _NOT_WRITTEN or (beside is not None and first == "created_at"):
            continue
        whole = {column: plain(row[column]) for column in field.columns}
        value = whole if len(whole) > 1 else whole[first]
        keys = {"keys": changed_keys(None, value)} if first in FREE else {}
        own[first] = {"value": value, "at": at, "by": {}, **keys}
    if tags:
        own["tags"] = {"value": {"added": tags, "removed": []}, "at": at, "by": {}}
    return own


def united(
    kept: Mapping[str, Any] | None, merged: Mapping[str, Any] | None, *, is_chosen: bool
) -> dict[str, Any]:
    """Of a field written for both, the kept customer's if somebody chose who that is, else the later; all labels."""
    own = dict(kept or {})
    for name, value in (merged or {}).items():
        mine = own.get(name)
        if mine is None or (name != "tags" and not is_chosen and value["at"] > mine["at"]):
            own[name] = value
        elif name == "tags":
            added = list(dict.fromkeys((*mine["value"]["added"], *value["value"]["added"])))
            removed = dict.fromkeys((*mine["value"]["removed"], *value["value"]["removed"]))
            both = {"added": added, "removed": [each for each in removed if each not in added]}
            own[name] = {**max(mine, value, key=lambda each: each["at"]), "value": both}
    gone = [both for each in (kept, merged) for both in _removed_addresses(each)]
    if gone:
        latest = max(each["addresses"]["at"] for each in (kept, merged) if each and "addresses" in each)
        own["addresses"] = {**own["addresses"], "value": {"removed": gone}, "at": latest}
    # The address that was primary for one is not for both.
    own.pop("address", None)
    return own | ({"address": kept["address"]} if kept and "address" in kept else {})


def _removed_addresses(own: Mapping[str, Any] | None) -> list[str]:
    """Records whose address was deleted here."""
    return list((own or {}).get("addresses", {}).get("value", {}).get("removed", ()))
