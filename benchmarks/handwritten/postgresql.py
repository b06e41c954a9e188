"""The hand-written answers on PostgreSQL: a pool of prepared statements."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import make_url

from benchmarks.handwritten import drafts
from benchmarks.handwritten import postgresql_statements as sql
from benchmarks.handwritten.customers import Given
from benchmarks.handwritten.pages import (
    BY_CREATION,
    BY_LAST_NAME,
    read_cursor,
    read_seal,
    write_cursor,
    write_page,
    write_rows,
)
from gateway.columns import format_instant, parse_instant
from gateway.database import Seal
from gateway.errors import Rejected
from gateway.identifier import new_id

CONNECTIONS = 4
_STATEMENTS = 512


async def _keep(_: asyncpg.Connection) -> None:
    """Nothing is left on a connection that a round trip would have to clean."""


class PooledPostgresCustomers:
    seal: Seal

    def __init__(self, database_url: str) -> None:
        self._address = database_url
        self._url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._pool: asyncpg.Pool | None = None

    async def open(self) -> None:
        self.seal = await read_seal(self._address)
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=2,
            max_size=CONNECTIONS,
            statement_cache_size=_STATEMENTS,
            max_inactive_connection_lifetime=0,
            reset=_keep,
            server_settings={"statement_timeout": "10000", "timezone": "UTC", "jit": "off"},
        )

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def fetch(self, statement: str, *arguments: Any) -> Sequence[Any]:
        assert self._pool is not None, "The database is not open."  # noqa: S101
        async with self._pool.acquire() as connection:
            rows: Sequence[Any] = await connection.fetch(statement, *arguments)
            return rows

    async def customer(self, given: Given) -> str:
        return await self._one(sql.CUSTOMER, given["id"])

    async def profile(self, given: Given) -> str:
        return await self._one(sql.PROFILE, given["id"])

    async def _one(self, statement: str, identifier: str) -> str:
        rows = await self.fetch(statement, identifier)
        return f'{{"data":{{"customer":{rows[0][0] if rows else "null"}}}}}'

    async def page(self, given: Given) -> str:
        rows = await self._page(sql.PAGE, sql.PAGE_AFTER, given)
        # The cursor is made of one row alone, so that one instant is written and not fifty.
        keyed = [(node, "", identifier) for node, _, identifier in rows]
        if rows:
            last = min(given["first"], len(rows)) - 1
            keyed[last] = (keyed[last][0], format_instant(rows[last][1]), keyed[last][2])
        return write_rows(keyed, given["first"], BY_CREATION, self.seal)

    async def orders(self, given: Given) -> str:
        ((nodes, found, at, identifier),) = await self._page(sql.ORDERS, sql.ORDERS_AFTER, given)
        key = format_instant(at) if found else ""
        return write_page(
            nodes or "", found, given["first"], write_cursor(BY_CREATION, key, identifier, self.seal)
        )

    async def _page(self, first_page: str, next_page: str, given: Given) -> Sequence[Any]:
        if given.get("after") is None:
            return await self.fetch(first_page, given["first"])
        key, identifier = read_cursor(given["after"], self.seal)
        return await self.fetch(next_page, given["first"], parse_instant(key), identifier)

    async def filtered(self, given: Given) -> str:
        size, since = given["first"], parse_instant(given["since"])
        rows = await self.fetch(sql.FILTERED, size, given["status"], since)
        return write_rows(rows, size, BY_LAST_NAME, self.seal)

    async def create(self, given: Given) -> str:
        try:
            values = drafts.read_input(given["input"])
        except Rejected as rejected:
            return drafts.write_refusal("customerCreate", rejected)
        values = {column: value for column, value in values.items() if value is not None}
        row = {**drafts.DEFAULTS, **values, **drafts.derive(values)}
        rows = await self.fetch(
            sql.CREATE,
            new_id("cus"),
            drafts.this_instant(),
            *(row.get(column) for column in _INSERTED),
            drafts.find_terms(row),
            new_id("evs"),
            drafts.write_creation(values),
            drafts.WHO,
        )
        return drafts.write_payload("customerCreate", rows[0][0])

    async def update(self, given: Given) -> str:
        identifier = given["input"]["id"]
        try:
            values = drafts.read_input(given["input"])
        except Rejected as rejected:
            return drafts.write_refusal("customerUpdate", rejected)
        while True:
            found = await self.fetch(sql.SELECT_CUSTOMER, identifier)
            if not found:
                return drafts.write_missing("customerUpdate", identifier)
            rows = await self._change(identifier, dict(found[0]), values)
            # Somebody else was faster: the change is made anew from what is there now.
            if rows:
                return drafts.write_payload("customerUpdate", rows[0][0])

    async def _change(self, identifier: str, before: dict[str, Any], values: dict[str, Any]) -> Sequence[Any]:
        after = drafts.find_changes(before, values)
        if not after:
            return await self.fetch(sql.SHOW_CUSTOMER, identifier)
        changed = {**after, **drafts.derive(after)}
        is_searched = not drafts.SEARCHED.isdisjoint(after)
        return await self.fetch(
            sql.update_customer(tuple(changed), is_searched=is_searched),
            identifier,
            before["version"],
            drafts.this_instant(),
            new_id("evs"),
            drafts.write_changes(before, after),
            drafts.WHO,
            drafts.find_terms({**before, **changed}) if is_searched else [],
            *changed.values(),
        )


_INSERTED = (
    "email",
    "email_normalized",
    "first_name",
    "last_name",
    "company",
    "phone",
    "phone_normalized",
    "notes",
    "preferred_language",
    "preferred_contact_method",
    "is_validated_names",
    "status",
)
