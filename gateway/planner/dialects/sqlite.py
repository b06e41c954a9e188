"""What SQLite says in its own words when an answer is read."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from sqlalchemy import Integer, Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Dialect as SqlDialect
from sqlalchemy.types import TypeEngine

from gateway.columns import Scalar, column_type
from gateway.planner.decimals import decimals
from gateway.planner.json_text import Sql, text


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
