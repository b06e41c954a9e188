"""Pairs that look alike → rows of suggestions, two for each pair; what was decided stays as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, delete, select, tuple_

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.identity.model import IdentitySuggestion, SuggestionStatus
from gateway.identifier import new_id
from gateway.sources.likeness.likeness import Likeness
from gateway.view import table_of

_TABLE = table_of(IdentitySuggestion)
_BATCH_SIZE = 1_000


@dataclass(frozen=True, slots=True)
class Suggested:
    """Two customers that look alike, the smaller id first."""

    one: str
    other: str
    likeness: Likeness

    @property
    def sides(self) -> tuple[tuple[str, str, list[dict[str, str]]], ...]:
        """Customer, candidate and reasons of both rows; each row's own value comes first."""
        there = [_reason(each.code, each.points, each.one, each.other) for each in self.likeness.reasons]
        back = [_reason(each.code, each.points, each.other, each.one) for each in self.likeness.reasons]
        return (self.one, self.other, there), (self.other, self.one, back)


def _reason(code: str, points: int, mine: str, theirs: str) -> dict[str, Any]:
    return {"code": str(code), "points": points, "customer": mine, "candidate": theirs}


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the pairs given: those that are open now, and those of them that are new."""

    open: int
    new: int


def keep(transaction: Transaction, environment: str, suggested: Sequence[Suggested], at: datetime) -> Kept:
    """Writes what is new and what has changed."""
    known = _known(transaction, suggested)
    alive = _alive(transaction, suggested)
    is_open = new = 0
    rows: list[Mapping[str, Any]] = []
    for pair in suggested:
        held = [known.get(side[:2]) for side in pair.sides]
        if {pair.one, pair.other} - alive or any(
            row and row["status"] != SuggestionStatus.OPEN for row in held
        ):
            continue
        is_open += 1
        new += not any(held)
        for (customer, candidate, reasons), row in zip(pair.sides, held, strict=True):
            told = {"score": pair.likeness.score, "reasons": reasons}
            if row is None:
                rows.append(_new(environment, customer, candidate, at) | told)
            elif any(row[name] != value for name, value in told.items()):
                changed = {**told, "version": row["version"] + 1, "updated_at": at}
                transaction.update(IdentitySuggestion, row["id"], changed)
    transaction.insert_many(IdentitySuggestion, rows)
    return Kept(is_open, new)


def withdraw(
    transaction: Transaction, environment: str, after: str, is_seen: Callable[[str, str], bool]
) -> tuple[int, str | None]:
    """Deletes those of the next open suggestions that were not seen: how many, and the last id, None at the end."""
    values = {"environment": environment, "after": after, "most": _BATCH_SIZE}
    found = transaction.select("open suggestions", _select_open, values)
    gone = [key for key, customer, candidate in found if not is_seen(customer, candidate)]
    if gone:
        transaction.execute(delete(_TABLE).where(_TABLE.c.id.in_(gone)))
    return len(gone), found[-1][0] if found else None


def _new(environment: str, customer: str, candidate: str, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(IdentitySuggestion.__prefix__),
        "environment": environment,
        "version": 1,
        "created_at": at,
        "updated_at": at,
        "customer_id": customer,
        "candidate_id": candidate,
        "status": SuggestionStatus.OPEN.value,
        "suggested_at": at,
        "decided_at": None,
        "decided_by": None,
    }


def _known(transaction: Transaction, suggested: Sequence[Suggested]) -> dict[tuple[str, str], dict[str, Any]]:
    pairs = [side[:2] for pair in suggested for side in pair.sides]
    wanted = tuple_(_TABLE.c.customer_id, _TABLE.c.candidate_id).in_(pairs)
    rows = transaction.fetch(select(_TABLE).where(wanted))
    return {(row["customer_id"], row["candidate_id"]): row for row in rows}


def _alive(transaction: Transaction, suggested: Sequence[Suggested]) -> set[str]:
    """Who is still there: somebody may have been deleted or merged since they were read."""
    customers = table_of(Customer)
    ids = {key for pair in suggested for key in (pair.one, pair.other)}
    return {row["id"] for row in transaction.fetch(select(customers.c.id).where(customers.c.id.in_(ids)))}


def _select_open() -> Any:
    return (
        select(_TABLE.c.id, _TABLE.c.customer_id, _TABLE.c.candidate_id)
        .where(
            _TABLE.c.environment == bindparam("environment"),
            _TABLE.c.status == SuggestionStatus.OPEN.value,
            _TABLE.c.id > bindparam("after"),
        )
        .order_by(_TABLE.c.id)
        .limit(bindparam("most", type_=Integer))
    )
