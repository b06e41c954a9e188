"""Records whose rows had something of one that its system removed: they wait for it, as if it had never come."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.database import Transaction
from gateway.sources.holding import ids_naming
from gateway.sources.prepared import key_of
from gateway.sources.rereading import read_again
from gateway.sources.source import Source
from gateway.sources.tables import RECORDS, find_rows, read_record
from gateway.sources.waiting import wait


def records_naming(
    transaction: Transaction, source: Source, stored: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """This system's records of rows that name a record's row, whosever they are. Asked for before the row goes, since
    those that stay without it name it no more."""
    kind = source.kind(stored["kind"])
    if kind is None or kind.target is None or not stored["resource_id"]:
        return []
    # A return, or a recurring order, may be another's than its order.
    named = sorted(ids_naming(transaction, kind.target.entity, stored["resource_id"]))
    keys = ({"system": stored["system"], "resource_id": row_id} for row_id in named)
    return [each for key in keys for each in find_rows(transaction, RECORDS, key)]


def wait_again(
    transaction: Transaction, source: Source, gone: Mapping[str, Any], naming: Sequence[Mapping[str, Any]]
) -> None:
    """Those that point to a record that is gone, inherit from it or borrow its fields; `naming` its row, they did."""
    key = key_of(gone)
    mine = {"system": gone["system"], "customer_id": gone["customer_id"]}
    others = [each for each in naming if read_record(transaction, each["id"])]
    for stored in [*find_rows(transaction, RECORDS, mine), *others]:
        if key_of(stored)[:2] != key[:2] or not stored["resource_id"]:
            continue
        record = read_again(transaction, source, stored, is_alone=True)
        lent = (each.key for each in record.lent)
        if key in (*record.points.values(), *record.inherited.values(), *lent):
            wait(transaction, gone["system"], key, stored["id"])
