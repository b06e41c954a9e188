"""What is left of records that their systems deleted: enough to know an older document of one when it comes late."""

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant

REMOVED = Table(
    "removed_record",
    SQLModel.metadata,
    Column("digest", TEXT, primary_key=True),
    Column("removed_at", Instant(), nullable=False),
    sqlite_strict=True,
)
"""`digest` is made of the record's key (`tombstone.py`) and names nobody; `removed_at` is when its system told last
that it is no more. The rows stay: a file may be years old when it is imported.
"""
