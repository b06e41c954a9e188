"""Fields that are written here: whether they contradict the records, without reading these each time.

What all records say of such a field is kept as a digest, beside a digest of their ids and versions: while these are the
same, the next value that is written is compared with that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Text, bindparam, cast, literal_column, null, select, union_all
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.customers.model.conflicts import CONFLICTS, OVERRULED
from gateway.sources.conflicts import CONSTANT_OF, compared, forget_conflict, note_conflict
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import LINKS, RECORDS, customer_records, hold_records

Row = Mapping[str, Any]

_NOTHING, _SEVERAL = "", "*"
"""No record has a value; records contradict each other."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a record is read."""

    conflicts: frozenset[str]
    """Fields in which somebody contradicts somebody, as their constants."""
    said: Mapping[str, str]
    """Field → what the records say of it, where that was kept and they are the same since."""
    records: Sequence[Row]
    """Ids and versions."""
    versions: str
    """A digest of those."""


def follow_values(transaction: Transaction, after: Row, fields: Sequence[str]) -> None:
    """Notes in which of these fields of a customer, which were written here, somebody contradicts now.

    Raises:
        Refused: a record is no longer what its source promises.
    """
    known = know(transaction, after["id"])
    if not known.records:
        return
    hold_records(transaction, known.records)
    missing = [name for name in fields if name not in known.said]
    read = _read(transaction, after["id"], missing) if missing else {}
    for name, each in read.items():
        row = {"said": each, "versions": known.versions}
        transaction.change("keep what is overruled", _keep, _key(after, name) | row)
    said = {**known.said, **read}
    for name in fields:
        is_one = _contradicts(said[name], compared(name, after))
        if is_one != (CONSTANT_OF[name] in known.conflicts):
            (note_conflict if is_one else forget_conflict)(transaction, after, CONSTANT_OF[name])


def _read(transaction: Transaction, customer_id: str, fields: Iterable[str]) -> dict[str, str]:
    readings = [
        contribution_of(transaction, each).reading.values
        for each in customer_records(transaction, customer_id)
    ]
    found = {name: {compared(name, each) for each in readings} - {None} for name in fields}
    return {
        name: _SEVERAL if len(values) > 1 else _digest(*values or (None,)) for name, values in found.items()
    }


def _contradicts(said: str, value: Any) -> bool:
    return said == _SEVERAL or (bool(said) and value is not None and _digest(value) != said)


def _digest(value: Any) -> str:
    return _NOTHING if value is None else sha256(repr(value).encode()).hexdigest()[:16]


# ── Kept


def know(transaction: Transaction, customer_id: str) -> Known:
    """Of a customer, in one statement."""
    found = transaction.select("what is known of records", _select_known, {"customer": customer_id})
    records = [{"id": key, "version": int(of)} for part, key, of, _ in found if part == "record"]
    versions = _digest(sorted((each["id"], each["version"]) for each in records))
    name_of = {constant: name for name, constant in CONSTANT_OF.items()}
    return Known(
        frozenset(key for part, key, *_ in found if part == "conflict"),
        {name_of[key]: of for part, key, of, at in found if part == "said" and at == versions},
        records,
        versions,
    )


def _select_known() -> Any:
    customer: Any = bindparam("customer")
    nothing = cast(null(), Text)
    conflict: tuple[Any, ...] = (literal_column("'conflict'"), CONFLICTS.c.field, nothing, nothing)
    said: tuple[Any, ...] = (
        literal_column("'said'"),
        OVERRULED.c.field,
        OVERRULED.c.said,
        OVERRULED.c.versions,
    )
    record: tuple[Any, ...] = (
        literal_column("'record'"),
        RECORDS.c.id,
        cast(RECORDS.c.version, Text),
        nothing,
    )
    linked = (RECORDS.c.id == LINKS.c.source_record_id, LINKS.c.customer_id == customer)
    return union_all(
        select(*conflict).where(CONFLICTS.c.customer_id == customer),
        select(*said).where(OVERRULED.c.customer_id == customer),
        select(*record).where(*linked),
    )


def _key(row: Row, name: str) -> dict[str, str]:
    return {"environment": row["environment"], "customer": row["id"], "of_field": CONSTANT_OF[name]}


def _keep() -> Any:
    row: dict[str, Any] = {
        "environment": bindparam("environment"),
        "customer_id": bindparam("customer"),
        "field": bindparam("of_field"),
        "said": bindparam("said"),
        "versions": bindparam("versions"),
    }
    made = insert(OVERRULED).values(row)
    new = {"said": made.excluded.said, "versions": made.excluded.versions}
    return made.on_conflict_do_update(index_elements=["customer_id", "field"], set_=new)
