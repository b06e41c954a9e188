"""How each kind of value lies in a column, on SQLite and on PostgreSQL.

    kind          SQLite (STRICT)                         PostgreSQL
    text          TEXT, compared byte by byte             TEXT COLLATE "C"
    DateTime      TEXT  2026-01-31T09:30:00.000Z          TIMESTAMP(3) WITH TIME ZONE
    Date          TEXT  2026-01-31                        DATE
    JSON          TEXT, valid JSON as received            JSON (not JSONB: that would reorder keys)
    Decimal       TEXT                                    TEXT
    Int, BigInt   INTEGER                                 INTEGER, BIGINT
    Boolean       INTEGER 0 or 1                          BOOLEAN

Text means the same on both: bytes decide order and equality, so that a page has the same rows on either database.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, Text, func, literal_column
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType


class Scalar(StrEnum):
    """The scalars of the graph. Those that GraphQL does not define carry the names of graphql-scalars."""

    ID = "ID"
    STRING = "String"
    INT = "Int"
    BOOLEAN = "Boolean"
    BIG_INT = "BigInt"
    DECIMAL = "Decimal"
    DATE_TIME = "DateTime"
    DATE = "Date"
    JSON = "JSON"
    EMAIL_ADDRESS = "EmailAddress"
    PHONE_NUMBER = "PhoneNumber"
    URL = "URL"
    CURRENCY = "Currency"
    COUNTRY_CODE = "CountryCode"
    TIME_ZONE = "TimeZone"


TEXTUAL = frozenset(
    {
        Scalar.ID,
        Scalar.STRING,
        Scalar.EMAIL_ADDRESS,
        Scalar.PHONE_NUMBER,
        Scalar.URL,
        Scalar.CURRENCY,
        Scalar.COUNTRY_CODE,
        Scalar.TIME_ZONE,
    }
)
"""Scalars that are text and that a StringFilter filters."""


@lru_cache(maxsize=4096)
def format_instant(value: datetime) -> str:
    """An aware instant → `2026-01-31T09:30:00.000Z`; milliseconds are cut, never rounded up into the future.

    A row and its event hold the same few instants many times.
    """
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone; expected an aware datetime.")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_instant(text: str) -> datetime:
    """`2026-01-31T09:30:00.000Z` → an aware instant with whole milliseconds."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(
            f"{text!r} has no time zone; expected an ISO 8601 instant that ends in Z or an offset."
        )
    value = value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


class Instant(TypeDecorator[datetime]):
    """An instant in UTC, exact to the millisecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return postgresql.TIMESTAMP(timezone=True, precision=3)
        return Text()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        # The driver of PostgreSQL is told how to count it, and cuts it as well.
        return value if dialect.name == "postgresql" else format_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return parse_instant(value) if isinstance(value, str) else value


class CalendarDate(TypeDecorator[date]):
    """A day without a time."""

    impl = Date()
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Date() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class _PostgresJson(UserDefinedType[str]):
    """JSON as text: PostgreSQL keeps the text as it came, key order and number spelling included."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "JSON"


class Json(TypeDecorator[Any]):
    """A JSON document. Bound as an object or as finished JSON in `bytes`; a bound None is SQL NULL."""

    impl = Text()
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_PostgresJson() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return (value if isinstance(value, bytes) else orjson.dumps(value)).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return orjson.loads(value) if isinstance(value, str) else value


TEXT = Text().with_variant(Text(collation="C"), "postgresql")

_COLUMN_TYPES: dict[Scalar, TypeEngine[Any]] = {
    Scalar.INT: Integer(),
    Scalar.BOOLEAN: Boolean().with_variant(Integer(), "sqlite"),
    Scalar.BIG_INT: BigInteger().with_variant(Integer(), "sqlite"),
    Scalar.DATE_TIME: Instant(),
    Scalar.DATE: CalendarDate(),
    Scalar.JSON: Json(),
}


def column_type(scalar: Scalar) -> TypeEngine[Any]:
    """The SQL type that holds a scalar; text for all that is not listed."""
    return _COLUMN_TYPES.get(scalar, TEXT)


class LowestInstant(ColumnElement[Any]):
    """An instant below all others, so that a missing one sorts first and a keyset never meets NULL."""

    inherit_cache = True
    type = Instant()


@compiles(LowestInstant, "postgresql")
def _lowest_on_postgresql(_: LowestInstant, __: SQLCompiler, **___: Any) -> str:
    return "TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00+00'"


@compiles(LowestInstant)
def _lowest_on_sqlite(_: LowestInstant, __: SQLCompiler, **___: Any) -> str:
    return "'0001-01-01T00:00:00.000Z'"


class LowestDate(ColumnElement[Any]):
    """A day below all others."""

    inherit_cache = True
    type = CalendarDate()


@compiles(LowestDate, "postgresql")
def _lowest_date_on_postgresql(_: LowestDate, __: SQLCompiler, **___: Any) -> str:
    return "DATE '0001-01-01'"


@compiles(LowestDate)
def _lowest_date_on_sqlite(_: LowestDate, __: SQLCompiler, **___: Any) -> str:
    return "'0001-01-01'"


_LOWEST_NUMBER = "-9223372036854775808"


def sort_key(expression: ColumnElement[Any], scalar: Scalar, nullable: bool) -> ColumnElement[Any]:
    """What a column is ordered and indexed by: never NULL, and text without regard to the case of A–Z.

    One index on this expression serves the order, the keyset of its pages, and the filters on the column.
    """
    key = expression
    if nullable:
        lowest: ColumnElement[Any]
        if scalar is Scalar.DATE_TIME:
            lowest = LowestInstant()
        elif scalar is Scalar.DATE:
            lowest = LowestDate()
        elif scalar in (Scalar.INT, Scalar.BIG_INT):
            lowest = literal_column(_LOWEST_NUMBER, BigInteger())
        elif scalar is Scalar.BOOLEAN:
            return expression
        else:
            lowest = literal_column("''", TEXT)
        key = func.coalesce(expression, lowest, type_=column_type(scalar))
    return func.lower(key, type_=TEXT) if scalar in TEXTUAL and scalar is not Scalar.ID else key


_ASCII_LOWER = {ord(letter): ord(letter) + 32 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def fold(text: str) -> str:
    """Lower-cases A–Z alone, as SQL's `lower` does on bytes: for comparing with a text column's sort key."""
    return text.translate(_ASCII_LOWER)
