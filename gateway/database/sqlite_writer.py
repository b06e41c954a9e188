"""Work on SQLite → one transaction: one thread owns the only connection that writes, and commits for all that wait."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlmodel import SQLModel

from gateway.database.sqlite_functions import add_functions
from gateway.database.texts import Text, Texts, Values
from gateway.database.transaction import ConstraintViolated, StaleRow, Transaction
from gateway.entity import Entity

CACHED_STATEMENTS = 512
CACHE_KILOBYTES = 64 * 1024


class Job:
    """A write that waits for its turn, and where its result goes."""

    __slots__ = ("answer", "loop", "show", "work")

    def __init__(
        self,
        work: Callable[[Transaction], Any],
        show: Callable[[Transaction, Any], Any] | None,
        loop: asyncio.AbstractEventLoop,
        answer: asyncio.Future[Any],
    ) -> None:
        self.work, self.show, self.loop, self.answer = work, show, loop, answer

    def run(self, transaction: Transaction) -> Any:
        result = self.work(transaction)
        return result if self.show is None else self.show(transaction, result)

    def finish(self, result: Any, error: BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is gone: nobody waits any more.
            self.loop.call_soon_threadsafe(self._settle, result, error)

    def _settle(self, result: Any, error: BaseException | None) -> None:
        if self.answer.done():
            return
        if error is None:
            self.answer.set_result(result)
        else:
            self.answer.set_exception(error)


_LARGEST_BATCH = 64


class SqliteWriter:
    """The thread that writes. Work that arrives while a commit is being made durable shares the next one.

    Each piece of work that shares a commit is a savepoint of its own: one that fails is undone alone, and nobody is
    answered before the commit that holds the work is on the disk.
    """

    def __init__(self, path: Path, synchronous: str) -> None:
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._connection = sqlite3.connect(
            path, isolation_level=None, cached_statements=CACHED_STATEMENTS, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(f"PRAGMA synchronous = {synchronous}")
        self._connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted or replaced is overwritten with zeros, so that nothing of it stays in the file.
        self._connection.execute("PRAGMA secure_delete = ON")
        # With the two megabytes of the default a large import would read and write the same pages again and again.
        self._connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        self._connection.execute("PRAGMA busy_timeout = 10000")
        # What a mutation shows is read before its commit.
        add_functions(self._connection)
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        self._queue.put(job)

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        is_open = True
        while is_open:
            job = self._queue.get()
            batch: list[Job] = []
            while job is not None:
                batch.append(job)
                if self._queue.empty() or len(batch) >= _LARGEST_BATCH:
                    break
                job = self._queue.get()
            is_open = job is not None
            while batch:
                batch = self._commit(batch)

    def _commit(self, batch: list[Job]) -> list[Job]:
        """Does what it can of a batch, and tells those that wait; returns the jobs that are to be done anew."""
        execute = self._connection.execute
        done: list[tuple[Job, Any, BaseException | None]] = []
        try:
            execute("BEGIN IMMEDIATE")
            transaction = SqliteTransaction(self._connection)
            for job in batch:
                # One after the other: a batch is as many transactions as it has jobs.
                result, failure = self._attempt(job, transaction, is_alone=len(batch) == 1)
                if failure is not None and not self._connection.in_transaction:
                    # Undone is what came before it too, which did not fail.
                    job.finish(None, failure)
                    return [each for each in batch if each is not job]
                done.append((job, result, failure))
            execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            done = [(job, None, error) for job in batch]
        for job, result, failure in done:
            job.finish(result, failure)
        return []

    def _attempt(
        self, job: Job, transaction: "SqliteTransaction", *, is_alone: bool
    ) -> tuple[Any, BaseException | None]:
        execute = self._connection.execute
        # For a savepoint SQLite copies each page before it changes: a tenth of a large import.
        if not is_alone:
            execute("SAVEPOINT work")
        try:
            result = job.run(transaction)
        except Exception as error:  # noqa: BLE001 (it is raised again where the work was asked for)
            if is_alone:
                self._roll_back()
            elif self._connection.in_transaction:
                execute("ROLLBACK TO work")
                execute("RELEASE work")
            return None, error
        if not is_alone:
            execute("RELEASE work")
        return result, None

    def _roll_back(self) -> None:
        # SQLite itself undoes all that a commit would hold when the disk is full.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def empty_log(path: Path) -> None:
    """Moves everything from the write-ahead log to the database and cuts the log to nothing; waits for its turn."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class SqliteTransaction(Transaction):
    texts = Texts(SQLiteDialect_aiosqlite())

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def _is_locking(self) -> bool:
        return True

    def _read(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        return self._connection.execute(sql, arguments).fetchall()

    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        try:
            return self._connection.execute(sql, arguments).fetchall()
        except sqlite3.IntegrityError as error:
            raise ConstraintViolated(constraint_name(str(error))) from error

    def _change(self, text: Text, values: Values, *, guarded: bool = False) -> None:
        try:
            changed = self._connection.execute(text.sql, text.arguments(values)).rowcount
        except sqlite3.IntegrityError as error:
            raise ConstraintViolated(constraint_name(str(error))) from error
        if guarded and changed == 0:
            raise StaleRow("The row was changed by somebody else.")

    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        text = self.texts.insert(table, rows[0])
        try:
            self._connection.executemany(text.sql, zip(*text.columns(rows), strict=True))
        except sqlite3.IntegrityError as error:
            raise ConstraintViolated(constraint_name(str(error))) from error

    def stand_still(self) -> None:
        """There is no other writer."""

    def send_ahead(self) -> None:
        """Nothing waits: each change was made when it was asked for."""

    def give_way(self) -> None:
        """The same."""

    def lock(self, name: str) -> None:
        """There is no other writer."""

    def hold(self, key: str, name: str, make: Callable[[], Any], values: Values) -> None:
        """There is no other writer."""

    def insert_numbered(self, table: type[Entity] | Table, row: Values, counter: Table, key: str) -> None:
        self.insert(table, {**row, "position": self.take(counter, key, 1)})


def constraint_name(message: str) -> str:
    """What SQLite says of a breach → the constraint's name, as PostgreSQL gives it; else the message itself.

    "CHECK constraint failed: ck_a", "UNIQUE constraint failed: index 'uq_a'", "UNIQUE constraint failed: a.x, a.y"
    """
    kind, _, detail = message.partition(" constraint failed: ")
    if kind == "CHECK":
        return detail
    if kind != "UNIQUE":
        return message
    if detail.startswith("index "):
        return detail.removeprefix("index ").strip("'")
    return _unique_names().get(detail, message)


@cache
def _unique_names() -> dict[str, str]:
    """Columns as SQLite lists them → the name of the unique index or constraint on them."""
    names = {}
    for table in SQLModel.metadata.tables.values():
        unique: list[Any] = [index for index in table.indexes if index.unique]
        unique += [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
        for each in unique:
            names[", ".join(f"{table.name}.{column.name}" for column in each.columns)] = str(each.name)
    return names
