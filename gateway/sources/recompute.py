"""Customers' rows from their records, again: under the policy of now, or from the raw records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Integer, Text, and_, bindparam, exists, or_, select, type_coerce

from gateway.database import Database, Transaction
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.rows import ANONYMIZED
from gateway.entity import now
from gateway.events.act import worker
from gateway.events.changes import Changes, below
from gateway.events.event import EventStore
from gateway.sources import SOURCES, source_of
from gateway.sources.customers import Customers
from gateway.sources.fields import Target
from gateway.sources.owners import owner_of
from gateway.sources.parts import Owner
from gateway.sources.prepared import Prepared
from gateway.sources.rereading import read_again
from gateway.sources.source import Source
from gateway.sources.survivorship import Policy
from gateway.sources.tables import LINKS, RECORDS, customer_records, find_rows
from gateway.view import table_of

BATCH_SIZE = 100
_CUSTOMERS, _ADDRESSES, _EVENTS = table_of(Customer), table_of(CustomerAddress), table_of(EventStore)


@dataclass(slots=True)
class Batch:
    """What became of some customers: how many there were, what changed of whom, and the last one's id."""

    seen: int = 0
    changed: dict[str, Changes] = field(default_factory=dict)
    last: str | None = None


async def recompute_all(
    database: Database,
    policy: Policy,
    *,
    is_trial: bool,
    is_whole: bool = False,
    report: Callable[[str, Changes], None],
    advance: Callable[[int], None],
) -> int:
    """Derives customers anew, batch by batch; returns how many changed, and reports what of whom.

    Those with several records or own values; `is_whole`, every customer that a system knows, with all that belongs to
    it. A trial changes nothing.
    """
    count, after = 0, ""
    write = database.pretend if is_trial else database.write
    while True:
        batch: Batch = await write(partial(recompute_batch, policy=policy, after=after, is_whole=is_whole))
        for customer_id, changes in batch.changed.items():
            report(customer_id, changes)
        count += len(batch.changed)
        advance(batch.seen)
        if batch.last is None:
            return count
        after = batch.last


def recompute_batch(transaction: Transaction, *, policy: Policy, after: str, is_whole: bool) -> Batch:
    """The customers whose ids follow `after`."""
    transaction.lock("import")
    batch = Batch()
    name = "customers with records" if is_whole else "customers with a choice"
    make = _with_records if is_whole else _with_choice
    for (customer_id,) in transaction.select(name, make, {"after": after, "most": BATCH_SIZE}):
        rebuild = rebuild_customer if is_whole else derive_again
        changes = rebuild(transaction, customer_id, policy)
        if changes:
            batch.changed[customer_id] = changes
        batch.seen += 1
        batch.last = customer_id
    return batch


def derive_again(transaction: Transaction, customer_id: str, policy: Policy) -> Changes:
    """The customer's own rows from its records and what was written here."""
    work = _work(transaction, SOURCES[0], policy)
    changes = work.bring_up(customer_id)
    work.finish()
    return changes


def rebuild_customer(transaction: Transaction, customer_id: str, policy: Policy) -> Changes:
    """The same, and the rows of all that belongs to it."""
    changes: Changes = {}
    stored = customer_records(transaction, customer_id)
    mine = {each["id"] for each in stored}
    for each in stored:
        work = _work(transaction, source_of(each["system"]), policy)
        changes |= work.bring_up(customer_id, _read_settled(work, each))
        work.finish()
    for each in find_rows(transaction, RECORDS, {"customer_id": customer_id}):
        source = source_of(each["system"])
        kind = source.kind(each["kind"])
        if each["id"] in mine or kind is None or kind.target is None or kind.is_shared:
            continue
        if not each["content_hash"] or was_changed_here(transaction, kind.target, each):
            continue
        work = _work(transaction, source, policy)
        work.place(_read_settled(work, each))
        for event in work.events.get(each["environment"], ()):
            told = {name: dict(change) for name, change in event.changes.items()}
            changes |= below(f"{event.resource_type}.{event.resource_id}", told)
        work.finish()
    return changes


