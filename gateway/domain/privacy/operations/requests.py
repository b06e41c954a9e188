"""To ask for a customer's anonymization, and to withdraw that before it begins.

(none) ─request→ REQUESTED ─worker→ STARTED ─→ COMPLETED
                     │                  └────→ FAILED ─request→ REQUESTED
                     └─cancel→ CANCELLED ─request→ REQUESTED
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert

from gateway.columns import format_instant
from gateway.database import Transaction
from gateway.domain import rows
from gateway.domain.customers.model import AnonymizationStatus, Customer
from gateway.domain.privacy.model import REQUESTS
from gateway.domain.rows import Row, refuse
from gateway.errors import Forbidden, UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import changes_of
from gateway.events.store import NewEvent
from gateway.viewer import Role, Viewer

INFO = "anonymization_info__"
_MAY_REQUEST = frozenset({None, AnonymizationStatus.FAILED.value, AnonymizationStatus.CANCELLED.value})

STEPS: Mapping[AnonymizationStatus, tuple[str, str, str]] = {
    AnonymizationStatus.REQUESTED: ("anonymization_request", "anonymization_requested", "requested_at"),
    AnonymizationStatus.CANCELLED: ("anonymization_cancel", "anonymization_cancelled", "cancelled_at"),
    AnonymizationStatus.STARTED: ("anonymization_started", "anonymization_started", "started_at"),
    AnonymizationStatus.COMPLETED: ("anonymization_completed", "anonymization_completed", "completed_at"),
    AnonymizationStatus.FAILED: ("anonymization_failed", "anonymization_failed", "failed_at"),
}
"""Status → the act, what it became, and the column of its instant."""


def request_anonymization(act: Act, customer_id: str, expected_version: int | None) -> str:
    """Asks for everything personal of the customer to be replaced; it begins when the delay is over.

    Raises:
        Forbidden: the viewer carries no user of the organization.
        Rejected: there is no such customer, it was changed meanwhile, or a request is there already.
    """
    requester = _user_of(act.viewer)
    row = rows.find(act, Customer, customer_id, expected_version=expected_version, may_be_anonymized=True)
    if row["anonymization_status"] not in _MAY_REQUEST:
        _refuse_transition(row, "be requested again")
    values: dict[str, Any] = {f"{INFO}{column}": None for _, _, column in STEPS.values()}
    for whose in ("requester", "cancellation_requester"):
        values |= {f"{INFO}{whose}__{part}": None for part in ("id", "first_name", "last_name", "email")}
    values[f"{INFO}requester__id"] = requester
    _step(act, row, AnonymizationStatus.REQUESTED, values)
    forget_request(act.transaction, customer_id)
    act.transaction.run("wait for an anonymization", _insert_request, {"customer": customer_id, "at": act.at})
    return customer_id


def cancel_anonymization(act: Act, customer_id: str, expected_version: int | None) -> str:
    """Withdraws a request that has not begun.

    Raises:
        Forbidden: the viewer carries no user of the organization.
        Rejected: there is no such customer, it was changed meanwhile, or there is no request that waits.
    """
    requester = _user_of(act.viewer)
    row = rows.find(act, Customer, customer_id, expected_version=expected_version, may_be_anonymized=True)
    if row["anonymization_status"] != AnonymizationStatus.REQUESTED:
        _refuse_transition(row, "be cancelled")
    _step(act, row, AnonymizationStatus.CANCELLED, {f"{INFO}cancellation_requester__id": requester})
    forget_request(act.transaction, customer_id)
    return customer_id


def step_of(
    row: Row, status: AnonymizationStatus, at: datetime, values: Mapping[str, Any], **more: Any
) -> tuple[Row, NewEvent]:
    """The columns of a step, and its event, whose payload is where the request stands and `more`."""
    event, done, column = STEPS[status]
    new = {**values, f"{INFO}{column}": at, "anonymization_status": status.value}
    raised = {**new, "version": row["version"] + 1, "updated_at": at}
    after = {**row, **raised}
    changes = changes_of(Customer, row, {name: value for name, value in new.items() if row[name] != value})
    return raised, rows.event_of(Customer, after, event, done, changes, {**info_of(after), **more})


def info_of(row: Row) -> dict[str, Any]:
    """Where a request stands, as events tell it: of users only their ids."""
    info: dict[str, Any] = {"status": row["anonymization_status"]}
    for name, column in (
        ("requestedAt", "requested_at"),
        ("startedAt", "started_at"),
        ("completedAt", "completed_at"),
        ("failedAt", "failed_at"),
        ("cancelledAt", "cancelled_at"),
    ):
        at = row[f"{INFO}{column}"]
        info[name] = format_instant(at) if at else None
    for name, column in (
        ("requester", "requester__id"),
        ("cancellationRequester", "cancellation_requester__id"),
    ):
        user = row[f"{INFO}{column}"]
        info[name] = {"id": user} if user else None
    return info


def forget_request(transaction: Transaction, customer_id: str) -> None:
    """Takes a request off the work that is left to do."""
    transaction.run("forget an anonymization request", _delete_request, {"customer": customer_id})


def _user_of(viewer: Viewer) -> str | None:
    """The user who asks. Nobody is known in the open development mode.

    Raises:
        Forbidden: the token carries no user.
    """
    if viewer.role is Role.OPEN:
        return None
    if viewer.role not in (Role.USER, Role.INTEGRATION) or viewer.owner_id is None:
        raise Forbidden(
            "Anonymization is for a user of the organization, or an integration that carries one."
        )
    return viewer.owner_id


def _step(act: Act, row: Row, status: AnonymizationStatus, values: Mapping[str, Any]) -> None:
    raised, event = step_of(row, status, act.at, values)
    act.transaction.update(Customer, row["id"], raised)
    act.record(event)


def _refuse_transition(row: Row, what: str) -> None:
    status = row["anonymization_status"]
    found = f"is {status}" if status else "was never requested"
    refuse(UserErrorCode.INVALID_TRANSITION, f"The anonymization {found}; it cannot {what}.", "input", "id")


def _insert_request() -> Any:
    return insert(REQUESTS).values(customer_id=bindparam("customer"), requested_at=bindparam("at"))


def _delete_request() -> Any:
    return delete(REQUESTS).where(REQUESTS.c.customer_id == bindparam("customer"))
