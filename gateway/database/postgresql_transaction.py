"""One transaction on PostgreSQL: its changes are collected and sent together, as few round trips as can be.

They are one statement of several parts (`WITH a AS (INSERT …), b AS (UPDATE …)`), which PostgreSQL does whole or not at
all. Rows that were read before are not locked meanwhile: the change of such a row names the version that was read; one
that finds no row ends the statement, and undoes it all.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, BigInteger, Table, bindparam, cast, column, func, insert, select
from sqlalchemy import table as table_named
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import await_only

from gateway.database.texts import Text, Texts, Values
from gateway.database.transaction import ConstraintViolated, StaleRow, Transaction
from gateway.entity import Entity
from gateway.view import table_of

CACHED_STATEMENTS = 512

_PARAMETER = re.compile(r"\$(\d+)")


class PostgresTransaction(Transaction):
    texts = Texts(PGDialect_asyncpg())  # type: ignore[no-untyped-call]

    def __init__(self, connection: asyncpg.Connection) -> None:
        super().__init__()
        self._connection = connection
        self._open: Any = None
        self._parts: list[tuple[str, list[Any], str, bool]] = []
        """Statement, arguments, name and whether it must find its row."""
        self._holds: dict[str, tuple[str, list[Any]]] = {}
        """Ids of rows that must be as they were read → statement and arguments that find and lock them."""
        self._is_apart = False

    def commit(self) -> None:
        """Makes all of it happen. Changes of a transaction that was never begun are one statement, whole by itself."""
        if self._parts or self._open is not None:
            self._flush(self._take_holds())
        if self._open is not None:
            await_only(self._open.commit())
            self._open = None

    async def rollback(self) -> None:
        self._parts.clear()
        self._holds.clear()
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
        is_in_order = self._parts and not self._is_apart
        return self._run(sql, arguments) if is_in_order else self._send(sql, arguments)

    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        self.begin()
        self._flush()
        return self._send(sql, arguments)

    def _change(self, text: Text, values: Values, *, guarded: bool = False) -> None:
        self._add(text.sql, text.arguments(values), f"part_{len(self._parts)}", guarded=guarded)

    def _add(self, sql: str, arguments: list[Any], name: str, *, guarded: bool = False) -> None:
        self._parts.append((sql, arguments, name, guarded))

    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        names = tuple(rows[0])
        text = self.texts.get(("insert many", table.name, names), lambda: _insert_arrays(table, names))
        one = self.texts.insert(table, names)
        columns = dict(zip(one.names, one.columns(rows), strict=True))
        self._add(text.sql, [list(columns[name]) for name in text.names], f"part_{len(self._parts)}")

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

    def _take_holds(self) -> list[tuple[str, list[Any], str, bool]]:
        """In the order of their ids, so that no two transactions wait for each other."""
        held, self._holds = sorted(self._holds.items()), {}
        return [(sql, given, f"held_{index}", True) for index, (_, (sql, given)) in enumerate(held)]

    def insert_numbered(self, table: type[Entity] | Table, row: Values, counter: Table, key: str) -> None:
        if any(name == "taken" for _, _, name, _ in self._parts):
            self.begin()
            self._flush()
        table, names = table_of(table), tuple(row)
        taken = self.texts.take(counter)
        numbered = self.texts.get(("numbered", table.name, names), lambda: _insert_taken(table, names))
        self._add(taken.sql, taken.arguments({"key": key, "count": 1}), "taken")
        self._add(numbered.sql, numbered.arguments(row), f"part_{len(self._parts)}", guarded=True)

    def _flush(self, holds: Sequence[tuple[str, list[Any], str, bool]] = ()) -> None:
        """Sends the changes that were collected, as one statement; before them, what must be as it was read."""
        # A row that the same statement has changed already would not be found.
        parts, self._parts = [*holds, *self._parts], []
        if not parts:
            return
        if len(parts) == 1 and not parts[0][3]:
            self._send(parts[0][0], parts[0][1])
            return
        self._send(
            _join(tuple((sql, len(given), name, is_guarded) for sql, given, name, is_guarded in parts)),
            [argument for _, given, _, _ in parts for argument in given],
        )

    def _send(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        try:
            rows: list[Sequence[Any]] = await_only(self._connection.fetch(sql, *arguments))
        except asyncpg.DivisionByZeroError:
            raise StaleRow("The row was changed by somebody else.") from None
        except asyncpg.IntegrityConstraintViolationError as error:
            raise ConstraintViolated(error.constraint_name or str(error)) from error
        return rows


@lru_cache(maxsize=CACHED_STATEMENTS)
def _join(parts: tuple[tuple[str, int, str, bool], ...]) -> str:
    """Changes (SQL, number of arguments, name, whether it must find its row) → one statement that makes them all."""
    written, checks = [], []
    arguments = 0
    for sql, count, name, is_guarded in parts:
        is_telling = "RETURNING" in sql or sql.startswith("SELECT")
        written.append(f"{name} AS ({_shift(sql, arguments)}{'' if is_telling else ' RETURNING 1'})")
        arguments += count
        # Asked for in their order, the parts are done in their order: the counter of events, which is locked until
        # the commit, is taken last.
        found = f"(SELECT count(*) FROM {name})"  # noqa: S608 (the names are made here)
        checks.append(f"{found} = 1" if is_guarded else f"{found} >= 0")
    # A guarded change that found no row divides by zero: the statement fails, and nothing of it stays.
    return f"WITH {', '.join(written)} SELECT 1 / CASE WHEN {' AND '.join(checks)} THEN 1 ELSE 0 END"


def _shift(sql: str, by: int) -> str:
    """`$1 … $2`, 3 → `$4 … $5`"""
    return _PARAMETER.sub(lambda match: f"${int(match[1]) + by}", sql) if by else sql


def _insert_arrays(table: Table, names: tuple[str, ...]) -> Any:
    """One array a column → as many rows as they are long."""
    arrays = [cast(bindparam(name), ARRAY(table.c[name].type)) for name in names]
    rows = func.unnest(*arrays).table_valued(*names).render_derived(name="given")
    return insert(table).from_select(list(names), select(*(rows.c[name] for name in names)))


def _insert_taken(table: Table, names: tuple[str, ...]) -> Any:
    taken = table_named("taken", column("position", BigInteger()))
    values = [cast(bindparam(name, type_=table.c[name].type), table.c[name].type) for name in names]
    return insert(table).from_select([*names, "position"], select(*values, taken.c.position))
