"""The inbox of deliveries: what is put in, who works on it, when it is tried again, and how it ends.

    receive    a new row, due at once; one that is there already stays as it is
    claim      the oldest that is due, now this run's until its lease is over; counts as an attempt
    settle     an outcome; the body goes, unless people have to look at it
    postpone   it is due again, later each time; after the last attempt it has FAILED

A run that ends between the import and `settle` leaves a delivery whose lease runs out: it is imported once more, and
that changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from gateway.columns import parse_instant
from gateway.database import Transaction
from gateway.domain.records.deliveries import DELIVERIES, DeliveryOutcome
from gateway.domain.records.model import SourceRecord, SourceSystem
from gateway.view import table_of
from gateway.viewer import Environment

LEASE = timedelta(minutes=5)
"""How long a delivery is left to the run that claimed it; an import takes far less."""
ATTEMPTS = 10
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=6)
_LONGEST_ERROR = 500

_RECORDS = table_of(SourceRecord)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One that is being worked on."""

    digest: str
    system: SourceSystem
    topic: str | None
    body: str
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class About:
    """The record that a delivery tells of."""

    kind: str
    external_id: str


def digest_of(system: SourceSystem, topic: str | None, body: bytes) -> str:
    """What a delivery is known by. Of the same body, one topic may tell of a change and another of a deletion."""
    return sha256(b"\0".join((system.value.encode(), (topic or "").encode(), body))).hexdigest()


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 seconds, a minute, two minutes … six hours."""
    delay: timedelta = FIRST_DELAY * 2 ** (attempts - 1)
    return min(delay, LONGEST_DELAY)


def receive(
    transaction: Transaction, system: SourceSystem, topic: str | None, body: str, at: datetime
) -> bool:
    """Puts a delivery in; False when it is there already."""
    values = {
        "digest": digest_of(system, topic, body.encode()),
        "system": system.value,
        "topic": topic,
        "body": body,
        "received_at": at,
        "next_attempt_at": at,
        "attempts": 0,
    }
    return bool(transaction.run("receive a delivery", _receive, values))


def claim(transaction: Transaction, at: datetime) -> Delivery | None:
    """The oldest delivery that is due; None when there is none."""
    for (digest,) in transaction.select("deliveries that are due", _find_due, {"at": at}):
        values = {"of_digest": digest, "at": at, "until": at + LEASE}
        # Another process may have been faster.
        for system, topic, body, attempts, received in transaction.run("claim a delivery", _claim, values):
            at = parse_instant(received) if isinstance(received, str) else received
            return Delivery(digest, SourceSystem(system), topic, body, attempts, at)
    return None


def settle(
    transaction: Transaction,
    delivery: Delivery,
    outcome: DeliveryOutcome,
    at: datetime,
    *,
    reason: str | None = None,
    about: About | None = None,
) -> None:
    """Nothing is left to do; the body of what FAILED stays for people to see, and what it is `about`."""
    ended = {"of_outcome": outcome.value, "at": at, "next": None}
    if outcome is DeliveryOutcome.FAILED:
        _note(transaction, delivery, reason, about, ended)
    else:
        values = _noted(delivery, reason, None) | ended
        transaction.run("end a delivery", lambda: _write(body=None, customer_id=None), values)


def postpone(
    transaction: Transaction, delivery: Delivery, at: datetime, *, reason: str, about: About | None
) -> DeliveryOutcome | None:
    """It is tried again later; FAILED when it was tried often enough."""
    if delivery.attempts >= ATTEMPTS:
        settle(transaction, delivery, DeliveryOutcome.FAILED, at, reason=reason, about=about)
        return DeliveryOutcome.FAILED
    later = {"of_outcome": None, "at": None, "next": at + delay_after(delivery.attempts)}
    _note(transaction, delivery, reason, about, later)
    return None


def link(transaction: Transaction) -> None:
    """Names the customers of deliveries whose bodies stay, as far as their records are known by now."""
    transaction.change("link deliveries", _link, {})


def relink(transaction: Transaction) -> None:
    """The same where records went to another customer: whose data it is must be able to have it deleted."""
    transaction.change("link deliveries anew", _relink, {})


def _note(
    transaction: Transaction,
    delivery: Delivery,
    reason: str | None,
    about: About | None,
    values: dict[str, Any],
) -> None:
    transaction.run("note a delivery", _write, _noted(delivery, reason, about) | values)
    link(transaction)


def _noted(delivery: Delivery, reason: str | None, about: About | None) -> dict[str, Any]:
    return {
        "of_digest": delivery.digest,
        "of_attempts": delivery.attempts,
        "of_error": reason[:_LONGEST_ERROR] if reason else None,
        "of_kind": about.kind if about else None,
        "of_external_id": about.external_id if about else None,
    }


def _receive() -> Any:
    names = ("digest", "system", "topic", "body", "received_at", "next_attempt_at", "attempts")
    made = insert(DELIVERIES).values({name: bindparam(name) for name in names})
    return made.on_conflict_do_nothing().returning(DELIVERIES.c.digest)


def _is_due() -> Any:
    return DELIVERIES.c.next_attempt_at <= bindparam("at")


def _find_due() -> Any:
    oldest = (DELIVERIES.c.received_at, DELIVERIES.c.digest)
    return select(DELIVERIES.c.digest).where(_is_due()).order_by(*oldest).limit(10)


def _this() -> Any:
    return DELIVERIES.c.digest == bindparam("of_digest")


def _claim() -> Any:
    values: dict[str, Any] = {
        "attempts": DELIVERIES.c.attempts + 1,
        "next_attempt_at": bindparam("until"),
    }
    names = ("system", "topic", "body", "attempts", "received_at")
    shown = [DELIVERIES.c[name] for name in names]
    return update(DELIVERIES).where(_this(), _is_due()).values(values).returning(*shown)


def _write(**more: Any) -> Any:
    # Whoever took it over meanwhile has counted one more attempt: what they say of it counts.
    mine = DELIVERIES.c.attempts == bindparam("of_attempts")
    values: dict[str, Any] = {
        "next_attempt_at": bindparam("next"),
        "processed_at": bindparam("at"),
        "outcome": bindparam("of_outcome"),
        "error": bindparam("of_error"),
        "kind": bindparam("of_kind"),
        "external_id": bindparam("of_external_id"),
    }
    return update(DELIVERIES).where(_this(), mine).values(values | more).returning(DELIVERIES.c.digest)


def _link() -> Any:
    return _with_body(DELIVERIES.c.customer_id.is_(None)).values(customer_id=_customer())


def _relink() -> Any:
    customer = _customer()
    # A record that is gone leaves the delivery with whom it was about.
    return _with_body(customer != DELIVERIES.c.customer_id).values(customer_id=customer)


def _with_body(condition: Any) -> Any:
    return update(DELIVERIES).where(
        DELIVERIES.c.body.is_not(None), DELIVERIES.c.external_id.is_not(None), condition
    )


def _customer() -> Any:
    """Whom the record of a delivery is about."""
    records, deliveries = _RECORDS.c, DELIVERIES.c
    # The environments are spelled out for the index that begins with them.
    found = select(func.max(records.customer_id)).where(
        records.environment.in_([each.value for each in Environment]),
        records.external_id == deliveries.external_id,
        records.system == deliveries.system,
        records.kind == deliveries.kind,
    )
    return found.scalar_subquery()
