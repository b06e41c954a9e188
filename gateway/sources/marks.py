"""Marks of records that their systems deleted, or list no more: set then, asked for by whoever takes documents in.

a document without a mark                   is taken in as any other
changed after the removal                   the system has the record again: it is made anew
changed before, or it does not tell when    OUTDATED: it was on its way when the record was removed
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.privacy.tombstone import tombstone_of
from gateway.domain.records.removals import REMOVED
from gateway.sources.tables import find_among

_KEY = ("environment", "system", "connection", "kind", "external_id")


def mark_of(record: Mapping[str, Any]) -> str:
    """What is left of a record's key."""
    return tombstone_of(*(record[name] for name in _KEY))


def mark_removed(transaction: Transaction, mark: str, at: datetime) -> None:
    """Of a record that is removed more than once the last time counts."""
    transaction.run("mark a removed record", _mark, {"digest": mark, "removed_at": at})


def find_removals(transaction: Transaction, marks: Iterable[str]) -> dict[str, datetime]:
    """Mark → when its record was removed, of those that were."""
    found = find_among(transaction, REMOVED.c.digest, marks, ("digest", "removed_at"))
    return {row["digest"]: row["removed_at"] for row in found}


def is_older(changed_at: datetime | None, removed_at: datetime | None) -> bool:
    """Whether a document is older than the removal of its record, or does not tell."""
    return removed_at is not None and (changed_at is None or changed_at <= removed_at)


def _mark() -> Any:
    made = insert(REMOVED).values(digest=bindparam("digest"), removed_at=bindparam("removed_at"))
    later = {"removed_at": made.excluded.removed_at}
    return made.on_conflict_do_update(
        index_elements=[REMOVED.c.digest], set_=later, where=REMOVED.c.removed_at < made.excluded.removed_at
    ).returning(REMOVED.c.digest)
