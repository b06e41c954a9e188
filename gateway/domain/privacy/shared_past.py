"""Who had something of whom: in their history it stands yet when it is another's, or nobody's, to be forgotten."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.records.model import SHARED_PASTS

_LATER, _EARLIER = SHARED_PASTS.c.later_id, SHARED_PASTS.c.earlier_id


def note_past(transaction: Transaction, later: str, earlier: str) -> None:
    """Something was a customer's before it was another's."""
    transaction.change("note a past", _note, {"later": later, "earlier": earlier})


def note_shared_past(transaction: Transaction, customer_id: str, other_id: str) -> None:
    """The two are, or were, one; or one was made from a part of the other."""
    note_past(transaction, customer_id, other_id)
    note_past(transaction, other_id, customer_id)


def past_of(transaction: Transaction, customer_id: str) -> set[str]:
    """All who had something before a customer, also through others; without itself."""
    found, new = {customer_id}, [customer_id]
    while new:
        rows = transaction.fetch(select(_EARLIER).where(_LATER.in_(new)))
        new = sorted({row["earlier_id"] for row in rows} - found)
        found.update(new)
    return found - {customer_id}


def _note() -> Any:
    made = insert(SHARED_PASTS).values(later_id=bindparam("later"), earlier_id=bindparam("earlier"))
    return made.on_conflict_do_nothing()
