"""The words by which `search` finds a customer: one row each, so that a prefix is one range of an index."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from gateway.columns import TEXT

MAX_TERMS = 40
"""Most terms of one customer."""
MAX_TERM_LENGTH = 64
"""Longest term, in characters."""


class CustomerSearchTerm(SQLModel, table=True):
    """A word that finds a customer; derived from the customer's own columns and rewritten with them."""

    __tablename__ = "customer_search_term"

    environment: str = Field(sa_type=TEXT, primary_key=True)
    term: str = Field(sa_type=TEXT, primary_key=True)
    customer_id: str = Field(sa_type=TEXT, primary_key=True, foreign_key="customer.id", ondelete="CASCADE")

    __table_args__ = (
        CheckConstraint("environment IN ('TEST', 'LIVE')", name="ck_customer_search_term_environment"),
        CheckConstraint(f"length(term) BETWEEN 1 AND {MAX_TERM_LENGTH}", name="ck_customer_search_term_term"),
        Index("ix_customer_search_term_customer_id", "customer_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
