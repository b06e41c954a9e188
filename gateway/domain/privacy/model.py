"""Requests to anonymize that wait or are under way: the work that is left to do."""

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant, Json

REQUESTS = Table(
    "anonymization_request",
    SQLModel.metadata,
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("requested_at", Instant(), nullable=False),
    Column("started_at", Instant(), nullable=True),
    Column("lease", TEXT, nullable=True),
    Column("leased_until", Instant(), nullable=True),
    Column("counts", Json(), nullable=True),
    Index("ix_anonymization_request_requested_at", "requested_at"),
    sqlite_strict=True,
)
"""One row for each request that was made here and is not settled. The customer's own columns say where it stands; a
source system may overwrite those, but never this table.

`lease` names the run that works on it, until `leased_until`: a run that ended in the middle is taken up by the next.
`counts` is the receipt so far: table → rows.
"""
