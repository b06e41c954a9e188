"""All that SQLite and PostgreSQL say differently when an answer is read."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import orjson
from sqlalchemy import (
    Boolean,
    ColumnClause,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Text,
    any_,
    case,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import JSONPATH as _JSON_PATH
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Dialect as SqlDialect
from sqlalchemy.types import TypeEngine

from gateway.columns import TEXTUAL, Scalar, column_type
from gateway.planner.decimals import decimals
from gateway.planner.json_text import Joined, Sql, text


class Dialect(Protocol):
    """What the writer needs from a database."""

    name: str
    sql: SqlDialect

    def quote(self, value: Sql, scalar: Scalar, *, nullable: bool) -> Sql:
        """A value as JSON text, never NULL."""
        ...

    def aggregate(self, value: Sql) -> Sql:
        """The texts of all rows, comma between; NULL for no rows."""
        ...

    def amount(self, units: Sql, currency: Sql) -> Sql:
        """Minor units as a decimal JSON string with the currency's own number of decimals."""
        ...

    def seal(self, value: Sql, inner: Sql, outer: Sql) -> Sql:
        """Text as lower-case hex of its UTF-8 and its seal: HMAC-SHA256 by its two blocks, cut to 128 bits."""
        ...

    def mark(self, code: int) -> Sql:
        """A character that no JSON text holds, by its code point."""
        ...

    def contains(self, value: Sql, part: Sql) -> Sql: ...

    def least(self, one: Sql, other: Sql) -> Sql: ...

    def likely(self, condition: Sql) -> Sql:
        """A condition that nearly every row left by the others fulfils, said so that it misleads no estimate."""
        ...

    def among(self, value: Sql, many: Sql, scalar: Scalar) -> Sql:
        """Whether a value is one of a bound list."""
        ...

    def each(self, many: Sql, name: str) -> Any:
        """A bound list of texts as a table of `key` (a position) and `value`."""
        ...

    def keys(self, document: Sql, name: str) -> Any:
        """The keys of a JSON object as a table of `key`; no rows for NULL."""
        ...

    def named_in(self, value: Sql, document: Sql, paths: Sequence[str], name: str) -> Sql:
        """Whether a JSON document holds a text at one of the paths or anywhere below; no path has quotes in it."""
        ...

    def length(self, many: Sql) -> Sql:
        """How many there are in a bound list."""
        ...

    def json_equals(self, document: Sql, path: Sql, value: Sql) -> Sql: ...

    def json_exists(self, document: Sql, path: Sql) -> Sql: ...

    def many_type(self, scalar: Scalar) -> TypeEngine[Any]:
        """The type of a bound list."""
        ...

    def bind_many(self, scalar: Scalar) -> Callable[[list[Any]], Any]:
        """A list → what the driver takes."""
        ...

    def bind_path(self, keys: list[str]) -> Any:
        """Keys of a path into JSON → what the driver takes."""
        ...

    @property
    def path_type(self) -> TypeEngine[Any]: ...


