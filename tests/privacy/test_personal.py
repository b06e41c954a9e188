"""Every column of every table has one fate."""

import pytest
from sqlmodel import SQLModel

import gateway.domain  # noqa: F401 — declares the tables.
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.personal import BY_TABLE, MENTIONS, NOT_PERSONAL, PERSONAL
from gateway.view import view_of
from tests.databases import toys

TABLES = {
    name: table
    for name, table in SQLModel.metadata.tables.items()
    if name not in toys() and view_of(table) is None
}


def test_every_table_is_decided() -> None:
    """A new table is either about a customer, and decided column by column, or holds nothing about one."""
    assert sorted({*BY_TABLE, *NOT_PERSONAL}) == sorted(TABLES)
    assert BY_TABLE.keys() & NOT_PERSONAL == set()
    assert len(BY_TABLE) == len(PERSONAL)


@pytest.mark.parametrize("personal", PERSONAL, ids=lambda personal: personal.table.name)
def test_every_column_has_exactly_one_fate(personal: Personal) -> None:
    assert sorted(personal.decided) == sorted(column.name for column in personal.table.columns)


@pytest.mark.parametrize("name", sorted(NOT_PERSONAL))
def test_a_table_that_is_about_nobody_points_to_no_customer(name: str) -> None:
    targets = {key.column.table.name for column in TABLES[name].columns for key in column.foreign_keys}
    assert "customer" not in targets


@pytest.mark.parametrize("personal", [*PERSONAL, *MENTIONS], ids=lambda personal: personal.table.name)
def test_what_is_erased_may_be_null(personal: Personal) -> None:
    """Except where the row goes as a whole."""
    if not personal.is_deleted:
        columns = personal.table.columns
        assert [name for name in personal.erase | personal.secret if not columns[name].nullable] == []


def test_every_pointer_to_a_customer_is_known() -> None:
    """As the owner of a row, or as somebody whom another customer's row mentions."""
    pointers = {
        (name, column.name)
        for name, table in TABLES.items()
        for column in table.columns
        if any(key.column.table.name == "customer" for key in column.foreign_keys)
    }
    known = {(personal.table.name, personal.owner) for personal in (*PERSONAL, *MENTIONS)}
    assert pointers - known == set()
