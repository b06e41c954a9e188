"""One transaction on PostgreSQL: its changes are collected and sent together, as few round trips as can be.

Rows that were read before are not locked meanwhile: the change of such a row names the version that was read; one that
finds no row ends the statement, and undoes it all.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, BigInteger, Table, bindparam, cast, column, func, insert, select
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import await_only

from gateway.database.postgresql_parts import Change, NewRows, Part, commands_of
from gateway.database.postgresql_wire import Wire
from gateway.database.texts import Text, Texts, Values
from gateway.database.transaction import Transaction
from gateway.entity import Entity
from gateway.view import table_of

_WORTH_COPYING = 50
"""New rows of a table for which a command of their own is cheaper than a part of a statement."""


class PostgresTransaction(Transaction):
    texts = Texts(PGDialect_asyncpg())  # type: ignore[no-untyped-call]

    def __init__(self, connection: asyncpg.Connection) -> None:
        super().__init__()
        self._connection = connection
        self._wire = Wire(connection)
        self._open: Any = None
        self._changes: list[Change] = []
        """What was asked for and not sent."""
        self._holds: dict[str, tuple[str, list[Any]]] = {}
        """Ids of rows that must be as they were read → statement and arguments that find and lock them."""
        self._is_apart = False

    def commit(self) -> None:
        """Makes all of it happen. Changes of a transaction that was never begun are one statement, whole by itself."""
        if self._changes or self._open is not None:
            self._flush(self._take_holds())
        if self._open is not None:
            await_only(self._open.commit())
            self._open = None

    async def rollback(self) -> None:
        self._changes.clear()
        self._holds.clear()
        await self._wire.abandon()
        if self._open is not None:
            await self._open.rollback()
            self._open = None

    def begin(self) -> None:
        """From here on rows that are read are locked."""
        if self._open is None:
            self._open = self._connection.transaction()
            await_only(self._open.start())

    def _is_locking(self) -> bool:
        return self._open is not None

    def _read(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        is_in_order = self._changes and not self._is_apart
        return self._run(sql, arguments) if is_in_order else self._wire.fetch(sql, arguments)

    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        self.begin()
        self._flush()
        return self._wire.fetch(sql, arguments)

    def send_ahead(self) -> None:
        self.begin()
        changes, self._changes = self._changes, []
        self._wire.send_ahead(commands_of(changes))

    def give_way(self) -> None:
        self._wire.give_way()

    def _change(self, text: Text, values: Values, *, guarded: bool = False) -> None:
        self._add(text.sql, text.arguments(values), guarded=guarded)

    def _add(self, sql: str, arguments: Sequence[Any], name: str = "", *, guarded: bool = False) -> None:
        self._changes.append(Part(sql, arguments, name or f"part_{len(self._changes)}", guarded))

    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        names = tuple(rows[0])
        one = self.texts.insert(table, names)
        columns = one.columns(rows)
        if self._open is not None and len(rows) >= _WORTH_COPYING:
            self._changes.append(NewRows(table.name, one.names, list(zip(*columns, strict=True))))
            return
        text = self.texts.get(("insert many", table.name, names), lambda: _insert_arrays(table, names))
        named = dict(zip(one.names, columns, strict=True))
        self._add(text.sql, [list(named[name]) for name in text.names])

    def stand_still(self) -> None:
        # A row that somebody else changes meanwhile cannot be written then: the work is done again.
        self._run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", ())

    @contextmanager
    def apart(self) -> Iterator[None]:
        # Changes that are sent early leave the counter of events locked while everybody waits for it.
        self._is_apart = True
        try:
            yield
        finally:
            self._is_apart = False

    def lock(self, name: str) -> None:
        # Any text may be a name; PostgreSQL itself takes none with a NUL or half a surrogate pair.
        digest = blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest()
        self._run("SELECT pg_advisory_xact_lock($1)", (int.from_bytes(digest, signed=True),))

    def hold(self, key: str, name: str, make: Callable[[], Any], values: Values) -> None:
        text = self.texts.get(("named", name), make)
        self._holds[key] = (text.sql, text.arguments(values))

    def update(self, table: type[Entity] | Table, key: str, values: Values) -> None:
        # To lock what is updated for sharing first would let two that do so wait for each other.
        if key in self._versions:
            self._holds.pop(key, None)
        super().update(table, key, values)

    def delete(self, table: type[Entity] | Table, key: str) -> None:
        self._holds.pop(key, None)
        super().delete(table, key)

    def _take_holds(self) -> list[Part]:
        """In the order of their ids, so that no two transactions wait for each other."""
        held, self._holds = sorted(self._holds.items()), {}
        return [Part(sql, given, f"held_{index}", True) for index, (_, (sql, given)) in enumerate(held)]

    def insert_numbered(self, table: type[Entity] | Table, row: Values, counter: Table, key: str) -> None:
        if any(isinstance(change, Part) and change.name == "taken" for change in self._changes):
            self.begin()
            self._flush()
        table, names = table_of(table), tuple(row)
        taken = self.texts.take(counter)
        numbered = self.texts.get(("numbered", table.name, names), lambda: _insert_taken(table, names))
        self._add(taken.sql, taken.arguments({"key": key, "count": 1}), "taken")
        self._add(numbered.sql, numbered.arguments(row), guarded=True)

    def _flush(self, holds: Sequence[Part] = ()) -> None:
        """Sends the changes that were collected; before them, what must be as it was read."""
        # A row that the same statement has changed already would not be found.
        changes, self._changes = [*holds, *self._changes], []
        self._wire.do(commands_of(changes))


def _insert_arrays(table: Table, names: tuple[str, ...]) -> Any:
    """One array a column → as many rows as they are long."""
    arrays = [cast(bindparam(name), ARRAY(table.c[name].type)) for name in names]
    rows = func.unnest(*arrays).table_valued(*names).render_derived(name="given")
    return insert(table).from_select(list(names), select(*(rows.c[name] for name in names)))


def _insert_taken(table: Table, names: tuple[str, ...]) -> Any:
    taken = table_named("taken", column("position", BigInteger()))
    values = [cast(bindparam(name, type_=table.c[name].type), table.c[name].type) for name in names]
    return insert(table).from_select([*names, "position"], select(*values, taken.c.position))
