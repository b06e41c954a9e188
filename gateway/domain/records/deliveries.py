"""What the source systems told of their own accord: an inbox of deliveries, each with what became of it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, bindparam, delete
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant, Scalar
from gateway.database import Transaction

LIFE = timedelta(days=30)
"""How long a delivery is remembered: far longer than a system repeats one."""


class DeliveryOutcome(StrEnum):
    """What became of a delivery."""

    IMPORTED = "IMPORTED"
    UNCHANGED = "UNCHANGED"
    """It says what was known."""
    OUTDATED = "OUTDATED"
    """A newer document is here already."""
    SKIPPED = "SKIPPED"
    """Its customer was anonymized."""
    IGNORED = "IGNORED"
    """It is of a kind that nothing is made of, or tells that a record was deleted which is not here."""
    REMOVED = "REMOVED"
    """It tells that a record was deleted; the record is gone, with what it alone told."""
    FAILED = "FAILED"
    """It could not be taken in."""


DELIVERIES = Table(
    "webhook_delivery",
    SQLModel.metadata,
    Column("digest", TEXT, primary_key=True),
    Column("system", TEXT, nullable=False),
    Column("topic", TEXT, nullable=True),
    Column("body", TEXT, nullable=True),
    Column("received_at", Instant(), nullable=False),
    Column("attempts", Integer(), nullable=False, info={"scalar": Scalar.INT}),
    Column("next_attempt_at", Instant(), nullable=True),
    Column("processed_at", Instant(), nullable=True),
    Column("outcome", TEXT, nullable=True),
    Column("error", TEXT, nullable=True),
    Column("kind", TEXT, nullable=True),
    Column("external_id", TEXT, nullable=True),
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="SET NULL"), nullable=True),
    Index("ix_webhook_delivery_next_attempt_at", "next_attempt_at"),
    Index("ix_webhook_delivery_received_at", "received_at"),
    Index("ix_webhook_delivery_customer_id", "customer_id"),
    sqlite_strict=True,
)
"""One row for each delivery, under the digest of its system, topic and body: one that is repeated is known by it.

`next_attempt_at` is NULL when nothing is left to do. The body goes as soon as the delivery is processed; where it stays
(FAILED), and while it waits for another attempt, `kind` and `external_id` name the record that it is about and
`customer_id` its customer, so that anonymization deletes it with all else. What was deleted is known by a table of its
own (`removals.py`).
"""


def forget_old_deliveries(transaction: Transaction, at: datetime) -> None:
    """Deletes every delivery whose time is over, whatever became of it."""
    transaction.change("forget old deliveries", _delete_old, {"before": at - LIFE})


def _delete_old() -> Any:
    return delete(DELIVERIES).where(DELIVERIES.c.received_at < bindparam("before"))
