"""A retry of an act with the same key changes nothing and gets the first answer.

A key belongs to the application (and the owner) that sent it, and is kept for 24 hours. Kept are the ids that the act
left behind, never what was sent: that is told from other input by a digest.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Column, Index, Table, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel

from gateway.columns import TEXT, Instant, Json
from gateway.database import Transaction
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act

LIFE = timedelta(hours=24)
LONGEST_KEY = 255

_SECRETS = frozenset({"password"})
"""Left out of the digest, from which they could be guessed: another password alone is no other input."""

KEYS = Table(
    "idempotency_key",
    SQLModel.metadata,
    Column("environment", TEXT, primary_key=True),
    Column("principal", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("mutation", TEXT, nullable=False),
    Column("digest", TEXT, nullable=False),
    Column("outcome", Json(), nullable=True),
    Column("customer_id", TEXT, nullable=True),
    Column("created_at", Instant(), nullable=False),
    Index("ix_idempotency_key_created_at", "created_at"),
    Index("ix_idempotency_key_customer_id", "customer_id"),
    sqlite_strict=True,
)
"""Keys that were used, and what their acts left behind. The customer may be gone: its deletion has a key as well."""

Kept = dict[str, Any]


def once(act: Act, mutation: str, given: Mapping[str, Any], run: Callable[[], Kept]) -> Kept:
    """Runs an act, or returns what it left behind when its key was used already.

    Raises:
        Rejected: the key was used with another input, or is no key.
    """
    key = act.idempotency_key
    if key is None:
        return run()
    if not 1 <= len(key) <= LONGEST_KEY or "\0" in key:
        raise _refused(f"idempotencyKey has {len(key)} characters; expected 1 to {LONGEST_KEY}, and no NUL.")
    told = {name: value for name, value in given.items() if name not in _SECRETS}
    digest = sha256(orjson.dumps([mutation, told], default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()
    place = {"environment": act.environment, "principal": _principal(act), "key": key}
    transaction = act.transaction
    transaction.run("forget an old idempotency key", _delete_old, {**place, "before": act.at - LIFE})
    row = {**place, "mutation": mutation, "digest": digest, "created_at": act.at}
    # Whoever comes second waits here until the first has committed.
    if transaction.run("take an idempotency key", _take, row):
        outcome = run()
        customer = act.customers[0] if act.customers else None
        transaction.run(
            "keep an outcome", _keep, {**_at(place), "of_outcome": outcome, "of_customer": customer}
        )
        return outcome
    ((known, left),) = transaction.select("find an idempotency key", _find, place)
    if known != digest:
        raise _refused("idempotencyKey was used for another input; expected a new key for a new act.")
    kept: Kept = orjson.loads(left)
    return kept


def _refused(message: str) -> Rejected:
    return Rejected(UserError(message, ("input", "idempotencyKey"), UserErrorCode.INVALID))


def _principal(act: Act) -> str:
    viewer = act.viewer
    return "/".join((viewer.role.value, viewer.application_id or "", viewer.owner_id or ""))


def _at(place: Mapping[str, str]) -> dict[str, str]:
    return {f"at_{name}": value for name, value in place.items()}


def _place(prefix: str = "") -> list[Any]:
    names = ("environment", "principal", "key")
    return [KEYS.c[name] == bindparam(f"{prefix}{name}") for name in names]


def _take() -> Any:
    names = ("environment", "principal", "key", "mutation", "digest", "created_at")
    made = insert(KEYS).values({name: bindparam(name) for name in names})
    return made.on_conflict_do_nothing().returning(KEYS.c.key)


def _keep() -> Any:
    kept: dict[str, Any] = {"outcome": bindparam("of_outcome"), "customer_id": bindparam("of_customer")}
    return update(KEYS).where(*_place("at_")).values(kept).returning(KEYS.c.key)


def _find() -> Any:
    return select(KEYS.c.digest, KEYS.c.outcome).where(*_place())


def _delete_old() -> Any:
    return delete(KEYS).where(*_place(), KEYS.c.created_at < bindparam("before")).returning(KEYS.c.key)


def forget_expired_keys(transaction: Transaction, at: datetime) -> None:
    """Deletes every key that is older than a retry may be."""
    transaction.change("forget old idempotency keys", _delete_expired, {"before": at - LIFE})


def _delete_expired() -> Any:
    return delete(KEYS).where(KEYS.c.created_at < bindparam("before"))
