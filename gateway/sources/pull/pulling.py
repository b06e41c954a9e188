"""One run over a connection: for each resource, page by page from where the last run ended.

    ask for a page → import its records, which commits them → store where the next page begins

Nobody else fetches from the connection meanwhile (`lease.py`).
A run that ends anywhere goes on at the page whose records may not all be there yet; a record that comes twice changes
nothing.
"""

import io
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote

import orjson

from gateway.columns import parse_instant
from gateway.database import Database
from gateway.entity import now
from gateway.sources import source_named
from gateway.sources.importer import import_records
from gateway.sources.pull.client import Client, Limits, RequestRefused
from gateway.sources.pull.connection import system_named
from gateway.sources.pull.cursor import Cursor, begin, store
from gateway.sources.pull.declaration import (
    Access,
    Connection,
    Document,
    Place,
    PullError,
    Resource,
    Unauthorized,
)
from gateway.sources.pull.lease import Lease, clock_of, confirm, held
from gateway.sources.reader import read_records
from gateway.sources.summary import Summary
from gateway.sources.survivorship import DEFAULT, Policy
from gateway.sources.tally import Report


class Advance(Protocol):
    """Is told after each page which resource it was of, and how many pages that has had."""

    def __call__(self, resource: str, pages: int, /) -> None: ...


@dataclass(slots=True)
class Pulled:
    """What became of one resource in this run."""

    resource: str
    pages: int = 0
    records: int = 0
    summary: Summary = field(default_factory=Summary)
    problem: str | None = None
    """Why the system did not give all of it; others may be had nevertheless."""


