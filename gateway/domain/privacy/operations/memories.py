"""What is remembered of a merge of others, without what it tells of one who is to be forgotten.

that the customer may be one of the two     goes, with the values that were compared
that the customer referred one of them      names nobody

Either comes back with whoever was merged, and would tell it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from gateway.database import Transaction
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.personal import MENTIONS, PERSONAL
from gateway.domain.records.model import MERGE_MENTIONS, MERGED


def forget_mentions(transaction: Transaction, subjects: Sequence[str], at: datetime) -> int:
    """Rewrites what is remembered of merges of others; tells how many there were.

    `subjects` are the ids under which the customer was known. Nobody may be suggested to be the customer any more, or
    a merge would remember it anew.
    """
    telling = MERGED.c.id.in_(_mentions(subjects)) & MERGED.c.content.is_not(None)
    # Nobody undoes one meanwhile.
    found = transaction.fetch(select(MERGED.c.id, MERGED.c.content).where(telling).with_for_update())
    for row in found:
        values = {"key": row["id"], "of_content": _without(row["content"], frozenset(subjects)), "at": at}
        transaction.run("forget in a merge", _rewrite, values)
    transaction.execute(delete(MERGE_MENTIONS).where(MERGE_MENTIONS.c.customer_id.in_(subjects)))
    return len(found)


def is_mentioned(transaction: Transaction, subjects: Sequence[str]) -> bool:
    """Whether what is remembered of a merge of others tells of the customer."""
    return bool(transaction.fetch(_mentions(subjects).limit(1)))


def _mentions(subjects: Sequence[str]) -> Any:
    return select(MERGE_MENTIONS.c.merged_id).where(MERGE_MENTIONS.c.customer_id.in_(subjects))


def _without(content: Mapping[str, Any], subjects: frozenset[str]) -> dict[str, Any]:
    return {**content} | {
        name: {table: dict(_left(table, rows, subjects)) for table, rows in content[name].items()}
        for name in ("before", "after")
    }


def _left(
    table: str, rows: Mapping[str, Mapping[str, Any]], subjects: frozenset[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, row in rows.items():
        telling = [each for each in _telling(table) if row[each.owner] in subjects]
        if not any(each.is_deleted for each in telling):
            yield key, {**row} | {name: None for each in telling for name in each.erase}


def _telling(table: str) -> list[Personal]:
    return [each for each in (*PERSONAL, *MENTIONS) if each.table.name == table]


def _rewrite() -> Any:
    values: dict[str, Any] = {"content": bindparam("of_content"), "updated_at": bindparam("at")}
    values["version"] = MERGED.c.version + 1
    return update(MERGED).where(MERGED.c.id == bindparam("key")).values(values).returning(MERGED.c.id)
