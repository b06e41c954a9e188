"""Setting a customer's password: its hash is written, and never told; tokens that would reset it are void."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete

from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.customers.model.accounts import PASSWORD_RESETS
from gateway.domain.customers.passwords import LONGEST, SHORTEST, Password, problem
from gateway.domain.rows import INPUT, Row, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import change

_KNOWN = ("email", "first_name", "last_name", "name")


def check_password(password: Password | None, row: Mapping[str, Any]) -> None:
    """Checks a password for the customer that the row tells of.

    Raises:
        Rejected: it cannot be accepted.
    """
    message = problem(password.text, [row.get(column) for column in _KNOWN]) if password else None
    if password and message:
        is_long = len(password.text) > LONGEST > SHORTEST
        code = UserErrorCode.TOO_LONG if is_long else UserErrorCode.INVALID
        refuse(code, message, *INPUT, "password")


def set_password(
    act: Act,
    row: Row,
    password: Password | None,
    *,
    event: str = "set_password",
    done: str = "password_set",
) -> Row:
    """Writes the hash, or clears it; the event tells only whether there is a password."""
    void_resets(act, row["id"])
    hashed = password.hash if password else None
    if hashed is None and row["password_hash"] is None:
        return row
    shown = {"hasPassword": change(row["password_hash"] is not None, hashed is not None)}
    return rows.change(act, Customer, row, {"password_hash": hashed}, shown=shown, event=event, done=done)


def void_resets(act: Act, customer_id: str) -> None:
    """No token that was given out resets the password any more."""
    act.transaction.change("void reset tokens", _void, {"customer": customer_id})


def _void() -> Any:
    return delete(PASSWORD_RESETS).where(PASSWORD_RESETS.c.customer_id == bindparam("customer"))
