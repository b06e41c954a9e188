"""Customers, read in the order of their ids and kept in a file: a million of them would fill the memory."""

import os
import tempfile
from array import array
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Integer, bindparam, select

from gateway.database import Transaction
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.sources.likeness.person import CUSTOMER_COLUMNS, Person
from gateway.view import table_of

BATCH_SIZE = 2_000
_REMEMBERED = 20_000
_BIRTHDATE = [field.name for field in fields(Person)].index("birthdate")


class People:
    """People by ordinal, in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as this does)
        self._starts = array("Q", [0])
        self.get = lru_cache(_REMEMBERED)(self._read)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, person: Person) -> int:
        """Keeps a person; their ordinal."""
        text = orjson.dumps([getattr(person, name) for name in _NAMES])
        self._file.write(text)
        self._starts.append(self._starts[-1] + len(text))
        return len(self) - 1

    def settle(self) -> None:
        """Nobody comes any more: from here on people are read."""
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def _read(self, ordinal: int) -> Person:
        start, end = self._starts[ordinal], self._starts[ordinal + 1]
        values = orjson.loads(os.pread(self._file.fileno(), end - start, start))
        born = values[_BIRTHDATE]
        values[_BIRTHDATE] = date.fromisoformat(born) if born else None
        return Person(*values)


_NAMES = tuple(field.name for field in fields(Person))


def read_people(
    transaction: Transaction, environment: str, after: str, since: Any
) -> list[tuple[Person, bool]]:
    """The next customers by id, and whether each was changed since."""
    values = {"environment": environment, "after": after, "most": BATCH_SIZE, "since": since}
    return [
        (_person(row), bool(row[-1]))
        for row in transaction.select("customers to compare", _select_people, values)
    ]


def _person(row: Any) -> Person:
    """SQLite tells a date as text, PostgreSQL as what it is."""
    values = list(row[:-1])
    born = values[_BIRTHDATE]
    values[_BIRTHDATE] = date.fromisoformat(born) if isinstance(born, str) else born
    return Person(*values)


def _select_people() -> Any:
    customers, addresses = table_of(Customer), table_of(CustomerAddress)
    page = (
        select(customers.c.id, *(customers.c[name] for name in CUSTOMER_COLUMNS), customers.c.updated_at)
        .where(customers.c.environment == bindparam("environment"), customers.c.id > bindparam("after"))
        .order_by(customers.c.id)
        .limit(bindparam("most", type_=Integer))
        .subquery("page")
    )
    primary = (addresses.c.customer_id == page.c.id) & addresses.c.is_primary
    return (
        select(
            page.c.id,
            *(page.c[name] for name in CUSTOMER_COLUMNS),
            *(addresses.c[name] for name in ("line1", "postal_code", "city", "country_code")),
            page.c.updated_at >= bindparam("since"),
        )
        .select_from(page.outerjoin(addresses, primary))
        .order_by(page.c.id)
    )
