"""The statements that writes are made of, compiled once, and how values go in and out of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Dialect

Values = Mapping[str, Any]
Readers = tuple[tuple[str, Callable[[Any], Any] | None], ...]


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

    def columns(self, rows: Sequence[Values]) -> list[Sequence[Any]]:
        """Rows that all have the statement's names → the driver's values, column by column."""
        found: list[Sequence[Any]] = []
        for name, process, _ in self._binds:
            column = list(map(itemgetter(name), rows))
            if process is None:
                found.append(column)
            elif len(set(map(id, column))) == 1:
                # Who did it and when is one and the same object for all rows of a batch.
                found.append([process(column[0])] * len(column))
            else:
                found.append([process(value) for value in column])
        return found


class Texts:
    """The statements that writes are made of, compiled once for each table and set of columns."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: dict[tuple[Any, ...], Text] = {}
        self._readers: dict[str, Readers] = {}

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

    def take(self, counter: Table) -> Text:
        """Raises the row of `counter` whose `environment` is `key` by `count`, and returns where it is then."""
        return self.get(
            ("take", counter.name),
            lambda: (
                update(counter)
                .where(counter.c.environment == bindparam("key"))
                .values(position=counter.c.position + bindparam("count", type_=BigInteger()))
                .returning(counter.c.position)
            ),
        )

    def record(self, table: Table, row: Sequence[Any]) -> dict[str, Any]:
        """A driver's row of a whole table → values by column."""
        readers = self._readers.get(table.name)
        if readers is None:
            readers = self._readers[table.name] = readers_of(table.columns, self.dialect)
        return read_record(readers, row)


def _key_of(table: Table, *, guarded: bool) -> list[Any]:
    key = [table.c.id == bindparam("key_id")]
    return [*key, table.c.version == bindparam("key_version")] if guarded else key


def readers_of(columns: Iterable[Any], dialect: Dialect) -> Readers:
    """The columns' names, and what becomes of the driver's values."""
    return tuple(
        (column.name, column.type.dialect_impl(dialect).result_processor(dialect, None)) for column in columns
    )


def read_record(readers: Readers, row: Sequence[Any]) -> dict[str, Any]:
    """A driver's row → values by column."""
    return {
        name: process(value) if process else value
        for (name, process), value in zip(readers, row, strict=True)
    }
