"""What PostgreSQL says in its own words when an answer is read."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnClause,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Text,
    any_,
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
from sqlalchemy.engine import Dialect as SqlDialect
from sqlalchemy.types import TypeEngine

from gateway.columns import TEXTUAL, Scalar, column_type
from gateway.planner.decimals import decimals
from gateway.planner.json_text import Joined, Sql, text


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
