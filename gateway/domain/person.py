"""A person's name in SQL, of a row that has `first_name` and `last_name`."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

from gateway.columns import TEXT

# Indexes hold these expressions, so that the constants must be SQL and not parameters.
EMPTY: ColumnElement[str] = literal_column("''", TEXT)
SPACE: ColumnElement[str] = literal_column("' '", TEXT)


def given(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """The text, or NULL where there is nothing but spaces."""
    return func.nullif(func.trim(text), EMPTY, type_=TEXT)


def person_name(row: Any) -> ColumnElement[Any]:
    """`Ada`, `Lovelace` → `Ada Lovelace`; either alone when the other is missing, NULL without both."""
    return given(
        func.coalesce(row.first_name, EMPTY, type_=TEXT)
        + SPACE
        + func.coalesce(row.last_name, EMPTY, type_=TEXT)
    )
