"""What the commands `anonymize` and `export-subject` do, with a database of their own."""

import os
import stat
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import orjson

from gateway.database import Database, Transaction, connected
from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.history import now_of
from gateway.domain.privacy.anonymizer import Anonymizer, Summary
from gateway.domain.privacy.operations.export import read_subject
from gateway.errors import SettingsError
from gateway.events.act import worker
from gateway.events.store import append
from gateway.settings import Settings

T = TypeVar("T")


async def anonymize_due(settings: Settings) -> Summary:
    """Carries out the requests that are due."""
    return await _with_database(settings, lambda database: Anonymizer(database, settings).run_due())


async def export_one(settings: Settings, customer_id: str) -> str:
    """The document of one customer, indented; an event says that it was made.

    Raises:
        SettingsError: there is no such customer.
    """

    def work(transaction: Transaction) -> str:
        row = transaction.get(Customer, now_of(transaction, customer_id))
        if row is None:
            raise SettingsError(f"CUSTOMER_ID is {customer_id!r}; expected the id of a customer.")
        document = read_subject(transaction, row, for_staff=True)
        exported = rows.event_of(Customer, row, "export", "exported", {})
        append(transaction, row["environment"], worker("export-subject"), [exported])
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()

    return await _with_database(settings, lambda database: database.write(work))


def write_document(path: Path, document: str) -> None:
    """Writes a file that nobody else may read.

    Raises:
        SettingsError: it cannot be written.
    """
    with private_file(path) as stream:
        stream.write(document.encode())


@contextmanager
def private_file(path: Path, *, goes_on: bool = False) -> Iterator[BinaryIO]:
    """A new file, or an old one emptied or, if it `goes_on`, written on at its end, that nobody else may read.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        how = os.O_APPEND if goes_on else os.O_TRUNC
        file = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
        if stat.S_ISREG(os.fstat(file).st_mode):
            # An older file is made private; a device is everybody's.
            os.fchmod(file, 0o600)
        with os.fdopen(file, "wb") as stream:
            yield stream
    except ConnectionError:
        # The database's, while the file was being written.
        raise
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


async def _with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    async with connected(settings) as database:
        return await work(database)
