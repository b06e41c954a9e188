"""What an operation may do to the rows, whichever database holds them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Delete, Insert, Select, Table, Update

from gateway.database.texts import Text, Texts, Values, read_record, readers_of
from gateway.entity import Entity
from gateway.errors import GatewayError
from gateway.view import table_of


class ConstraintViolated(GatewayError):
    """The database refused a row. `constraint` is the name or the columns that it gave."""

    code = "CONSTRAINT"

    def __init__(self, constraint: str) -> None:
        super().__init__(f"The database refused the row: {constraint}.")
        self.constraint = constraint


class StaleRow(GatewayError):
    """Somebody else changed a row between its reading and its writing; the work may be done again."""

    code = "CONFLICT"


class Transaction(ABC):
    """What an operation may do to the rows. All of it happens, or none.

    Changes may be sent to the database later than they are asked for, but before anything is read and before the end:
    a constraint that does not hold is raised at the latest when the transaction ends.
    """

    texts: Texts

    def __init__(self) -> None:
        self._versions: dict[str, int] = {}

    # What each database does in its own way

    @abstractmethod
    def _read(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        """Runs a statement that only reads."""

    @abstractmethod
    def _run(self, sql: str, arguments: Sequence[Any]) -> list[Sequence[Any]]:
        """Runs any statement at once and returns its rows."""

    @abstractmethod
    def _change(self, text: Text, values: Values, *, guarded: bool = False) -> None:
        """Runs a change, now or later; a `guarded` one that finds no row raises StaleRow."""

    @abstractmethod
    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        """Inserts rows of the same columns, now or later."""

    @abstractmethod
    def _is_locking(self) -> bool:
        """Whether rows that are read must be locked, or their version watched until they are written."""

    @abstractmethod
    def stand_still(self) -> None:
        """From here on sees nothing that others commit meanwhile. Comes before anything else."""

    @abstractmethod
    def lock(self, name: str) -> None:
        """Waits until no other transaction holds this name, and holds it to the end.

        What is read afterwards is as the one before left it; not so after `stand_still`, which sees what was before.
        """

    @abstractmethod
    def hold(self, key: str, name: str, make: Callable[[], Any], values: Values) -> None:
        """Nothing is written unless the row with this id is still what was read of it, and it stays so to the end.

        `make` gives, under `name`, a SELECT that finds the row as it must be, and locks it. When there is no such row
        any more, StaleRow is raised at the latest when the transaction ends. A row that this transaction read and
        changes itself needs no holding: its version is watched.
        """

    @abstractmethod
    def insert_numbered(self, table: type[Entity] | Table, row: Values, counter: Table, key: str) -> None:
        """Inserts a row whose `position` is the next of the row of `counter` whose `environment` is `key`."""

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is read within is of rows that this transaction does not change: nothing has to be sent first."""
        yield

    @abstractmethod
    def send_ahead(self) -> None:
        """Lets the database begin with the changes so far, while the caller goes on; the transaction is begun by this.

        What is wrong with them is raised with whatever is asked for next.
        """

    @abstractmethod
    def give_way(self) -> None:
        """A moment for what was sent ahead: who works long meanwhile calls it again and again."""

    # What they share

    def insert(self, table: type[Entity] | Table, values: Values) -> None:
        """Inserts one row.

        Raises:
            ConstraintViolated: a constraint does not hold.
        """
        self._change(self.texts.insert(table_of(table), values), values)

    def insert_many(self, table: type[Entity] | Table, rows: Sequence[Values]) -> None:
        """Inserts rows that all have the same columns."""
        if rows:
            self._insert_many(table_of(table), rows)

    def update(self, table: type[Entity] | Table, key: str, values: Values) -> None:
        """Sets columns of the row with this id.

        Raises:
            StaleRow: somebody else changed the row since `get` read it.
        """
        version = self._versions.get(key)
        text = self.texts.update(table_of(table), values, guarded=version is not None)
        named = {"key_id": key, "key_version": version} | {
            f"new_{name}": value for name, value in values.items()
        }
        self._change(text, named, guarded=version is not None)
        if version is not None and "version" in values:
            self._versions[key] = values["version"]

    def delete(self, table: type[Entity] | Table, key: str) -> None:
        """Deletes the row with this id, and by the foreign keys what hangs on it."""
        version = self._versions.pop(key, None)
        text = self.texts.delete(table_of(table), guarded=version is not None)
        self._change(text, {"key_id": key, "key_version": version}, guarded=version is not None)

    def take(self, counter: Table, key: str, count: int) -> int:
        """The last of the next `count` positions of the row of `counter` whose `environment` is `key`."""
        text = self.texts.take(counter)
        return int(self._run(text.sql, text.arguments({"key": key, "count": count}))[0][0])

    def get(self, table: type[Entity] | Table, key: str) -> dict[str, Any] | None:
        """The row with this id, by column. It cannot change before this transaction has written it."""
        table = table_of(table)
        is_locking = self._is_locking()
        text = self.texts.select(table, locking=is_locking)
        rows = self._read(text.sql, text.arguments({"key_id": key}))
        if not rows:
            return None
        record = self.texts.record(table, rows[0])
        if not is_locking and "version" in record:
            self._versions[key] = record["version"]
        return record

    def change(self, key: str, make: Callable[[], Any], values: Values) -> None:
        """Any change with named parameters; the statement is made and compiled once, under `key`."""
        self._change(self.texts.get(("named", key), make), values)

    def select(self, key: str, make: Callable[[], Any], values: Values) -> list[Sequence[Any]]:
        """The driver's rows of a statement that only reads; it is made and compiled once, under `key`."""
        text = self.texts.get(("named", key), make)
        return self._read(text.sql, text.arguments(values))

    def run(self, key: str, make: Callable[[], Any], values: Values) -> list[Sequence[Any]]:
        """Any statement at once, and the driver's rows of it; it is made and compiled once, under `key`."""
        text = self.texts.get(("named", key), make)
        return self._run(text.sql, text.arguments(values))

    def fetch(self, statement: Select[Any]) -> list[dict[str, Any]]:
        """The rows of any SELECT, by column."""
        text = Text(statement, self.texts.dialect)
        readers = readers_of(statement.selected_columns, self.texts.dialect)
        return [read_record(readers, row) for row in self._read(text.sql, text.arguments({}))]

    def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        """The one text of a finished statement, as seen by this transaction."""
        rows = self._read(sql, arguments)
        return rows[0][0] if rows else None

    def execute(self, statement: Insert | Update | Delete) -> None:
        """Any change, at once."""
        text = Text(statement, self.texts.dialect)
        self._run(text.sql, text.arguments({}))
