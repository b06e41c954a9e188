"""Who had something of whom: in their history it stands yet when it is another's, or nobody's, to be forgotten."""

from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert

from gateway.database import Transaction
from gateway.domain.records.model import SHARED_PASTS

_ONE, _OTHER = SHARED_PASTS.c.one_id, SHARED_PASTS.c.other_id


def note_shared_past(transaction: Transaction, customer_id: str, other_id: str) -> None:
    """Something of one customer is, or was, the other's."""
    one, other = sorted((customer_id, other_id))
    transaction.change("note a shared past", _note, {"one": one, "other": other})


def shared_past_of(transaction: Transaction, customer_id: str) -> set[str]:
    """With whom a customer shares a past, by itself or through others; without itself."""
    found, new = {customer_id}, [customer_id]
    while new:
        touching = or_(_ONE.in_(new), _OTHER.in_(new))
        pairs = transaction.fetch(select(SHARED_PASTS).where(touching))
        new = sorted({each[name] for each in pairs for name in ("one_id", "other_id")} - found)
        found.update(new)
    return found - {customer_id}


def _note() -> Any:
    made = insert(SHARED_PASTS).values(one_id=bindparam("one"), other_id=bindparam("other"))
    return made.on_conflict_do_nothing()
