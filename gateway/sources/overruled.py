"""Fields that are written here: whether they contradict the records, and by which contacts these know the customer.

So that the records are not read each time, what all say of such a field is kept as digests, beside one of their ids and
versions: while these are the same, the next value that is written is compared with that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Text, bindparam, cast, literal_column, null, select, union_all
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.customers.model.conflicts import CONFLICTS, OVERRULED
from gateway.domain.records.model import KNOWN_CONTACTS
from gateway.sources.conflicts import CONSTANT_OF, compared, forget_conflict, note_conflict
from gateway.sources.known_contacts import CONTACTS, forget_contact, note_contact
from gateway.sources.rereading import contribution_of
from gateway.sources.tables import LINKS, RECORDS, customer_records, hold_records

Row = Mapping[str, Any]

_UNTOLD = "*"
"""Records contradict each other, and what they say was not kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a record is read."""

    conflicts: frozenset[str]
    """Fields in which somebody contradicts somebody, as their constants."""
    said: Mapping[str, str]
    """Field → what the records say of it, where that was kept and they are the same since: digests, blanks between."""
    records: Sequence[Row]
    """Ids and versions."""
    versions: str
    """A digest of those."""
    contacts: frozenset[str]
    """Those that records have, and the customer does not show."""


def follow_values(transaction: Transaction, before: Row, after: Row, fields: Sequence[str]) -> None:
    """Notes in which of these fields of a customer, which were written here, somebody contradicts now.

    An address or number that it shows no more is remembered while a record has it.

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
        if name in CONTACTS:
            was, is_ = before[CONTACTS[name]], after[CONTACTS[name]]
            if was not in (None, is_) and _digest(was) in said[name].split():
                note_contact(transaction, after, was)
            if is_ in known.contacts:
                forget_contact(transaction, after, is_)


def _read(transaction: Transaction, customer_id: str, fields: Iterable[str]) -> dict[str, str]:
    readings = [
        contribution_of(transaction, each).reading.values
        for each in customer_records(transaction, customer_id)
    ]
    found = {name: {compared(name, each) for each in readings} - {None} for name in fields}
    return {name: " ".join(sorted(map(_digest, values))) for name, values in found.items()}


def _contradicts(said: str, value: Any) -> bool:
    digests = {*said.split(), *(() if value is None else (_digest(value),))}
    return bool(said) and len(digests) > 1


def _digest(value: Any) -> str:
    return sha256(repr(value).encode()).hexdigest()[:16]


# ── Kept


def know(transaction: Transaction, customer_id: str) -> Known:
    """Of a customer, in one statement."""
    found = transaction.select("what is known of records", _select_known, {"customer": customer_id})
    records = [{"id": key, "version": int(of)} for part, key, of, _ in found if part == "record"]
    versions = _digest(sorted((each["id"], each["version"]) for each in records))
    name_of = {constant: name for name, constant in CONSTANT_OF.items()}
    return Known(
        frozenset(key for part, key, *_ in found if part == "conflict"),
        {
            name_of[key]: of
            for part, key, of, at in found
            if part == "said" and at == versions and of != _UNTOLD
        },
        records,
        versions,
        frozenset(key for part, key, *_ in found if part == "contact"),
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
    contact: tuple[Any, ...] = (literal_column("'contact'"), KNOWN_CONTACTS.c.contact, nothing, nothing)
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
        select(*contact).where(KNOWN_CONTACTS.c.customer_id == customer),
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
