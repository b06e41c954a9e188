"""What the events of other customers hold of one who is to be forgotten: they were one customer for a time.

A merge that was undone, and a record that was taken away, leave a person's values in the history of whom it was with.
They are taken out of it; what the other one has too, and all else of its history, stays. What is remembered of a merge
is forgotten whole where it holds them: a customer that came back with half of its values would be nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import bindparam, null, select, update

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.history import now_of
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.operations.erasure import erase_event, fields_of, subjects_of
from gateway.domain.privacy.operations.export import read_subject
from gateway.domain.privacy.personal import PERSONAL
from gateway.domain.privacy.shared_past import past_of
from gateway.domain.records.model import MERGED, SourceRecord
from gateway.entity import now
from gateway.events.erasure import EVENTS, take_out
from gateway.view import table_of

_SOURCE = table_of(SourceRecord)
_SUGGESTIONS = table_of(IdentitySuggestion)
_BOOKKEEPING = frozenset({"environment", "version", "created_at", "updated_at"})
_SHORTEST = 2
"""Characters of a text that can tell somebody: a mark such as `M` is everybody's."""


def forget_elsewhere(transaction: Transaction, customer_id: str) -> int:
    """Takes a customer's values out of the events of whoever it was one with; tells how many events there were.

    Comes before anything of the customer is erased: its values are known by what is held about it.
    """
    row = transaction.get(Customer, customer_id)
    # Whoever it was with may have become part of another since.
    others = {now_of(transaction, each) for each in past_of(transaction, customer_id)} - {customer_id}
    if row is None or not others:
        return 0
    records = read_subject(transaction, row, for_staff=True)["records"]
    known = set(_personal(records))
    records.pop(_SOURCE.name, None)
    shown = set(_personal(records))
    count = 0
    for other in sorted(others):
        beside = transaction.get(Customer, other)
        if beside is None:
            continue
        own = read_subject(transaction, beside, for_staff=True)
        # What a suggestion compared with the other's is not the other's.
        for told in (EVENTS, MERGED, _SUGGESTIONS):
            own["records"].pop(told.name, None)
        has = set(_texts(own))
        gone = known - has
        # A merge moves rows; what a system sent stays where it is.
        _forget_merges(transaction, other, shown - has)
        for subject in subjects_of(transaction, other):
            count += take_out(transaction, subject, partial(_without, gone=gone))
    return count


def _forget_merges(transaction: Transaction, customer_id: str, gone: set[str]) -> None:
    """What is remembered of who was merged into a customer, where it holds what is to be forgotten."""
    mine = (MERGED.c.customer_id == customer_id) & MERGED.c.content.is_not(None)
    for row in transaction.fetch(select(MERGED.c.id, MERGED.c.content).where(mine)):
        if gone.intersection(_texts(row["content"])):
            transaction.run("forget a merge", _forget_merge, {"key": row["id"], "at": now()})


def _forget_merge() -> Any:
    values = {"content": null(), "version": MERGED.c.version + 1, "updated_at": bindparam("at")}
    return update(MERGED).where(MERGED.c.id == bindparam("key")).values(**values).returning(MERGED.c.id)


def _personal(records: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The texts of all that an erasure takes away."""
    for personal in PERSONAL:
        for row in records.get(personal.table.name, ()):
            if personal.table is EVENTS:
                changes, erased = row["changes"] or {}, erase_event(row)["changes"] or {}
                yield from _texts([each for name, each in changes.items() if erased[name] != each])
            else:
                yield from _texts([value for name, value in row.items() if _is_personal(personal, name)])


def _is_personal(personal: Personal, name: str) -> bool:
    column = personal.table.c[name]
    is_about_itself = column.primary_key or column.foreign_keys or name in _BOOKKEEPING
    return not is_about_itself and name not in personal.keep


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) >= _SHORTEST:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _texts(each)


def _without(event: Mapping[str, Any], gone: set[str]) -> Mapping[str, Any]:
    """An event that tells none of these. What an erasure leaves stays: a time that both have tells nobody."""
    kept, replaced = fields_of(event["resource_type"])
    changes = event["changes"]
    if isinstance(changes, dict):
        changes = {
            name: each if name in kept else _cleared(each, gone, replaced.get(name))
            for name, each in changes.items()
        }
    return {"changes": changes, "payload": _cleared(event["payload"], gone)}


def _cleared(value: Any, gone: set[str], instead: Any = None) -> Any:
    if isinstance(value, str):
        return instead if value in gone else value
    if isinstance(value, Mapping):
        return {name: _cleared(each, gone, instead) for name, each in value.items()}
    if isinstance(value, list):
        return [_cleared(each, gone, instead) for each in value]
    return value
