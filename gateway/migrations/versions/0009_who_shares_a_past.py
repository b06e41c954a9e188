"""Who had something of whom."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0009"
down_revision = "0008"

_TOLD = ("customer.merged", "customer.linked", "customer.unlinked")
_NAMING = ("into", "from", "to", "merged")


def upgrade() -> None:
    pasts = op.create_table(
        "shared_past",
        sa.Column("one_id", columns.TEXT, nullable=False),
        sa.Column("other_id", columns.TEXT, nullable=False),
        sa.PrimaryKeyConstraint("one_id", "other_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_shared_past_other_id", "shared_past", ["other_id"])
    connection = op.get_bind()
    found = {tuple(sorted(pair)) for pair in _pairs(connection) if pair[0] != pair[1]}
    if found:
        rows = [{"one_id": one, "other_id": other} for one, other in sorted(found)]
        connection.execute(pasts.insert(), rows)


def _pairs(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    merged = sa.table("merged_customer", *map(sa.column, ("id", "customer_id", "into_id")))
    for row in connection.execute(sa.select(merged)):
        yield row.id, row.customer_id
        yield row.id, row.into_id
    events = sa.table(
        "event_store", *map(sa.column, ("customer_id", "kind")), sa.column("payload", columns.Json())
    )
    told = sa.select(events.c.customer_id, events.c.payload).where(events.c.kind.in_(_TOLD))
    yield from _named(connection, told)
    links = sa.table(
        "identity_link", *map(sa.column, ("customer_id", "rule")), sa.column("evidence", columns.Json())
    )
    parted = sa.select(links.c.customer_id, links.c.evidence).where(links.c.rule == "UNLINKED")
    yield from _named(connection, parted)


def _named(connection: sa.Connection, statement: sa.Select[Any]) -> Iterator[tuple[str, str]]:
    for customer_id, told in connection.execute(statement):
        for name in _NAMING if isinstance(told, dict) else ():
            if customer_id and isinstance(told.get(name), str):
                yield customer_id, told[name]
