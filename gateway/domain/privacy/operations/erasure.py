"""One batch of an anonymization: what is personal of a customer in one table → nothing, a constant or a digest.

Each function does at most so many rows, tells how many, and finds those of the next call by itself, so that a run that
ended in the middle is taken up by doing the same again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, null, select, update

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.customers.operations.email_claims import pass_on_in
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.operations.memories import is_mentioned
from gateway.domain.privacy.personal import BY_TABLE, MENTIONS, PERSONAL
from gateway.domain.privacy.tombstone import MARK, PAYLOAD, tombstone_of
from gateway.domain.records.model import MERGED, WAITING, SourceRecord
from gateway.entity import exposure_of
from gateway.events.erasure import has_recorded_events
from gateway.events.store import own_request_id
from gateway.naming import dotted
from gateway.view import table_of

ROWS = 500
"""Rows of one batch, where one statement does them all."""
RECORDS = 100
"""Source records of one batch, which are done one by one."""
_SOURCE = table_of(SourceRecord)
_CUSTOMERS = table_of(Customer)


def erase_rows(transaction: Transaction, personal: Personal, customer_id: str, at: datetime) -> int:
    """Replaces what is personal in the next rows; 0 when all are done."""
    values = {"customer": customer_id}
    name = f"{personal.table.name} by {personal.owner}"
    if personal.table is _SOURCE:
        return _erase_records(transaction, customer_id, at)
    if personal.is_deleted:
        return len(transaction.run(f"delete personal {name}", lambda: _delete(personal), values))
    held = _address_of(transaction, customer_id) if personal.table is _CUSTOMERS else None
    erased = len(transaction.run(f"erase {name}", lambda: _erase(personal), {**values, "at": at}))
    if held is not None:
        pass_on_in(transaction, *held)
    return erased


def _address_of(transaction: Transaction, customer_id: str) -> tuple[str, str] | None:
    """Environment and e-mail address that the customer alone holds: another who has it too is to hold it then."""
    row = transaction.get(Customer, customer_id)
    return (row["environment"], row["email_claim"]) if row is not None and row["email_claim"] else None


def subjects_of(transaction: Transaction, customer_id: str) -> list[str]:
    """The ids under which events of a customer were recorded: its own, and those that were merged into it."""
    merged = select(MERGED.c.id).where(MERGED.c.customer_id == bindparam("customer")).order_by(MERGED.c.id)
    found = transaction.select("customers merged into one", lambda: merged, {"customer": customer_id})
    return [customer_id, *(str(key) for (key,) in found)]


def is_clean(transaction: Transaction, customer_id: str) -> bool:
    """Whether nothing personal is left of a customer."""
    for personal in (*PERSONAL, *MENTIONS):
        if personal.is_deleted or personal.is_erased or personal.table is _SOURCE:
            name = f"left in {personal.table.name} by {personal.owner}"
            if transaction.select(name, lambda: _left(personal), {"customer": customer_id}):  # noqa: B023 (called at once)
                return False
    subjects = subjects_of(transaction, customer_id)
    if is_mentioned(transaction, subjects):
        return False
    return not any(has_recorded_events(transaction, subject) for subject in subjects)


def erase_event(row: Mapping[str, Any]) -> dict[str, Any]:
    """An event without what is personal: the fields that changed keep their names, and the values that stay.

    All other values become what their columns became, so that events replayed or undone give the anonymous record. Who
    did it stays; a payload stays only where it says how an anonymization stands.
    """
    kept, replaced = fields_of(row["resource_type"])
    changes = row["changes"]
    return {
        "changes": {
            name: _erase_change(each, replaced.get(name), is_kept=name in kept)
            for name, each in changes.items()
        }
        if isinstance(changes, dict)
        else None,
        "payload": row["payload"] if row["event"].startswith("anonymization_") else None,
        "request_id": own_request_id(row["request_id"]),
        "idempotency_key": None,
    }


def _erase_change(change: Any, replaced: Any, *, is_kept: bool) -> dict[str, Any]:
    """`{"from": "Ada", "to": "Eve"}` → `{"from": null, "to": null}`"""
    sides = change if isinstance(change, dict) else {}
    values = {side: sides.get(side) for side in ("from", "to")}
    if is_kept:
        return {side: None if isinstance(value, dict | list) else value for side, value in values.items()}
    return {side: None if value is None else replaced for side, value in values.items()}


def fields_of(resource_type: str) -> tuple[frozenset[str], Mapping[str, Any]]:
    """The names in events of the columns that keep their values, and of those that get a constant."""
    personal = BY_TABLE.get(resource_type)
    if personal is None:
        return frozenset(), {}
    columns = (personal.table.c[name] for name in personal.keep)
    replaced = {dotted(name): value for name, value in personal.replace.items()}
    return frozenset(dotted(column.key) for column in columns if exposure_of(column)), replaced


def _erase_records(transaction: Transaction, customer_id: str, at: datetime) -> int:
    key = ("environment", "system", "connection", "kind", "external_id")
    statement = select(_SOURCE.c.id, _SOURCE.c.alias, *(_SOURCE.c[name] for name in key))
    rows = transaction.fetch(statement.where(_is_raw(customer_id)).limit(RECORDS))
    for row in rows:
        tombstone = tombstone_of(*(row[name] for name in key))
        values = {"key": row["id"], "tombstone": tombstone, "erased": PAYLOAD, "nothing": "", "at": at}
        values["alias"] = _alias_tombstone(row)
        transaction.run("erase a source record", _erase_record, values)
        # It names a record of the source by its identifier there, and nothing is left to be made of this one.
        transaction.run("wait no longer", _stop_waiting, {"record": row["id"]})
    return len(rows)


def _alias_tombstone(row: Mapping[str, Any]) -> str | None:
    """What names the record by its second identifier is to be recognized, too, when it comes."""
    if row["alias"] is None:
        return None
    return tombstone_of(
        row["environment"], row["system"], row["connection"], f"{row['kind']}.alias", row["alias"]
    )


def _is_raw(customer: Any) -> Any:
    return (_SOURCE.c.customer_id == customer) & _SOURCE.c.external_id.not_like(f"{MARK}%")


def _erase_record() -> Any:
    return (
        update(_SOURCE)
        .where(_SOURCE.c.id == bindparam("key"))
        .values(
            external_id=bindparam("tombstone"),
            payload=bindparam("erased"),
            retained=None,
            content_hash=bindparam("nothing"),
            owner_external_id=None,
            names=None,
            alias=bindparam("alias"),
            version=_SOURCE.c.version + 1,
            updated_at=bindparam("at"),
        )
        .returning(_SOURCE.c.id)
    )


def _stop_waiting() -> Any:
    return delete(WAITING).where(WAITING.c.record_id == bindparam("record")).returning(WAITING.c.record_id)


def _erase(personal: Personal) -> Any:
    table = personal.table
    mine = table.c[personal.owner] == bindparam("customer")
    chosen = select(table.c.id).where(mine, personal.is_dirty()).limit(ROWS)
    values: dict[str, Any] = {name: null() for name in sorted(personal.erase | personal.secret)}
    values |= personal.replace
    values |= {"version": table.c.version + 1, "updated_at": bindparam("at")}
    return update(table).where(table.c.id.in_(chosen)).values(values).returning(table.c.id)


def _delete(personal: Personal) -> Any:
    owner = personal.table.c[personal.owner]
    return delete(personal.table).where(owner == bindparam("customer")).returning(owner)


def _left(personal: Personal) -> Any:
    if personal.table is _SOURCE:
        return select(_SOURCE.c.id).where(_is_raw(bindparam("customer"))).limit(1)
    owner = personal.table.c[personal.owner]
    found = select(owner).where(owner == bindparam("customer")).limit(1)
    return found if personal.is_deleted else found.where(personal.is_dirty())
