"""What staff decides about a suggestion. Both sides of a pair carry the decision."""

from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.identity.model import IdentitySuggestion, SuggestionStatus
from gateway.domain.rows import INPUT, Row
from gateway.domain.transitions import Transitions, check_transition, may_become, stays
from gateway.events.act import Act, who_of
from gateway.view import table_of

TABLE: Transitions = {
    SuggestionStatus.OPEN: may_become(SuggestionStatus.ACCEPTED, SuggestionStatus.REJECTED),
    SuggestionStatus.ACCEPTED: stays,
    SuggestionStatus.REJECTED: stays,
}


def reject(act: Act, suggestion_id: str) -> str:
    """They are two people: the pair is never suggested again.

    Raises:
        Rejected: there is no such suggestion, it was decided before, or one of the two was anonymized.
    """
    return _decide(act, suggestion_id, SuggestionStatus.REJECTED, "reject", "rejected")


def accept(act: Act, suggestion_id: str) -> str:
    """They are one person. Only says so: who merges the two does it in the same act, and before this.

    Raises:
        Rejected: there is no such suggestion, it was decided before, or one of the two was anonymized.
    """
    return _decide(act, suggestion_id, SuggestionStatus.ACCEPTED, "accept", "accepted")


def _decide(act: Act, suggestion_id: str, status: SuggestionStatus, event: str, done: str) -> str:
    _hold_pair(act, suggestion_id)
    row = rows.find(act, IdentitySuggestion, suggestion_id)
    # The decision is written on both sides, and nothing is written of who is being erased.
    rows.find(act, Customer, row["candidate_id"])
    check_transition(TABLE, "status", row["status"], status, (*INPUT, "id"))
    decided = {"status": status, "decided_at": act.at, "decided_by": who_of(act.viewer)}
    for side in (row, _mirror(act, row)):
        if side is not None:
            rows.change(act, IdentitySuggestion, side, decided, event=event, done=done)
    return suggestion_id


def _hold_pair(act: Act, suggestion_id: str) -> None:
    """Two who decide the two sides at once would hold a row each and wait for the other's: the pair comes first."""
    if "\0" in suggestion_id:
        return
    found = act.transaction.select("the pair of a suggestion", _select_pair, {"key": suggestion_id})
    for pair in found:
        act.transaction.lock("identity_suggestion {} {}".format(*sorted(pair)))


def _mirror(act: Act, row: Row) -> Row | None:
    pair = {"customer": row["candidate_id"], "candidate": row["customer_id"]}
    found = act.transaction.select("the other side of a suggestion", _select_mirror, pair)
    return act.transaction.get(IdentitySuggestion, found[0][0]) if found else None


_TABLE = table_of(IdentitySuggestion)


def _select_mirror() -> Any:
    return select(_TABLE.c.id).where(
        _TABLE.c.customer_id == bindparam("customer"), _TABLE.c.candidate_id == bindparam("candidate")
    )


def _select_pair() -> Any:
    return select(_TABLE.c.customer_id, _TABLE.c.candidate_id).where(_TABLE.c.id == bindparam("key"))
