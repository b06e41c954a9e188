"""Merges that mention others."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway import columns

revision = "0008"
down_revision = "0007"

_SUGGESTED, _REFERRED = "identity_suggestion", "referral"
_NAMING = {_SUGGESTED: ("customer_id", "candidate_id"), _REFERRED: ("referrer_customer_id",)}
"""Columns of remembered rows that may name others."""


def upgrade() -> None:
    mentions = op.create_table(
        "merge_mention",
        sa.Column("customer_id", columns.TEXT, nullable=False),
        sa.Column("merged_id", columns.TEXT, nullable=False),
        sa.ForeignKeyConstraint(["merged_id"], ["merged_customer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id", "merged_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_merge_mention_merged_id", "merge_mention", ["merged_id"])
    merged = sa.table("merged_customer", sa.column("id"), sa.column("content", columns.Json()))
    connection = op.get_bind()
    # One by one: each holds all rows of two customers.
    for (key,) in connection.execute(sa.select(merged.c.id).where(merged.c.content.is_not(None))).all():
        is_it = merged.c.id == key
        content = connection.execute(sa.select(merged.c.content).where(is_it)).scalar_one()
        others = set(_others_in(content))
        known = _known_among(connection, others)
        if known:
            rows = [{"customer_id": other, "merged_id": key} for other in sorted(known)]
            connection.execute(mentions.insert(), rows)
        if others - known:
            _forget(content, others - known)
            connection.execute(sa.update(merged).where(is_it).values(content=content))


def _others_in(content: Mapping[str, Any]) -> Iterator[str]:
    for side in (content["before"], content["after"]):
        for table, names in _NAMING.items():
            for row in side.get(table, {}).values():
                yield from (
                    row[name]
                    for name in names
                    if row[name] and row[name] not in content["before"]["customer"]
                )


def _known_among(connection: sa.Connection, others: set[str]) -> set[str]:
    """Those who are here, or part of somebody who is: all others were forgotten."""
    is_left = "coalesce(anonymization_status, '') NOT IN ('STARTED', 'COMPLETED')"
    statements = (
        f"SELECT id FROM customer WHERE id = :id AND {is_left}",  # noqa: S608 (our own words)
        "SELECT id FROM merged_customer WHERE id = :id",
    )
    return {
        other
        for other in others
        if any(connection.execute(sa.text(sql), {"id": other}).first() for sql in statements)
    }


def _forget(content: Mapping[str, Any], forgotten: set[str]) -> None:
    for side in (content["before"], content["after"]):
        suggested = side.get(_SUGGESTED, {})
        for key in [
            key for key, row in suggested.items() if forgotten & {row[name] for name in _NAMING[_SUGGESTED]}
        ]:
            del suggested[key]
        for row in side.get(_REFERRED, {}).values():
            if row["referrer_customer_id"] in forgotten:
                row["referrer_id"] = None
