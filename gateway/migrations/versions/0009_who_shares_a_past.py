"""Who had something of whom."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0009"
down_revision = "0008"

_COLUMNS = ("later_id", "earlier_id")
_TOLD = ("customer.merged", "customer.linked", "customer.unlinked")
_NAMING = ("into", "from", "to", "merged")


def upgrade() -> None:
    pasts = op.create_table(
        "shared_past",
        sa.Column("later_id", columns.TEXT, nullable=False),
        sa.Column("earlier_id", columns.TEXT, nullable=False),
        sa.PrimaryKeyConstraint("later_id", "earlier_id"),
        sqlite_strict=True,
    )
    connection = op.get_bind()
    pairs = {pair for pair in _pairs(connection) if pair[0] != pair[1]}
    if pairs:
        both_ways = sorted(pairs | {(other, one) for one, other in pairs})
        connection.execute(pasts.insert(), [dict(zip(_COLUMNS, pair, strict=True)) for pair in both_ways])


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
