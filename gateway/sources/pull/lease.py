"""Who fetches from a connection: one run at a time, on any machine, until its lease ends.

    held       a run has the lease for as long as it runs, and renews it from time to time
    take       the connection is free, or its lease was not renewed in time: whoever held it is gone
    confirm    it is still ours; in the same transaction as what only its holder may write

A run that was stopped for longer than its lease lasts and then goes on finds out before it writes how far it is.
What time it is the database tells: the clocks of the machines need not agree.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, case, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from gateway.columns import format_instant, parse_instant
from gateway.database import Database, Transaction
from gateway.domain.records.pulls import LEASES
from gateway.sources.pull.declaration import Connection, PullError

LIFE = timedelta(minutes=2)
"""How long a run that was killed keeps the next one waiting."""
RENEWAL = LIFE / 4

_CLOCKS = {
    "postgresql": func.clock_timestamp(),
    "sqlite": literal_column("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"),
}

_log = structlog.get_logger()


class ConnectionBusy(PullError):
    """Another run fetches from the connection."""

    code = "PULL_RUNNING"


class LeaseLost(PullError):
    """Another run took the connection over, since this one did not renew its lease in time."""

    code = "PULL_LEASE_LOST"


@dataclass(frozen=True, slots=True)
class Lease:
    """That one run may fetch from one connection."""

    connection: Connection
    holder: str

    @property
    def key(self) -> Mapping[str, str]:
        return {
            "environment": self.connection.environment.value,
            "system": self.connection.system.value,
            "connection": self.connection.name,
        }


@asynccontextmanager
async def held(database: Database, connection: Connection) -> AsyncIterator[Lease]:
    """The lease of a connection, renewed for as long as it is needed.

    Raises:
        ConnectionBusy: another run has it.
    """
    lease = Lease(connection, f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}")
    await database.write(lambda transaction: take(transaction, lease, clock_of(transaction)))
    is_over = asyncio.Event()
    renewing = asyncio.create_task(_renew(database, lease, is_over), name=f"lease of {connection.name}")
    try:
        yield lease
    finally:
        is_over.set()
        await renewing
        await database.write(lambda transaction: release(transaction, lease))


async def _renew(database: Database, lease: Lease, is_over: asyncio.Event) -> None:
    while not is_over.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), RENEWAL.total_seconds())
            return
        try:
            await database.write(lambda transaction: confirm(transaction, lease, clock_of(transaction)))
        except LeaseLost:
            # The run finds out itself, at its next page.
            return
        except Exception as error:  # noqa: BLE001 (the database may be back when it is asked again)
            _log.warning("lease_not_renewed", connection=lease.connection.name, error=type(error).__name__)


def clock_of(transaction: Transaction) -> datetime:
    """The time by the clock that all who fetch into this database share."""
    name = transaction.texts.dialect.name
    ((at,),) = transaction.select(f"the clock of {name}", lambda: select(_CLOCKS[name]), {})
    return parse_instant(at) if isinstance(at, str) else at


def take(transaction: Transaction, lease: Lease, at: datetime) -> None:
    """The connection is this run's from now on.

    Raises:
        ConnectionBusy: it is another's.
    """
    values = {**lease.key, "holder": lease.holder, "taken_at": at, "expires_at": at + LIFE}
    if not transaction.run("take a lease", _take, values):
        raise ConnectionBusy(_busy(transaction, lease))


def confirm(transaction: Transaction, lease: Lease, at: datetime) -> None:
    """The connection still is this run's, and lasts from now on; nobody takes it over before this transaction ends.

    Raises:
        LeaseLost: it is not.
    """
    if not transaction.run("confirm a lease", _confirm, _mine(lease) | {"until": at + LIFE}):
        raise LeaseLost(
            f"{lease.connection} was taken over by another run, since this one gave no sign of life for"
            f" {LIFE.total_seconds():.0f} s."
        )


def release(transaction: Transaction, lease: Lease) -> None:
    """The connection is free, unless another run took it over."""
    transaction.run("release a lease", _release, _mine(lease))


def _busy(transaction: Transaction, lease: Lease) -> str:
    equals = (LEASES.c[name] == value for name, value in lease.key.items())
    rows = transaction.fetch(select(LEASES).where(*equals))
    who = "".join(
        f", {row['holder']}, since {format_instant(row['taken_at'])}; unless it gives another sign of life,"
        f" the connection is free at {format_instant(row['expires_at'])}"
        for row in rows
    )
    return f"{lease.connection} is being fetched by another run{who}."


def _mine(lease: Lease) -> dict[str, Any]:
    return {f"of_{name}": value for name, value in lease.key.items()} | {"of_holder": lease.holder}


def _is_mine() -> list[Any]:
    names = ("environment", "system", "connection", "holder")
    return [LEASES.c[name] == bindparam(f"of_{name}") for name in names]


def _take() -> Any:
    names = [column.name for column in LEASES.columns]
    made = insert(LEASES).values({name: bindparam(name) for name in names})
    taken = {name: made.excluded[name] for name in ("holder", "taken_at", "expires_at")}
    return made.on_conflict_do_update(
        index_elements=list(LEASES.primary_key.columns),
        set_=taken,
        where=LEASES.c.expires_at <= made.excluded.taken_at,
    ).returning(LEASES.c.holder)


def _confirm() -> Any:
    # One that waited for another sign of life of the same run has an older time, and makes nothing shorter.
    until, known = bindparam("until", type_=LEASES.c.expires_at.type), LEASES.c.expires_at
    later = case((known > until, known), else_=until)
    return update(LEASES).where(*_is_mine()).values(expires_at=later).returning(LEASES.c.holder)


def _release() -> Any:
    return delete(LEASES).where(*_is_mine()).returning(LEASES.c.holder)
