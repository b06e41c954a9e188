"""What can be done to an account: set and reset its password, and create or update it by what identifies it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects.postgresql import insert

from gateway.domain import rows
from gateway.domain.customers.contact import normalise_email
from gateway.domain.customers.model import Customer
from gateway.domain.customers.model.accounts import ATTEMPTS, PASSWORD_RESETS
from gateway.domain.customers.operations.customer import check_customer, create_customer, update_customer
from gateway.domain.customers.operations.passwords import check_password, set_password
from gateway.domain.customers.passwords import Password
from gateway.domain.customers.rules import CUSTOMER
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT
from gateway.domain.rules import check
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act
from gateway.events.store import NewEvent
from gateway.naming import camel
from gateway.view import table_of

WINDOW = timedelta(minutes=15)
MOST_OF_ACCOUNT = 10
"""Most requests for one e-mail address in a window."""
MOST_REQUESTS = 100
"""Most requests of one application and owner in a window: it asks for many people."""
MOST_RESETS = 10
"""Most tokens in a window that one application and owner may try without finding the right one."""

TOO_MANY = UserError(
    "There were too many attempts; try again in 15 minutes.", None, UserErrorCode.TOO_MANY_ATTEMPTS
)
WRONG_TOKEN = UserError(
    "token is not valid, was used, or has expired; request a new one.",
    (*INPUT, "token"),
    UserErrorCode.INVALID,
)


def request_password_reset(act: Act, email: str) -> str | UserError:
    """A new token for the customer with this address, in place of an older one; an error when asked too often.

    Whoever has no account, or shares the address with others, gets a token as well: one that opens nothing. The same
    statements run, in the same order, and an event is recorded, so that nobody can tell by the time that it takes; the
    one difference is a row less in the table of tokens.
    """
    address = normalise_email(email)
    asked = (
        (("request", "account", address or ""), MOST_OF_ACCOUNT),
        (("request", "viewer", _viewer(act)), MOST_REQUESTS),
    )
    # Each is counted, whatever the other says.
    over = [_is_too_often(act, subject, most) for subject, most in asked]
    if any(over):
        return TOO_MANY
    token = secrets.token_urlsafe(32)
    values = {
        "environment": act.environment,
        "address": address,
    }
    found = act.transaction.select("customers of an e-mail address", _by_email, values)
    key = found[0][0] if len(found) == 1 else ""
    row = act.transaction.get(Customer, key)
    if row is None or row["anonymization_status"] in rows.ANONYMIZED:
        key = ""
    expires_at = act.at + timedelta(seconds=act.settings.password_reset_life)
    kept = {"of_customer": key, "token_digest": _digest(token), "expires_at": expires_at}
    act.transaction.run("keep a reset token", _keep_token, kept)
    act.record(_requested(key, row))
    return token


def _requested(key: str, row: rows.Row | None) -> NewEvent:
    """That somebody asked; for an address of nobody the event is about no record."""
    if row is None or not key:
        kind, event = "customer.password_reset_requested", "request_password_reset"
        return NewEvent(kind, event, "customer", "", None, None, {})
    return rows.event_of(Customer, row, "request_password_reset", "password_reset_requested", {})


def reset_password(act: Act, token: str, password: Password) -> str | UserError:
    """Sets the password of the customer whose token this is, and uses the token up; returns the customer's id.

    Raises:
        Rejected: the password cannot be accepted. The token stays valid.
    """
    subject = ("reset", "viewer", _viewer(act))
    if _is_too_often(act, subject, MOST_RESETS):
        return TOO_MANY
    digest = _digest(token)
    # Whoever comes second with the same token finds it used.
    act.transaction.lock(f"password reset {digest}")
    found = act.transaction.select("customer of a reset token", _by_token, {"digest": digest, "at": act.at})
    row = act.transaction.get(Customer, found[0][0]) if found else None
    if row is None or row["environment"] != act.environment or not compare_digest(found[0][1], digest):
        return WRONG_TOKEN
    if row["anonymization_status"] in rows.ANONYMIZED:
        # Whoever holds the token is not told why it opens nothing any more.
        return WRONG_TOKEN
    check_password(password, row)
    set_password(act, row, password, event="reset_password", done="password_reset")
    act.transaction.change("forget attempts", _forget, _subject(act, subject))
    return str(row["id"])


def set_customer(act: Act, identifier: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, bool]:
    """Creates or updates the customer that columns identify; its id, and whether it is new.

    Raises:
        Rejected: several customers have the identifier, none has the id, or a value breaks a rule.
    """
    if "id" in identifier:
        return update_customer(act, identifier["id"], values, None, path=(*INPUT, "identifier", "id")), False
    sought = _sought(act, identifier, values)
    columns = sorted(sought)
    # Two that create the same customer come one after the other.
    act.transaction.lock(f"customer set {act.environment} {[(name, sought[name]) for name in columns]}")
    key = f"customers by {columns} {[sought[name] is None for name in columns]}"
    found = act.transaction.select(
        key,
        lambda: _by_columns({name: sought[name] is None for name in columns}),
        {"environment": act.environment} | {f"of_{name}": value for name, value in sought.items()},
    )
    if len(found) > 1:
        message = "Several customers have this identifier."
        _refuse(act, values, [UserError(message, (*INPUT, "identifier"), UserErrorCode.CONFLICT)])
    if found:
        unchanged = {"source_id"} & identifier.keys()
        told = {column: value for column, value in values.items() if column not in unchanged}
        return update_customer(act, found[0][0], told, None), False
    return create_customer(act, {**identifier, **values}), True


def _sought(act: Act, identifier: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns → what is looked for in them. None of them is empty: whoever has none is not found by that."""
    refused: list[UserError] = []
    try:
        check(Customer, CUSTOMER, identifier)
    except Rejected as rejected:
        refused += [replace(each, field=_place(each.field[1])) for each in rejected.errors if each.field]
    sought: dict[str, Any] = {}
    for column, value in identifier.items():
        is_email = column == "email"
        looked_for = normalise_email(value) if is_email else value
        sought["email_normalized" if is_email else column] = looked_for
        if column != "reference_origin" and not refused and not (looked_for or "").strip():
            message = f"identifier holds {value!r}; expected what identifies a customer."
            refused.append(UserError(message, _place(camel(column)), UserErrorCode.INVALID))
    if refused:
        _refuse(act, values, refused)
    return sought


