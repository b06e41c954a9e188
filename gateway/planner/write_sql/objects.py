"""A row's entries → its JSON object, with all that lies below it."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select, case, literal_column, or_, select
from sqlalchemy import Text as SqlText

from gateway.columns import Scalar
from gateway.planner.fields import KeysField, Link, ValueField
from gateway.planner.json_text import Joined, Part, Sql, braced, bracketed, or_null, text
from gateway.planner.marks import BEGIN, END
from gateway.planner.plan import (
    CallerJson,
    Entries,
    Group,
    Leaf,
    Listing,
    Money,
    One,
    Text,
    Told,
    Value,
    Values,
)
from gateway.planner.write_sql.conditions import Conditions
from gateway.planner.write_sql.keysets import ordering
from gateway.planner.write_sql.pages import Pages
from gateway.planner.write_sql.rows import NO_OFFSET, Row, linked, pick
from gateway.planner.write_sql.spellings import spell_json
from gateway.planner.write_sql.statement import Draft


class Objects:
    """Writes objects into a statement."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.conditions = Conditions(draft)
        self.pages = Pages(draft, self.conditions, self.object)

    def object(self, entries: Entries, row: Row) -> Sql:
        """`{"id":…,"name":…}`"""
        told: dict[int, int] = {}
        return braced((key, self.value(value, row, told)) for key, value in entries)

    def value(self, value: Value, row: Row, told: dict[int, int]) -> Part:
        """`told` are the materials that fields of the same object were told of, with the number of the first."""
        if isinstance(value, Leaf):
            return self.leaf(value.field, row)
        if isinstance(value, Text):
            return f'"{value.text}"'
        if isinstance(value, Money):
            return self.money(value, row)
        if isinstance(value, Group):
            return self.group(value, row)
        if isinstance(value, One):
            return or_null(self.one(value, row).scalar_subquery())
        if isinstance(value, Listing):
            return self.listing(value, row)
        if isinstance(value, Values):
            return self.values(value, row)
        if isinstance(value, CallerJson):
            return or_null(self.draft.bind(value.parameter, type_=SqlText(), raw=spell_json))
        if isinstance(value, Told):
            return self.told(value, row, told)
        return self.pages.value(value, row)

    def leaf(self, field: ValueField, row: Row) -> Sql:
        return self.draft.dialect.quote(row.value(field), field.scalar, nullable=field.nullable)

    def money(self, value: Money, row: Row) -> Sql:
        dialect = self.draft.dialect
        units, currency = row.value(value.units), row.value(value.currency)
        parts: dict[str, Callable[[], Sql]] = {
            "amount": lambda: dialect.amount(units, currency),
            "currency": lambda: dialect.quote(currency, Scalar.CURRENCY, nullable=False),
            "minorUnits": lambda: dialect.quote(units, Scalar.BIG_INT, nullable=False),
        }
        written = braced(
            (key, f'"{part.text}"' if isinstance(part, Text) else parts[part]())
            for key, part in value.entries
        )
        # Amount and currency are there together or not at all.
        missing = [row.value(field).is_(None) for field in (value.units, value.currency) if field.nullable]
        return case((or_(*missing), text("null")), else_=written) if missing else written

    def group(self, value: Group, row: Row) -> Sql:
        written = self.object(value.entries, row)
        present = value.field.present
        return case((row.value(present).is_(None), text("null")), else_=written) if present else written

    def told(self, value: Told, row: Row, before: dict[int, int]) -> Sql:
        """The material between marks, with the number by which the answer's reader knows what to make of it.

        What another field of the object was told of is not read again: the field's number stands there instead.
        """
        number = len(self.draft.told)
        self.draft.told.append(value)
        begin, end = self.draft.dialect.mark(BEGIN), self.draft.dialect.mark(END)
        first = before.setdefault(id(value.field.material), number)
        if first != number:
            return Joined(begin, f"{number}={first}", end)
        return Joined(begin, f"{number}:", self.object(value.material, row), end)

    def one(self, value: One, parent: Row | None) -> Select[Any]:
        table = self.draft.alias(value.rows.entity.table)
        row = Row(table, is_picked=False)
        statement = select(self.object(value.entries, row).label("answer")).select_from(table)
        statement = statement.where(*linked(value.link, row, parent), *self.conditions.every(value.rows, row))
        if parent is not None:
            statement = statement.correlate(parent.source)
        is_unique = parent is None or value.link is None or value.link.remote == "id"
        return statement if is_unique else statement.limit(literal_column("1")).offset(NO_OFFSET)

    # ── Lists ──────────────────────────────────────────────────────────────────────────────────────────────

    def listing(self, value: Listing, parent: Row) -> Sql:
        name = value.rows.entity.table.name
        table = self.draft.alias(value.rows.entity.table)
        row = Row(table, is_picked=False)
        picked = (
            pick(row, [value.entries])
            .where(
                *linked(value.link, row, parent),
                *self.named(value.link, row, parent),
                *self.conditions.every(value.rows, row),
            )
            .order_by(*ordering(value.order, row))
            .limit(literal_column(str(value.limit)))
            .offset(NO_OFFSET)
            .correlate(parent.source)
            .subquery(self.draft.name(name))
        )
        written = self.draft.dialect.aggregate(self.object(value.entries, Row(picked, is_picked=True)))
        return _array(written, picked)

    def named(self, link: Link | None, row: Row, parent: Row) -> Iterator[Sql]:
        """What makes a row one that its parent names in a document."""
        if link is not None and link.named is not None:
            names, dialect = link.named, self.draft.dialect
            document = parent.column(names.of)
            yield dialect.named_in(row.column(names.column), document, names.paths, self.draft.name("atom"))

    def values(self, value: Values, parent: Row) -> Sql:
        field = value.field
        if isinstance(field, KeysField):
            return self.keys(field, parent)
        table = self.draft.alias(field.table)
        picked = (
            select(table.c[field.value].label("value"))
            .where(table.c[field.link.remote] == parent.column(field.link.local))
            .order_by(
                *(table.c[name].desc() if descends else table.c[name] for name, descends in field.order)
            )
            .correlate(parent.source)
            .subquery(self.draft.name(field.table.name))
        )
        return _array(self.texts(picked.c.value), picked)

    def keys(self, field: KeysField, row: Row) -> Sql:
        """The keys in the document's own order."""
        keys = self.draft.dialect.keys(row.column(field.column), self.draft.name("key"))
        written = bracketed(self.texts(keys.c.key)).label("answer")
        return select(written).select_from(keys).correlate(row.source).scalar_subquery()

    def texts(self, value: Sql) -> Sql:
        return self.draft.dialect.aggregate(self.draft.dialect.quote(value, Scalar.STRING, nullable=False))


def _array(written: Sql, source: Any) -> Sql:
    return select(bracketed(written).label("answer")).select_from(source).scalar_subquery()