class Sqlite:
    """SQLite 3.40: no ORDER BY inside aggregates, no base64; lists are bound as JSON."""

    name = "sqlite"
    sql: SqlDialect = SQLiteDialect_aiosqlite()

    def quote(self, value: Sql, scalar: Scalar, *, nullable: bool) -> Sql:
        if scalar is Scalar.BOOLEAN:
            # `x IS NOT NULL` and `x = 1` are 0 or 1 here, as a Boolean column is.
            missing = [(value.is_(None), text("null"))] if nullable else []
            return case(*missing, (value, text("true")), else_=text("false"))
        if scalar is Scalar.JSON:
            return func.coalesce(value, text("null"), type_=Text())
        if scalar in {Scalar.INT, Scalar.BIG_INT}:
            # A number put between texts is text.
            return func.coalesce(value, text("null"), type_=Text()) if nullable else value
        return func.json_quote(value, type_=Text())

    def aggregate(self, value: Sql) -> Sql:
        return func.group_concat(value, type_=Text())

    def amount(self, units: Sql, currency: Sql) -> Sql:
        sign = case((units < literal_column("0"), text("-")), else_=text(""))

        def of(places: int) -> Sql:
            if places == 0:
                return func.printf(text('"%d"'), units)
            # SQLAlchemy's own `/` would make a float of it; SQLite's divides integers.
            scale = literal_column(str(10**places), Integer())
            pattern = text(f'"%s%d.%0{places}d"')
            return func.printf(pattern, sign, func.abs(units.op("/")(scale)), func.abs(units.op("%")(scale)))

        return decimals(currency, of)

    def seal(self, value: Sql, inner: Sql, outer: Sql) -> Sql:
        # A function of our own, which every connection has: SQLite knows no hash.
        return func.gateway_sealed(inner, outer, value, type_=Text())

    def mark(self, code: int) -> Sql:
        return func.char(literal_column(str(code)), type_=Text())

    def contains(self, value: Sql, part: Sql) -> Sql:
        return func.instr(value, part, type_=Integer()) > literal_column("0")

    def least(self, one: Sql, other: Sql) -> Sql:
        return func.min(one, other)

    def likely(self, condition: Sql) -> Sql:
        # Taken at face value, it makes SQLite walk an index of the order instead of the one that finds the rows.
        # As a boolean it would be written `likely(…) = 1`, which no partial index is recognised by.
        return func.likely(condition, type_=Integer())

    def among(self, value: Sql, many: Sql, scalar: Scalar) -> Sql:
        each = func.json_each(many).table_valued("value", name="item")
        return value.in_(select(each.c.value))

    def each(self, many: Sql, name: str) -> Any:
        return func.json_each(many).table_valued("key", "value", name=name)

    def keys(self, document: Sql, name: str) -> Any:
        return func.json_each(document).table_valued("key", name=name)

    def named_in(self, value: Sql, document: Sql, paths: Sequence[str], name: str) -> Sql:
        # Of several paths an array is made, of one nothing that is JSON.
        found = func.json_extract(
            document, *(text(self.bind_path(path.split("."))) for path in (*paths, paths[0]))
        )
        each = func.json_tree(found).table_valued("atom", name=name)
        # Joined: `IN` with a query about another row is not looked for by an index here.
        named = select(cast(each.c.atom, Text()).label("atom")).distinct().subquery(f"{name}s")
        return value == named.c.atom

    def length(self, many: Sql) -> Sql:
        return func.json_array_length(many)

    def json_equals(self, document: Sql, path: Sql, value: Sql) -> Sql:
        # json_type keeps true apart from 1; integer and real are both numbers.
        kind = self._kind(func.json_type(document, path))
        other = self._kind(func.json_type(value))
        found, wanted = func.json_extract(document, path), func.json_extract(value, text("$"))
        return (kind == other) & found.is_not_distinct_from(wanted)

    def _kind(self, kind: Sql) -> Sql:
        return case((kind == text("real"), text("integer")), else_=kind)

    def json_exists(self, document: Sql, path: Sql) -> Sql:
        return func.json_type(document, path).is_not(None)

    def many_type(self, scalar: Scalar) -> TypeEngine[Any]:
        return Text()

    def bind_many(self, scalar: Scalar) -> Callable[[list[Any]], Any]:
        process = column_type(scalar).dialect_impl(self.sql).bind_processor(self.sql)
        return lambda values: orjson.dumps(
            [process(value) if process else value for value in values]
        ).decode()

    def bind_path(self, keys: list[str]) -> Any:
        # A key in quotes is compared as the document spells it. Paths cannot spell a quote: such a key finds nothing,
        # as no key holds a control character.
        return "$" + "".join(f".{_spelled(key)}" if '"' not in key else '."\x01"' for key in keys)

    @property
    def path_type(self) -> TypeEngine[Any]:
        return Text()


def _spelled(key: str) -> str:
    """A key as a JSON document spells it, quotes included."""
    return orjson.dumps(key).decode()


