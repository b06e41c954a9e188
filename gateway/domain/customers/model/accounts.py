"""Tables of the accounts: tokens that reset a password, and attempts that are counted."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant

PASSWORD_RESETS = Table(
    "password_reset",
    SQLModel.metadata,
    Column("customer_id", TEXT, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("token_digest", TEXT, nullable=False),
    Column("expires_at", Instant(), nullable=False),
    Index("uq_password_reset_token_digest", "token_digest", unique=True),
    sqlite_strict=True,
)
"""The one token of a customer that is valid, as its digest."""

ATTEMPTS = Table(
    "attempt",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("subject", TEXT, primary_key=True),
    Column("started_at", Instant(), nullable=False),
    Column("count", Integer, nullable=False),
    sqlite_strict=True,
)
"""How often something was tried since an instant. The subject is a digest: it names nobody."""