def _place(name: str) -> tuple[str, ...]:
    """Where a field of the identifier is in the input."""
    below = {"reference": ("reference", "reference"), "referenceOrigin": ("reference", "origin")}
    return (*INPUT, "identifier", *below.get(name, (name,)))


def _refuse(act: Act, values: Mapping[str, Any], errors: Sequence[UserError]) -> None:
    """With all else that is wrong."""
    refusals = Refusals()
    refusals.add(*errors)
    check_customer(act, values, {}, refusals)
    refusals.tell()


def _is_too_often(act: Act, subject: tuple[str, ...], most: int) -> bool:
    """Counts an attempt. Others that count the same wait until this act ends."""
    values = _subject(act, subject) | {"started_at": act.at, "count": 1, "before": act.at - WINDOW}
    ((count,),) = act.transaction.run("count an attempt", _count, values)
    return bool(count > most)


def _subject(act: Act, subject: tuple[str, ...]) -> dict[str, Any]:
    return {"environment": act.environment, "subject": _digest("\0".join(subject))}


def _viewer(act: Act) -> str:
    viewer = act.viewer
    return "/".join((viewer.role.value, viewer.application_id or "", viewer.owner_id or ""))


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


_CUSTOMERS = table_of(Customer)


def _by_email() -> Any:
    is_theirs = _CUSTOMERS.c.environment == bindparam("environment")
    return (
        select(_CUSTOMERS.c.id)
        .where(is_theirs, _CUSTOMERS.c.email_normalized == bindparam("address"))
        .limit(2)
    )


def _by_columns(is_null: Mapping[str, bool]) -> Any:
    conditions = [
        _CUSTOMERS.c[name].is_(None) if null else _CUSTOMERS.c[name] == bindparam(f"of_{name}")
        for name, null in is_null.items()
    ]
    is_theirs = _CUSTOMERS.c.environment == bindparam("environment")
    return select(_CUSTOMERS.c.id).where(is_theirs, *conditions).limit(2)


def _by_token() -> Any:
    table = PASSWORD_RESETS
    is_valid = table.c.expires_at > bindparam("at")
    return select(table.c.customer_id, table.c.token_digest).where(
        table.c.token_digest == bindparam("digest"), is_valid
    )


def _keep_token() -> Any:
    names = ("customer_id", "token_digest", "expires_at")
    given = [bindparam(name, type_=PASSWORD_RESETS.c[name].type) for name in names[1:]]
    theirs = select(_CUSTOMERS.c.id, *given).where(_CUSTOMERS.c.id == bindparam("of_customer"))
    made = insert(PASSWORD_RESETS).from_select(names, theirs)
    newer = {name: made.excluded[name] for name in names[1:]}
    kept = made.on_conflict_do_update(index_elements=["customer_id"], set_=newer)
    return kept.returning(PASSWORD_RESETS.c.customer_id)


def _count() -> Any:
    names = ("environment", "subject", "started_at", "count")
    made = insert(ATTEMPTS).values({name: bindparam(name) for name in names})
    is_over = ATTEMPTS.c.started_at < bindparam("before", type_=ATTEMPTS.c.started_at.type)
    changed = {
        "count": case((is_over, 1), else_=ATTEMPTS.c["count"] + 1),
        "started_at": case((is_over, made.excluded.started_at), else_=ATTEMPTS.c.started_at),
    }
    return made.on_conflict_do_update(index_elements=["environment", "subject"], set_=changed).returning(
        ATTEMPTS.c["count"]
    )


def _forget() -> Any:
    return delete(ATTEMPTS).where(
        ATTEMPTS.c.environment == bindparam("environment"), ATTEMPTS.c.subject == bindparam("subject")
    )