class Postgresql:
    """PostgreSQL 13 and later: lists are arrays; JSON is text until it is looked into."""

    name = "postgresql"
    sql: SqlDialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]

    def quote(self, value: Sql, scalar: Scalar, *, nullable: bool) -> Sql:
        quoted = self._quote(value, scalar)
        return func.coalesce(quoted, text("null"), type_=Text()) if nullable else quoted

    def _quote(self, value: Sql, scalar: Scalar) -> Sql:
        if scalar is Scalar.DATE_TIME:
            utc = func.timezone(text("UTC"), value)
            return func.to_char(utc, text('"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""'), type_=Text())
        if scalar is Scalar.DATE:
            return func.to_char(value, text('"\\""YYYY-MM-DD"\\""'), type_=Text())
        if scalar in TEXTUAL or scalar is Scalar.DECIMAL:
            # to_json wants to know the type, which a constant of a computed field does not tell.
            is_constant = isinstance(value, ColumnClause) and value.is_literal
            return cast(func.to_json(cast(value, Text()) if is_constant else value), Text())
        return cast(value, Text())

    def aggregate(self, value: Sql) -> Sql:
        return func.string_agg(value, text(","), type_=Text())

    def amount(self, units: Sql, currency: Sql) -> Sql:
        def of(places: int) -> Sql:
            if places == 0:
                return Joined('"', cast(units, Text()), '"')
            factor = literal_column(f"0.{'0' * (places - 1)}1", Numeric())
            return Joined('"', cast(cast(units, Numeric()) * factor, Text()), '"')

        return decimals(currency, of)

    def seal(self, value: Sql, inner: Sql, outer: Sql) -> Sql:
        content = func.convert_to(value, text("UTF8"), type_=LargeBinary())
        inside = func.sha256(inner.concat(content), type_=LargeBinary())
        digest = func.sha256(outer.concat(inside), type_=LargeBinary())
        first = func.substr(digest, literal_column("1"), literal_column("16"), type_=LargeBinary())
        return func.encode(content.concat(first), text("hex"), type_=Text())

    def mark(self, code: int) -> Sql:
        return func.chr(literal_column(str(code)), type_=Text())

    def contains(self, value: Sql, part: Sql) -> Sql:
        return func.strpos(value, part, type_=Integer()) > literal_column("0")

    def least(self, one: Sql, other: Sql) -> Sql:
        return func.least(one, other)

    def likely(self, condition: Sql) -> Sql:
        return condition

    def among(self, value: Sql, many: Sql, scalar: Scalar) -> Sql:
        return value == any_(many)

    def each(self, many: Sql, name: str) -> Any:
        return func.unnest(many).table_valued("value", with_ordinality="key").render_derived(name=name)

    def keys(self, document: Sql, name: str) -> Any:
        return func.json_object_keys(document).table_valued("key").render_derived(name=name)

    def named_in(self, value: Sql, document: Sql, paths: Sequence[str], name: str) -> Sql:
        def atoms(path: str) -> Any:
            keys = "".join(f'."{key}"' for key in path.split("."))
            pattern = f"""lax ${keys}.** ? (@.type() == "string" || @.type() == "number")"""
            found = func.jsonb_path_query(cast(document, postgresql.JSONB), cast(text(pattern), _JSON_PATH))
            each = found.table_valued("atom").render_derived(name=name)
            return select(each.c.atom.op("#>>")(literal_column("'{}'")))

        # As an array, it is looked for by an index however many the planner expects there.
        return value == any_(func.array(union_all(*map(atoms, paths)).scalar_subquery()))

    def length(self, many: Sql) -> Sql:
        return func.cardinality(many)

    def json_equals(self, document: Sql, path: Sql, value: Sql) -> Sql:
        found = cast(document, postgresql.JSONB).op("#>")(path)
        return func.coalesce(
            found == cast(cast(value, Text()), postgresql.JSONB), literal_column("false", Boolean())
        )

    def json_exists(self, document: Sql, path: Sql) -> Sql:
        return cast(document, postgresql.JSONB).op("#>")(path).is_not(None)

    def many_type(self, scalar: Scalar) -> TypeEngine[Any]:
        return ARRAY(column_type(scalar))

    def bind_many(self, scalar: Scalar) -> Callable[[list[Any]], Any]:
        process = column_type(scalar).dialect_impl(self.sql).bind_processor(self.sql)
        return lambda values: [process(value) if process else value for value in values]

    def bind_path(self, keys: list[str]) -> Any:
        return keys

    @property
    def path_type(self) -> TypeEngine[Any]:
        return ARRAY(String())


DIALECTS: dict[str, Dialect] = {"sqlite": Sqlite(), "postgresql": Postgresql()}
