"""Marks of removed records: when the last removal was, and which documents are older."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.database import Database, Transaction
from gateway.sources.marks import find_removals, is_older, mark_of, mark_removed

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
KEY = {
    "environment": "LIVE",
    "system": "VOUCHERIFY",
    "connection": "",
    "kind": "customer",
    "external_id": "c1",
}


@pytest.mark.parametrize(
    ("changed_at", "removed_at", "older"),
    [
        (NOON - MOMENT, NOON, True),
        (NOON, NOON, True),
        (NOON + MOMENT, NOON, False),
        (None, NOON, True),
        (NOON, None, False),
        (None, None, False),
    ],
)
def test_a_document_is_older_unless_it_was_changed_since(
    changed_at: datetime | None, removed_at: datetime | None, older: bool
) -> None:
    assert is_older(changed_at, removed_at) is older


async def test_the_last_removal_counts_in_whichever_order_they_come(database: Database) -> None:
    mark = mark_of(KEY)

    def removals(transaction: Transaction) -> list[dict[str, datetime]]:
        found = []
        for at in (NOON, NOON + MOMENT, NOON - MOMENT):
            mark_removed(transaction, mark, at)
            found.append(find_removals(transaction, [mark, mark_of(KEY | {"external_id": "c2"})]))
        return found

    assert await database.write(removals) == [{mark: NOON}, {mark: NOON + MOMENT}, {mark: NOON + MOMENT}]


@pytest.mark.parametrize("name", KEY)
def test_a_mark_tells_records_apart_by_all_of_their_key(name: str) -> None:
    assert mark_of(KEY) != mark_of(KEY | {name: "other"})


async def test_of_nothing_nothing_was_removed(database: Database) -> None:
    assert await database.write(lambda transaction: find_removals(transaction, [])) == {}
