"""What an operation may do to the rows, whichever database holds them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Delete, Insert, Select, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.engine import Dialect

from gateway.entity import Entity
from gateway.errors import GatewayError

Values = Mapping[str, Any]


class ConstraintViolated(GatewayError):
    """The database refused a row. `constraint` is the name or the columns that it gave."""

    code = "CONSTRAINT"

    def __init__(self, constraint: str) -> None:
        super().__init__(f"The database refused the row: {constraint}.")
        self.constraint = constraint


class StaleRow(GatewayError):
    """Somebody else changed a row between its reading and its writing; the work may be done again."""

    code = "CONFLICT"


class Text:
    """A compiled statement: SQL, the names of its parameters in order, and how each value is bound."""

    __slots__ = ("_binds", "names", "sql")

    def __init__(self, statement: Insert | Update | Delete | Select[Any], dialect: Dialect) -> None:
        # Lists of IN are written out as one parameter for each of their values.
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        processors: Any = compiled._bind_processors  # noqa: SLF001 (nothing public tells)
        given = compiled.params
        self._binds = tuple(
            (name, processors.get(name) or processors.get(name.rpartition("_")[0]), given[name])
            for name in compiled.positiontup or ()
        )

        self.names = tuple(name for name, _, _ in self._binds)

    def arguments(self, values: Values) -> list[Any]:
        """Values by name → the driver's, in the statement's order."""
        return [
            process(values.get(name, default)) if process else values.get(name, default)
            for name, process, default in self._binds
        ]


class Texts:
    """The statements that writes are made of, compiled once for each table and set of columns."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: dict[tuple[Any, ...], Text] = {}
        self._readers: dict[str, tuple[tuple[str, Callable[[Any], Any] | None], ...]] = {}

    def get(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Text:
        """The statement of this key, made when it is asked for first."""
        text = self._known.get(key)
        if text is None:
            text = self._known[key] = Text(make(), self.dialect)
        return text

    def insert(self, table: Table, columns: Iterable[str]) -> Text:
        names = tuple(columns)
        return self.get(
            ("insert", table.name, names),
            lambda: insert(table).values({name: bindparam(name) for name in names}),
        )

    def update(self, table: Table, columns: Iterable[str], *, guarded: bool) -> Text:
        names = tuple(columns)
        return self.get(
            ("update", table.name, names, guarded),
            lambda: (
                update(table)
                .where(*_key_of(table, guarded=guarded))
                .values({name: bindparam(f"new_{name}") for name in names})
            ),
        )

    def delete(self, table: Table, *, guarded: bool) -> Text:
        return self.get(
            ("delete", table.name, guarded), lambda: delete(table).where(*_key_of(table, guarded=guarded))
        )

    def select(self, table: Table, *, locking: bool) -> Text:
        def make() -> Select[Any]:
            found = select(table).where(*_key_of(table, guarded=False))
            return found.with_for_update() if locking else found

        return self.get(("select", table.name, locking), make)

    def record(self, table: Table, row: Sequence[Any]) -> dict[str, Any]:
        """A driver's row of a whole table → values by column."""
        readers = self._readers.get(table.name)
        if readers is None:
            readers = self._readers[table.name] = _readers_of(table.columns, self.dialect)
        return _record(readers, row)


def _key_of(table: Table, *, guarded: bool) -> list[Any]:
    key = [table.c.id == bindparam("key_id")]
    return [*key, table.c.version == bindparam("key_version")] if guarded else key


def _readers_of(
    columns: Iterable[Any], dialect: Dialect
) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple(
        (column.name, column.type.dialect_impl(dialect).result_processor(dialect, None)) for column in columns
    )


def _record(readers: Iterable[tuple[str, Callable[[Any], Any] | None]], row: Sequence[Any]) -> dict[str, Any]:
    return {
        name: process(value) if process else value
        for (name, process), value in zip(readers, row, strict=True)
    }


def table_of(table: type[Entity] | Table) -> Table:
    """An entity's table; a table is its own."""
    return table if isinstance(table, Table) else table.__table__  # type: ignore[attr-defined]


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
        readers = _readers_of(statement.selected_columns, self.texts.dialect)
        return [_record(readers, row) for row in self._read(text.sql, text.arguments({}))]

    def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        """The one text of a finished statement, as seen by this transaction."""
        rows = self._read(sql, arguments)
        return rows[0][0] if rows else None

    def execute(self, statement: Insert | Update | Delete) -> None:
        """Any change, at once."""
        text = Text(statement, self.texts.dialect)
        self._run(text.sql, text.arguments({}))