class Pull:
    """One run over one connection."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        *,
        overlap: timedelta,
        report: Report,
        advance: Advance,
        is_full: bool = False,
        limits: Limits | None = None,
        policy: Policy = DEFAULT,
    ) -> None:
        self.database = database
        self.policy = policy
        self.connection = connection
        word = connection.system.value.lower()
        self.system = system_named(word)
        self.source = source_named(word)
        self.overlap = overlap
        self.report = report
        self.advance = advance
        self.is_full = is_full
        self.client = Client(connection, limits)
        self.access: Access | None = None
        self._ids: dict[str, list[str]] = {}
        """Resource → ids of its records, where others hang on them."""

    async def run(self) -> AsyncGenerator[Pulled, None]:
        """Fetches resource after resource, and tells what became of each when it is done.

        Raises:
            ConnectionBusy: another run fetches from the connection.
            PullError: the system gives nothing more; what was fetched is there, and the next run goes on behind it.
        """
        async with held(self.database, self.connection) as self.lease, self.client:
            for resource in self.system.resources:
                if self.connection.resources is None or resource.name in self.connection.resources:
                    yield await self._fetch(resource)

    lease: Lease
    """While it runs."""

    async def _fetch(self, resource: Resource) -> Pulled:
        cursor = await begin(
            self.database,
            self.lease,
            resource,
            at=now(),
            overlap=self.overlap,
            is_full=self.is_full,
        )
        pulled = Pulled(resource.name)
        is_resumed = bool(cursor.place)
        while cursor.finished_at is None:
            try:
                parents = await self._parents(resource)
            except RequestRefused as error:
                pulled.problem = str(error)
                break
            if parents is not None and cursor.place.get("parent") not in parents:
                cursor.place = {"parent": parents[0]} if parents else {}
                if not parents:
                    await self._move(resource, cursor, None)
                    break
            try:
                body = await self._page(resource, cursor)
            except RequestRefused as error:
                if not is_resumed:
                    pulled.problem = str(error)
                    break
                # What the system gave as a place no longer is one: cursors run out.
                is_resumed, cursor.place, cursor.pages, cursor.records, cursor.refused = False, {}, 0, 0, 0
                continue
            is_resumed = False
            await self._take(resource, cursor, body, pulled, parents)
            self.advance(resource.name, cursor.pages)
        return pulled

    async def _take(
        self, resource: Resource, cursor: Cursor, body: bytes, pulled: Pulled, parents: list[str] | None
    ) -> None:
        """Imports a page, and only then moves the cursor behind it."""
        number = cursor.pages + 1
        try:
            document = _document(body)
            found = self.system.records(resource, document)
            following = self.system.next_place(resource, document, cursor.place, cursor.since)
        except ValueError as error:
            raise self._not_understood(f"page {number} of {resource.name}", error) from None
        if parents:
            following = _among(parents, cursor.place["parent"], following)
        if following is not None and following == cursor.place:
            raise PullError(
                f"{self.connection}: page {number} of {resource.name} leads to itself; expected another page."
            )
        # Whoever took over imports the page as well.
        await self.database.write(lambda transaction: confirm(transaction, self.lease, clock_of(transaction)))
        summary = await self._import(f"{resource.name} page {number}", body) if found else Summary()
        pulled.summary.add(summary.counts())
        pulled.pages += 1
        pulled.records += len(found)
        cursor.pages, cursor.records = number, cursor.records + len(found)
        cursor.refused += summary.refused
        cursor.newest_at = _newest(cursor.newest_at, [self.system.changed_at(record) for record in found])
        await self._move(resource, cursor, following)

    def _not_understood(self, what: str, error: Exception) -> PullError:
        return PullError(f"{self.connection}: {what} is not understood: {error}.")

    async def _move(self, resource: Resource, cursor: Cursor, following: Place | None) -> None:
        if following is None:
            cursor.place, cursor.finished_at = {}, now()
        else:
            cursor.place = following
        await store(self.database, self.lease, resource, cursor)

    async def _parents(self, resource: Resource) -> list[str] | None:
        """Ids of the records that each have a list of this resource; None when it is a list of its own."""
        name = resource.parent
        if name is None:
            return None
        if name not in self._ids:
            parent = next(each for each in self.system.resources if each.name == name)
            ids: list[str] = []
            place: Place | None = {}
            while place is not None:
                page = Cursor(started_at=now(), place=place)
                body = await self._page(parent, page)
                try:
                    document = _document(body)
                    ids += [str(record["id"]) for record in self.system.records(parent, document)]
                    place = self.system.next_place(parent, document, place, None)
                except (ValueError, KeyError) as error:
                    raise self._not_understood(name, error) from None
            self._ids[name] = ids
        return self._ids[name]

    async def _import(self, name: str, body: bytes) -> Summary:
        return await import_records(
            self.database,
            self.source,
            read_records(self.source, name, io.BytesIO(body)),
            environment=self.connection.environment,
            report=self.report,
            progress=lambda _: None,
            policy=self.policy,
        )

    async def _page(self, resource: Resource, cursor: Cursor) -> bytes:
        """One page; an access that has run out is renewed once."""
        is_fresh = self.access is None
        if self.access is None:
            self.access = await self.system.authenticate(self.connection, self.client)
        try:
            return await self._get(resource, cursor, self.access)
        except Unauthorized:
            if is_fresh or not self.system.renews:
                raise
        self.access = await self.system.authenticate(self.connection, self.client)
        return await self._get(resource, cursor, self.access)

    async def _get(self, resource: Resource, cursor: Cursor, access: Access) -> bytes:
        query = {**access.query, **self.system.ask(resource, cursor.place, cursor.since)}
        path = resource.path.replace("{id}", quote(cursor.place.get("parent", ""), safe=""))
        return await self.client.get(path, query, access.headers)


def _among(parents: list[str], parent: str, following: Place | None) -> Place | None:
    """Where to go on: with the same parent, or with the next one."""
    if following is not None:
        return {**following, "parent": parent}
    left = parents[parents.index(parent) + 1 :]
    return {"parent": left[0]} if left else None


def _document(body: bytes) -> Document:
    """The answer as JSON.

    Raises:
        ValueError: it is none.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ValueError("it is no JSON") from None
    if not isinstance(document, dict):
        raise ValueError("it is no object")
    return document


def _newest(known: datetime | None, values: list[Any]) -> datetime | None:
    """The latest of instants; what is none is the importer's business."""
    newest = known
    for value in values:
        try:
            moment = parse_instant(value)
        except (ValueError, TypeError):
            continue
        newest = moment if newest is None or moment > newest else newest
    return newest
