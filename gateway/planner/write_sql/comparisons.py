"""A field compared with a value → SQL that an index on the field can answer."""

from sqlalchemy import BigInteger, and_, or_, true

from gateway.columns import TEXTUAL, Scalar, fold
from gateway.planner.conditions import Compare
from gateway.planner.fields import ValueField
from gateway.planner.json_text import Sql
from gateway.planner.parameters import Parameter
from gateway.planner.write_sql.keysets import order_expression
from gateway.planner.write_sql.rows import Row
from gateway.planner.write_sql.spellings import SPELLINGS, end_of, fold_all
from gateway.planner.write_sql.statement import Draft


def compare(condition: Compare, row: Row, draft: Draft) -> Sql:
    field, parameter, operator = condition.field, condition.parameter, condition.operator
    value = row.value(field)
    key = order_expression(field, value)
    present = [draft.dialect.likely(value.is_not(None))] if field.nullable else []
    if operator in {"contains", "startsWith"}:
        return _resembles(operator, parameter, key, present, draft)
    if operator in {"in", "notIn"}:
        return _is_among(operator, field, parameter, value, key, present, draft)
    bound = draft.bind(parameter, type_=BigInteger() if field.scalar is Scalar.INT else None)
    if operator == "ne":
        return value.is_distinct_from(bound)
    if operator == "eq":
        if _is_text(field):
            return and_(key == draft.bind(parameter, fold), draft.dialect.likely(value == bound), *present)
        return and_(key == bound, *present)
    compared = {"gt": key.__gt__, "gte": key.__ge__, "lt": key.__lt__, "lte": key.__le__}[operator](bound)
    # A missing value is the lowest: only a range that starts above it leaves it out. An index without the missing
    # ones is used by those alone who say that they do not want them.
    return and_(compared, *(present if operator != "gt" or not field.sortable else []))


def _is_text(field: ValueField) -> bool:
    return field.scalar in TEXTUAL and field.enum is None and field.scalar is not Scalar.ID


def _resembles(operator: str, parameter: Parameter, key: Sql, present: list[Sql], draft: Draft) -> Sql:
    spellings = [draft.bind(parameter, spell) for spell in SPELLINGS]
    if operator == "contains":
        return and_(*present, or_(*(draft.dialect.contains(key, spelling) for spelling in spellings)))
    ends = [draft.bind(parameter, end_of(spell)) for spell in SPELLINGS]
    # Said in each of them: each is looked for by itself, and an index may lack the rows without a value.
    ranges = (and_(key >= start, key < end, *present) for start, end in zip(spellings, ends, strict=True))
    return or_(*ranges)


def _is_among(
    operator: str,
    field: ValueField,
    parameter: Parameter,
    value: Sql,
    key: Sql,
    present: list[Sql],
    draft: Draft,
) -> Sql:
    if operator == "in" and not _is_text(field):
        return and_(draft.dialect.among(key, draft.bind(parameter), field.scalar), *present)
    among = draft.dialect.among(value, draft.bind(parameter), field.scalar)
    if operator == "notIn":
        return among.is_not(true())
    # The index is on the folded text, so the folded list finds the rows and the exact one keeps them.
    folded = draft.dialect.among(key, draft.bind(parameter, fold_all), field.scalar)
    return and_(folded, draft.dialect.likely(among), *present)