def _read_settled(work: Customers, stored: Mapping[str, Any]) -> Prepared:
    """A record as it came, without what its lists decide: others came since.

    What they took away is gone, and what they name may be another customer's by now.
    """
    record = read_again(work.transaction, work.source, stored)
    work.look_up([record])
    owner, whose = owner_of(work, record), stored["owner_external_id"]
    if owner is not None and whose and _is_elsewhere(record, owner, stored):
        # It names its customer by a second identifier, which is another record's by now.
        record.owner = (*record.key[:2], work.source.customer.kind, whose)
        work.look_up([record])
    for each in record.all():
        each.child_ids.clear()
        # What was removed since, and nobody pointed to, is not made once more.
        each.shared = {column: _unless_removed(work, shared) for column, shared in each.shared.items()}
    owners = {key: found.customer_id for key, found in work.known.items()}
    settled = (None, stored["customer_id"])
    record.children = [each for each in record.children if owners.get(each.key) in settled]
    return record


def _is_elsewhere(record: Prepared, owner: Owner, stored: Mapping[str, Any]) -> bool:
    is_by_alias = record.owner is not None and "." in record.owner[2]
    is_another = owner.customer_id not in (None, stored["customer_id"])
    return is_another or (is_by_alias and owner.external_id != stored["owner_external_id"])


def _unless_removed(work: Customers, shared: Prepared | None) -> Prepared | None:
    is_gone = shared is not None and work.is_removed(shared) and shared.key not in work.known
    return None if is_gone else shared


def was_changed_here(transaction: Transaction, target: Target, stored: Mapping[str, Any]) -> bool:
    """Whether somebody changed or deleted the row of a record since it came, and does not tell in which columns."""
    if "own_columns" in table_of(target.entity).columns:
        return False
    values = {
        "type": table_of(target.entity).name,
        "row": stored["resource_id"],
        "since": stored["received_at"],
    }
    rows = transaction.select("who changed a row since", _who_since, values)
    return any(who and "application" in orjson.loads(who) for (who,) in rows)


def _who_since() -> Any:
    return select(type_coerce(_EVENTS.c.who, Text)).where(
        _EVENTS.c.resource_type == bindparam("type"),
        _EVENTS.c.resource_id == bindparam("row"),
        _EVENTS.c.created_at >= bindparam("since", type_=_EVENTS.c.created_at.type),
    )


def _work(transaction: Transaction, source: Source, policy: Policy) -> Customers:
    return Customers(transaction, source, now(), worker("survivorship"), policy=policy)


def _page(condition: Any) -> Any:
    return (
        select(_CUSTOMERS.c.id)
        .where(_CUSTOMERS.c.id > bindparam("after"), condition, _is_known())
        .order_by(_CUSTOMERS.c.id)
        .limit(bindparam("most", type_=Integer))
    )


def _is_known() -> Any:
    """Whoever was anonymized stays so."""
    status = _CUSTOMERS.c.anonymization_status
    return or_(status.is_(None), and_(*(status != each for each in sorted(ANONYMIZED))))


def _is_linked() -> Any:
    return exists().where(LINKS.c.customer_id == _CUSTOMERS.c.id)


def _with_records() -> Any:
    return _page(_is_linked())


def _with_choice() -> Any:
    one, other = LINKS.alias("one"), LINKS.alias("other")
    several = exists().where(
        one.c.customer_id == _CUSTOMERS.c.id, other.c.customer_id == one.c.customer_id, other.c.id > one.c.id
    )
    own = _CUSTOMERS.c.own_values.is_not(None)
    of_customer = _ADDRESSES.c.customer_id == _CUSTOMERS.c.id
    changed = exists().where(of_customer, _ADDRESSES.c.own_columns.is_not(None))
    return _page(or_(several, _is_linked() & or_(own, changed)))
