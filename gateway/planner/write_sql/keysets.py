"""What rows are ordered by, and which of them lie past a cursor. Keys are never NULL."""

from sqlalchemy import BigInteger, LargeBinary, Text, and_, cast, or_, tuple_

from gateway.columns import Scalar, column_type, sort_key
from gateway.planner.cursors import signature
from gateway.planner.fields import ValueField
from gateway.planner.json_text import Joined, Part, Sql
from gateway.planner.parameters import SEAL, Parameter
from gateway.planner.plan import OrderKey
from gateway.planner.write_sql.rows import Row
from gateway.planner.write_sql.spellings import spell_moment
from gateway.planner.write_sql.statement import Draft

Order = tuple[OrderKey, ...]


def order_expression(field: ValueField, value: Sql) -> Sql:
    """What a field is ordered by; the index on it has the same expression."""
    return sort_key(value, Scalar.ID if field.enum else field.scalar, field.nullable)


def order_keys(order: Order, row: Row) -> list[Sql]:
    return [order_expression(of.field, row.value(of.field)) for of in order]


def directed(order: Order, keys: list[Sql], *, backward: bool) -> list[Sql]:
    return [
        key.desc() if of.descending != backward else key.asc() for of, key in zip(order, keys, strict=True)
    ]


def ordering(order: Order, row: Row) -> list[Sql]:
    return directed(order, order_keys(order, row), backward=False)


def write_cursor(order: Order, keys: list[Sql], draft: Draft) -> Sql:
    """A row's keys as `cursors` reads them."""
    dialect = draft.dialect
    parts: list[Part] = [f'["{signature(order)}"']
    for of, key in zip(order, keys, strict=True):
        parts += [",", dialect.quote(key, of.field.scalar, nullable=False)]
    inner, outer = (draft.bind(each, type_=LargeBinary()) for each in SEAL)
    return dialect.seal(Joined(*parts, "]"), inner, outer)


def cursor_bounds(order: Order, cursor: tuple[Parameter, ...], draft: Draft) -> list[Sql]:
    """A cursor's keys, bound."""
    return [_bound(of.field.scalar, parameter, draft) for of, parameter in zip(order, cursor, strict=True)]


def _bound(scalar: Scalar, parameter: Parameter, draft: Draft) -> Sql:
    if scalar in (Scalar.DATE_TIME, Scalar.DATE):
        # As text, for asyncpg sends the lowest of all, which stands for a missing one, as -infinity.
        return cast(draft.bind(parameter, type_=Text(), raw=spell_moment), column_type(scalar))
    return draft.bind(parameter, type_=BigInteger() if scalar is Scalar.INT else None)


def past(order: Order, keys: list[Sql], bounds: list[Sql], *, forward: bool) -> Sql:
    """Rows strictly after (`forward`) or before a cursor."""
    directions = {of.descending for of in order}
    if len(directions) == 1:
        upwards = forward != directions.pop()
        mine, given = tuple_(*keys), tuple_(*bounds)
        return mine > given if upwards else mine < given
    steps = []
    for position, of in enumerate(order):
        upwards = forward != of.descending
        key, bound = keys[position], bounds[position]
        equal = [keys[before] == bounds[before] for before in range(position)]
        steps.append(and_(*equal, key > bound if upwards else key < bound))
    # The first key's bound is said once more by itself, so that an index on it can start there.
    first = keys[0] >= bounds[0] if forward != order[0].descending else keys[0] <= bounds[0]
    return and_(first, or_(*steps))
