"""What becomes of a table's columns when their customer is anonymized. Every column has exactly one fate:

keep       stays: ids, amounts, currency, country, dates, SKUs, status
erase      becomes NULL
secret     becomes NULL, and is in no export
replace    becomes a constant, where the column takes no NULL
rewrite    is rewritten row by row (source records and events)
gone       is deleted with its row
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, or_
from sqlmodel import SQLModel

from gateway.view import table_of


@dataclass(frozen=True, slots=True)
class Personal:
    """What becomes of the rows of one table whose column `owner` names the customer."""

    table: Table
    owner: str
    keep: frozenset[str]
    erase: frozenset[str]
    secret: frozenset[str]
    replace: Mapping[str, Any]
    rewrite: frozenset[str]
    gone: frozenset[str]
    staff_only: bool
    """Whether the customer's own export leaves the table out."""

    @property
    def decided(self) -> list[str]:
        """The columns with a fate; one that has two is there twice."""
        return [*self.keep, *self.erase, *self.secret, *self.replace, *self.rewrite, *self.gone]

    @property
    def is_deleted(self) -> bool:
        return bool(self.gone)

    @property
    def is_erased(self) -> bool:
        """Whether its rows are changed in place, all by one statement."""
        return bool(self.erase or self.secret or self.replace) and not self.gone

    def is_dirty(self) -> ColumnElement[bool]:
        """The condition of a row that still holds something."""
        return or_(
            *(self.table.c[name].is_not(None) for name in sorted(self.erase | self.secret)),
            *(self.table.c[name].is_distinct_from(value) for name, value in sorted(self.replace.items())),
        )


def personal(
    table: type[SQLModel] | Table,
    *,
    owner: str = "customer_id",
    keep: str = "",
    erase: str = "",
    secret: str = "",
    replace: Mapping[str, Any] | None = None,
    rewrite: str = "",
    gone: str = "",
    staff_only: bool = False,
) -> Personal:
    """A table with its columns' fates, each the names of columns with a space between."""
    return Personal(
        table_of(table),
        owner,
        frozenset(keep.split()),
        frozenset(erase.split()),
        frozenset(secret.split()),
        replace or {},
        frozenset(rewrite.split()),
        frozenset(gone.split()),
        staff_only,
    )
