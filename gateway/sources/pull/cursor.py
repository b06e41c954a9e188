"""How far a resource of a connection has been fetched, kept in the database from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from gateway.database import Database, Transaction
from gateway.domain.records.pulls import CURSORS
from gateway.sources.pull.declaration import Connection, Place, Resource
from gateway.sources.pull.lease import Lease, clock_of, confirm


@dataclass(slots=True)
class Cursor:
    """A run over one resource: what it asks for, and how far it is."""

    started_at: datetime
    since: datetime | None = None
    place: Place = field(default_factory=dict)
    newest_at: datetime | None = None
    finished_at: datetime | None = None
    pages: int = 0
    records: int = 0
    refused: int = 0


async def begin(
    database: Database,
    lease: Lease,
    resource: Resource,
    *,
    at: datetime,
    overlap: timedelta,
    is_full: bool,
) -> Cursor:
    """The run that was left unfinished, or a new one; a full one asks for everything.

    Raises:
        LeaseLost: another run fetches by now.
    """

    def work(transaction: Transaction) -> Cursor:
        confirm(transaction, lease, clock_of(transaction))
        last = _read(transaction, lease.connection, resource)
        if last and last.finished_at is None and (last.since is None or not is_full):
            return last
        cursor = Cursor(started_at=at, newest_at=last.newest_at if last else None)
        if last and last.finished_at and resource.can_tell_changes and not is_full:
            # The system's clock may be behind ours: what counts is the earlier of the two.
            cursor.since = min(each for each in (last.started_at, last.newest_at) if each) - overlap
        _write(transaction, lease.connection, resource, cursor)
        return cursor

    return await database.write(work)


async def store(database: Database, lease: Lease, resource: Resource, cursor: Cursor) -> None:
    """Keeps how far a run is; all that lies before must be committed.

    Raises:
        LeaseLost: another run fetches by now, and its place counts.
    """

    def work(transaction: Transaction) -> None:
        confirm(transaction, lease, clock_of(transaction))
        _write(transaction, lease.connection, resource, cursor)

    await database.write(work)


def _key(connection: Connection, resource: Resource) -> Mapping[str, str]:
    return {
        "environment": connection.environment.value,
        "system": connection.system.value,
        "connection": connection.name,
        "resource": resource.name,
    }


def _condition(connection: Connection, resource: Resource) -> list[Any]:
    return [CURSORS.c[name] == value for name, value in _key(connection, resource).items()]


def _read(transaction: Transaction, connection: Connection, resource: Resource) -> Cursor | None:
    rows = transaction.fetch(select(CURSORS).where(*_condition(connection, resource)))
    if not rows:
        return None
    row = rows[0]
    return Cursor(
        row["started_at"],
        row["since"],
        row["place"] or {},
        row["newest_at"],
        row["finished_at"],
        row["pages"],
        row["records"],
        row["refused"],
    )


def _write(transaction: Transaction, connection: Connection, resource: Resource, cursor: Cursor) -> None:
    values = {
        "since": cursor.since,
        "place": dict(cursor.place) or None,
        "newest_at": cursor.newest_at,
        "started_at": cursor.started_at,
        "finished_at": cursor.finished_at,
        "pages": cursor.pages,
        "records": cursor.records,
        "refused": cursor.refused,
    }
    if _read(transaction, connection, resource):
        transaction.execute(update(CURSORS).where(*_condition(connection, resource)).values(**values))
    else:
        transaction.execute(insert(CURSORS).values(**_key(connection, resource), **values))
