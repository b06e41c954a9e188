"""Which rows: the plan's conditions → SQL over one row."""

from typing import Any

from sqlalchemy import Select, Text, and_, exists, false, func, literal_column, not_, or_, select, true

from gateway.columns import Scalar
from gateway.planner.catalog import Aliases
from gateway.planner.conditions import (
    All,
    AnyOf,
    ColumnAmong,
    ColumnEquals,
    ColumnIs,
    Compare,
    Condition,
    Exists,
    HasValues,
    IsNull,
    JsonEquals,
    JsonExists,
    Matches,
    Never,
    Not,
    OnlyOne,
    Related,
    Rows,
)
from gateway.planner.fields import KeysField
from gateway.planner.json_text import Joined, Sql, text
from gateway.planner.parameters import ENVIRONMENT, Parameter
from gateway.planner.write_sql.comparisons import compare
from gateway.planner.write_sql.rows import NO_OFFSET, Row, linked
from gateway.planner.write_sql.spellings import AFTER_ALL_TEXT, spell_json
from gateway.planner.write_sql.statement import Draft


def now_of(draft: Draft, aliases: Aliases, key: Sql) -> Sql:
    """`coalesce((SELECT id … WHERE id = key), (SELECT … WHERE id = key))`: the id that answers for this one.

    The object itself is looked for first: nearly always it is there, and then aliases are not touched.
    """
    itself, former = draft.alias(aliases.there.table), draft.alias(aliases.table)
    there = select(itself.c[aliases.there.key]).where(itself.c[aliases.there.key] == key)
    then = select(former.c[aliases.of]).where(former.c.id == key)
    return func.coalesce(
        there.correlate_except(itself).scalar_subquery(), then.correlate_except(former).scalar_subquery()
    )


class Conditions:
    """Writes conditions into a statement."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def every(self, rows: Rows, row: Row) -> list[Sql]:
        return [self.condition(condition, rows, row) for condition in rows.conditions]

    def condition(self, condition: Condition, rows: Rows, row: Row) -> Sql:
        if isinstance(condition, ColumnEquals):
            column = row.column(condition.column)
            key = self.draft.bind(condition.parameter, type_=column.type)
            return column == (now_of(self.draft, condition.aliases, key) if condition.aliases else key)
        if isinstance(condition, ColumnIs):
            return row.column(condition.column) == _constant(condition.value)
        if isinstance(condition, ColumnAmong):
            bound = self.draft.bind(condition.parameter)
            return self.draft.dialect.among(row.column(condition.column), bound, Scalar.ID)
        if isinstance(condition, Compare):
            return compare(condition, row, self.draft)
        if isinstance(condition, IsNull):
            value = row.value(condition.field)
            return value.is_(None) if condition.is_null else value.is_not(None)
        if isinstance(condition, All):
            return and_(true(), *(self.condition(of, rows, row) for of in condition.conditions))
        if isinstance(condition, AnyOf):
            return or_(false(), *(self.condition(of, rows, row) for of in condition.conditions))
        if isinstance(condition, Not):
            # What is unknown is not so: NULL counts as false.
            return self.condition(condition.condition, rows, row).is_not(true())
        if isinstance(condition, Exists):
            return self.exists(condition, row)
        if isinstance(condition, Related):
            return self.related(condition, row)
        if isinstance(condition, HasValues):
            return self.has_values(condition, row)
        if isinstance(condition, JsonEquals):
            return self.json_equals(condition, row)
        if isinstance(condition, JsonExists):
            found = self.draft.dialect.json_exists(row.value(condition.field), self.path(condition.path))
            return found if condition.exists else found.is_not(true())
        if isinstance(condition, Matches):
            return self.matches(condition, row)
        if isinstance(condition, OnlyOne):
            return self.only_one(condition, rows, row)
        assert isinstance(condition, Never)  # noqa: S101 (the union is closed)
        return false()

    def exists(self, condition: Exists, row: Row) -> Sql:
        table = self.draft.alias(condition.rows.entity.table)
        inner = Row(table, is_picked=False)
        return exists(
            select(literal_column("1"))
            .select_from(table)
            .where(*linked(condition.field.link, inner, row), *self.every(condition.rows, inner))
            .correlate(row.source)
        )

    def related(self, condition: Related, row: Row) -> Sql:
        table = self.draft.alias(condition.rows.entity.table)
        inner = Row(table, is_picked=False)
        link = condition.field.link
        found = select(inner.column(link.remote)).select_from(table)
        found = found.where(*self.every(condition.rows, inner)).correlate(None)
        return row.column(link.local).in_(found)

    def has_values(self, condition: HasValues, row: Row) -> Sql:
        field = condition.field
        mine: tuple[Sql, ...]
        if isinstance(field, KeysField):
            table = self.draft.dialect.keys(row.column(field.column), self.draft.name("key"))
            mine, value = (), table.c.key
        else:
            table = self.draft.alias(field.table)
            mine, value = (table.c[field.link.remote] == row.column(field.link.local),), table.c[field.value]
        wanted = self.draft.bind(condition.parameter)
        among = self.draft.dialect.among(value, wanted, Scalar.STRING)
        if not condition.every:
            return exists(
                select(literal_column("1")).select_from(table).where(*mine, among).correlate(row.source)
            )
        item = self.draft.dialect.each(wanted, self.draft.name("item"))
        same = value == item.c.value
        there: Select[Any] = (
            select(literal_column("1")).select_from(table).where(*mine, same).correlate(row.source, item)
        )
        missing: Select[Any] = (
            select(literal_column("1")).select_from(item).where(not_(exists(there))).correlate(row.source)
        )
        return not_(exists(missing))

    def json_equals(self, condition: JsonEquals, row: Row) -> Sql:
        value = self.draft.bind(condition.value, type_=Text(), raw=spell_json)
        document, path = row.value(condition.field), self.path(condition.path)
        equal = self.draft.dialect.json_equals(document, path, value)
        return equal.is_not(true()) if condition.negated else equal

    def path(self, parameter: Parameter) -> Sql:
        dialect = self.draft.dialect
        return self.draft.bind(parameter, type_=dialect.path_type, raw=dialect.bind_path)

    def matches(self, condition: Matches, row: Row) -> Sql:
        terms = self.draft.bind(condition.terms)
        item = self.draft.dialect.each(terms, self.draft.name("item"))
        table = self.draft.alias(condition.index.table)
        begins = and_(table.c.term >= item.c.value, table.c.term < Joined(item.c.value, AFTER_ALL_TEXT))
        found = (
            select(table.c[condition.index.owner])
            .select_from(item.join(table, and_(table.c.environment == self.draft.bind(ENVIRONMENT), begins)))
            .group_by(table.c[condition.index.owner])
            .having(func.count(func.distinct(item.c.key)) == self.draft.dialect.length(terms))
        )
        return row.column("id").in_(found)

    def only_one(self, condition: OnlyOne, rows: Rows, row: Row) -> Sql:
        table = self.draft.alias(rows.entity.table)
        inner = Row(table, is_picked=False)
        candidates = (
            select(inner.column("id").label("id"))
            .where(*(self.condition(of, rows, inner) for of in condition.conditions))
            .limit(literal_column("2"))
            .offset(NO_OFFSET)
            .subquery("candidate")
        )
        only = (
            select(func.max(candidates.c.id))
            .select_from(candidates)
            .having(func.count() == literal_column("1"))
        )
        return row.column("id") == only.scalar_subquery()


def _constant(value: str | bool) -> Sql:
    if isinstance(value, str):
        return text(value)
    return true() if value else false()
