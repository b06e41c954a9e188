"""Where an import goes on that ended in the middle: behind the last line whose records were committed."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete

from gateway.database import Transaction
from gateway.domain.records.imports import IMPORTS
from gateway.entity import now
from gateway.sources.tables import Values, find_rows

_BEGINNING = 64 * 1024
"""Bytes by which a file is known again, beside its size and the time of its last change."""


@dataclass(slots=True)
class Place:
    """The beginning of a line in a file of JSON Lines, and how much came before it."""

    offset: int = 0
    line: int = 0
    records: int = 0

    def move(self, offset: int, line: int, records: int) -> None:
        self.offset, self.line, self.records = offset, line, records


@dataclass(frozen=True, slots=True)
class Begun:
    """One file on its way into one environment."""

    environment: str
    system: str
    file: str
    content: str
    size: int
    place: Place = field(default_factory=Place)
    """Where the reader is; whoever reads the file moves it."""

    @property
    def key(self) -> dict[str, str]:
        return {"environment": self.environment, "system": self.system, "file": self.file}


def begun_of(path: Path, environment: str, system: str) -> Begun | None:
    """The import of a file; None for what cannot be read twice, such as a pipe, or not at all."""
    try:
        if not path.is_file():
            return None
        state = path.stat()
        with path.open("rb") as stream:
            beginning = stream.read(_BEGINNING)
    except OSError:
        return None
    content = sha256(f"{state.st_size} {state.st_mtime_ns} ".encode() + beginning).hexdigest()
    file = sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return Begun(environment, system, file, content, state.st_size)


def find_counts(transaction: Transaction, begun: Begun) -> Values | None:
    """Moves to where an earlier import of the same file ended, and tells what became of the records before."""
    rows = find_rows(transaction, IMPORTS, begun.key, order="file")
    if not rows or rows[0]["content"] != begun.content:
        return None
    row = rows[0]
    begun.place.move(row["place"], row["line"], row["records"])
    counts: Values = row["counts"]
    return counts


def save_place(transaction: Transaction, begun: Begun, counts: Values) -> None:
    """Remembers how far the file is, in the transaction that writes what was read of it."""
    place = begun.place
    forget_place(transaction, begun)
    row = {
        **begun.key,
        "content": begun.content,
        "place": place.offset,
        "line": place.line,
        "records": place.records,
        "counts": counts,
        "updated_at": now(),
    }
    transaction.insert(IMPORTS, row)


def forget_place(transaction: Transaction, begun: Begun) -> None:
    """The file is imported, or is to be read from its beginning."""
    transaction.run("forget import", _forget, {f"of_{name}": value for name, value in begun.key.items()})


def _forget() -> Any:
    equals = (IMPORTS.c[name] == bindparam(f"of_{name}") for name in ("environment", "system", "file"))
    return delete(IMPORTS).where(*equals).returning(IMPORTS.c.file)
