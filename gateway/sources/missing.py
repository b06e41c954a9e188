"""Records whose rows had something of one that its system removed: they wait for it, as if it had never come."""

from collections.abc import Mapping
from typing import Any

from gateway.database import Transaction
from gateway.sources.holding import ids_naming
from gateway.sources.prepared import key_of
from gateway.sources.rereading import read_again
from gateway.sources.source import Source
from gateway.sources.tables import RECORDS, find_rows
from gateway.sources.waiting import wait


def wait_again(transaction: Transaction, source: Source, gone: Mapping[str, Any]) -> None:
    """Those that point to a record that is gone, inherit from it or borrow its fields."""
    key = key_of(gone)
    of_system = {"system": gone["system"]}
    found = find_rows(transaction, RECORDS, of_system | {"customer_id": gone["customer_id"]})
    kind = source.kind(gone["kind"])
    if kind is not None and kind.target is not None and gone["resource_id"]:
        # A return may be another's than its order.
        for row_id in sorted(ids_naming(transaction, kind.target.entity, gone["resource_id"])):
            found += find_rows(transaction, RECORDS, of_system | {"resource_id": row_id})
    for stored in found:
        if key_of(stored)[:2] != key[:2] or not stored["resource_id"]:
            continue
        record = read_again(transaction, source, stored, is_alone=True)
        lent = (each.key for each in record.lent)
        if key in (*record.points.values(), *record.inherited.values(), *lent):
            wait(transaction, gone["system"], key, stored["id"])
