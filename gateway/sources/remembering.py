"""What is remembered of two customers that become one, so that they can be two again.

    before = remember(transaction, kept, merged)      every row that a merge may change or remove
    after = remember(transaction, kept)               the same when it is done
    restored(before, after, now)                      what each is to be: as before, but for what changed since

A row is JSON by column; rows are by table and id.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, Table, select

from gateway.columns import Scalar, parse_instant
from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerTag
from gateway.domain.customers.model.conflicts import CONFLICTS
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    Referral,
)
from gateway.domain.records.model import KNOWN_CONTACTS, IdentityLink
from gateway.events.changes import plain
from gateway.sources.tables import TERMS
from gateway.view import table_of

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]
"""Table → id → row."""

CUSTOMERS, ADDRESSES, TAGS = (table_of(each) for each in (Customer, CustomerAddress, CustomerTag))
SUGGESTIONS, CARDS = table_of(IdentitySuggestion), table_of(LoyaltyCard)
SINGLE = tuple(table_of(each) for each in (CustomerSummary, CustomerLoyalty, CustomerReferrals))
"""A customer has at most one row of these."""
BELOW_SINGLE = tuple(table_of(each) for each in (LoyaltyCampaignStanding, Referral))
"""Parts of those."""
_WHOLE: Mapping[Table, tuple[str, ...]] = {
    CUSTOMERS: ("id",),
    ADDRESSES: ("customer_id",),
    TAGS: ("customer_id",),
    **dict.fromkeys((*SINGLE, *BELOW_SINGLE, CARDS), ("customer_id",)),
    SUGGESTIONS: ("customer_id", "candidate_id"),
    table_of(IdentityLink): ("customer_id",),
}
REMEMBERED = tuple(_WHOLE)
"""Tables whose rows are remembered whole, each after those that it points to."""
WORDS: Mapping[str, Column[Any]] = {
    "terms": TERMS.c.term,
    "contacts": KNOWN_CONTACTS.c.contact,
    "conflicts": CONFLICTS.c.field,
}
"""Lists of words by which a customer is found or known, and of fields in which its records disagree."""
_HELD = (SUGGESTIONS, table_of(Referral))
"""Rows that tell of others, too. Whoever forgets one of those waits, and finds what is remembered of it."""
_ALWAYS_NOW = frozenset({"version", "updated_at"})


def remember(transaction: Transaction, *customer_ids: str) -> Rows:
    """The rows of these customers as they are."""
    found: Rows = {}
    for table, columns in _WHOLE.items():
        rows: dict[str, Row] = {}
        for name in columns:
            statement = select(table).where(table.c[name].in_(customer_ids))
            held = statement.with_for_update() if table in _HELD else statement
            rows |= {row["id"]: written(table, row) for row in transaction.fetch(held)}
        found[str(table.name)] = dict(sorted(rows.items()))
    return found


def others_in(*remembered: Rows) -> set[str]:
    """Of which customers these rows tell beside those that they are remembered of."""
    named = {
        row[key.parent.key]
        for rows in remembered
        for table in _HELD
        for key in table.foreign_keys
        if key.column.table is CUSTOMERS
        for row in rows[str(table.name)].values()
    }
    return {each for each in named if each} - {
        key for rows in remembered for key in rows[str(CUSTOMERS.name)]
    }


def remember_words(transaction: Transaction, *customer_ids: str) -> dict[str, dict[str, list[str]]]:
    """By which words each customer is found, and by which contacts it is known."""
    return {
        key: {name: words_of(transaction, column, key) for name, column in WORDS.items()}
        for key in customer_ids
    }


def words_of(transaction: Transaction, column: Column[Any], customer_id: str) -> list[str]:
    mine = column.table.c.customer_id == customer_id
    return sorted(row[column.key] for row in transaction.fetch(select(column).where(mine)))


def restored(before: Row, after: Row, now: Row) -> Row:
    """The columns that get their old value back: those that nobody changed since."""
    return {
        name: value
        for name, value in before.items()
        if name not in _ALWAYS_NOW and now.get(name) == after.get(name) and now.get(name) != value
    }


def is_unchanged(after: Row, now: Row) -> bool:
    return all(now.get(name) == value for name, value in after.items() if name not in _ALWAYS_NOW)


def united_since(before: Iterable[str], after: Iterable[str], now: Iterable[str]) -> list[str]:
    """What was there before, with what was added since and without what was taken away since."""
    after, now = list(after), list(now)
    kept = [each for each in before if each in now or each not in after]
    return [*kept, *(each for each in now if each not in after and each not in kept)]


def written(table: Table, row: Mapping[str, Any]) -> Row:
    """A row as JSON holds it."""
    stored = {column.key for column in table.columns if column.computed is None}
    # Names of tables and columns are texts of SQLAlchemy's own kind, which JSON does not take for keys.
    return {str(name): plain(value) for name, value in row.items() if name in stored}


def typed(table: Table, row: Mapping[str, Any]) -> Row:
    """JSON → the row as the table takes it."""
    return {name: _typed(table.c[name], value) for name, value in row.items() if name in table.c}


def _typed(column: Column[Any], value: Any) -> Any:
    scalar = column.info.get("scalar")
    if value is None:
        return None
    if scalar is Scalar.DATE_TIME:
        return parse_instant(value)
    return date.fromisoformat(value) if scalar is Scalar.DATE else value
