"""Plan → one SELECT that returns the answer as JSON text."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy import (
    Text as SqlText,
)

from gateway.columns import TEXTUAL, Scalar, column_type, fold, format_instant, sort_key
from gateway.planner.catalog import Aliases, KeysField, Link, ValueField
from gateway.planner.cursors import signature
from gateway.planner.dialects import Dialect, Joined, text
from gateway.planner.marks import BEGIN, END
from gateway.planner.plan import (
    DEFAULT_PAGE,
    ENVIRONMENT,
    All,
    AnyOf,
    ById,
    ByIds,
    Caller,
    CallerJson,
    ColumnAmong,
    ColumnEquals,
    ColumnIs,
    Compare,
    Condition,
    Constant,
    Cursor,
    EdgePart,
    Edges,
    Entries,
    Exists,
    Group,
    HasValues,
    IsNull,
    JsonEquals,
    JsonExists,
    Leaf,
    Listing,
    Matches,
    Money,
    Never,
    Nodes,
    Not,
    One,
    OnlyOne,
    OrderKey,
    Page,
    PageInfo,
    Parameter,
    Related,
    Root,
    Rows,
    Text,
    Told,
    TotalCount,
    Value,
    Values,
)

Sql = ColumnElement[Any]
Part = str | Sql

# Without one, SQLAlchemy binds a 0 of its own on SQLite.
_NO_OFFSET: Sql = literal_column("0")

# Columns beside an entity's own, whose names they must not take.
_PLACE, _FOUND = "row_place", "rows_found"

_AFTER_ALL_TEXT = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a bound value: what goes there, and how the driver takes it."""

    parameter: Parameter
    bind: Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Finished SQL of one dialect, with its parameters in the driver's order."""

    sql: str
    slots: tuple[Slot, ...]
    told: tuple[Told, ...] = ()
    """What is to be told of the material in the text, by its number there."""


def write_sql(root: Root, dialect: Dialect) -> Statement:
    """The statement that answers a root field: one row with one JSON text, or no row for null."""
    return _Writer(dialect).write(root)


class _Row:
    """Where a row's values are read from: a table, or a subquery that has picked the columns already."""

    def __init__(self, source: Any, *, is_picked: bool) -> None:
        self.source = source
        self.columns = source.c
        self.is_picked = is_picked

    def value(self, field: ValueField) -> Sql:
        return self.column(field.column) if self.is_picked else field.read(self.columns)

    def column(self, name: str) -> Sql:
        column: Sql = self.columns[name]
        return column


_NO_ROW = _Row(select().subquery("nothing"), is_picked=True)


class _Writer:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.aliases: dict[str, int] = {}
        self.bound: dict[tuple[Any, ...], BindParameter[Any]] = {}
        self.slots: dict[str, Slot] = {}
        self.told_values: list[Told] = []

    def write(self, root: Root) -> Statement:
        compiled = self.select(root).compile(dialect=self.dialect.sql)
        order = compiled.positiontup or ()
        return Statement(str(compiled), tuple(self.slots[name] for name in order), tuple(self.told_values))

    def select(self, root: Root) -> Select[Any]:
        if isinstance(root, One):
            return self.one(root, None)
        if isinstance(root, ById):
            branches = [self.one(branch, None) for branch in root.branches]
            return branches[0] if branches else select(null().cast(SqlText())).where(false())
        if isinstance(root, ByIds):
            return self.by_ids(root)
        if isinstance(root, Caller):
            return select(
                join(braced((key, self.value(value, _NO_ROW)) for key, value in root.entries)).label("answer")
            )
        written = self.page_select(root, None)
        return written if isinstance(written, Select) else select(written.label("answer"))

    # ── Names and parameters ───────────────────────────────────────────────────────────────────────────────

    def alias(self, table: Any) -> Any:
        return table.alias(self.name(table.name))

    def name(self, table: str) -> str:
        """`customer` → `customer_1`, `customer_2` …: the same plan always has the same names."""
        self.aliases[table] = self.aliases.get(table, 0) + 1
        return f"{table}_{self.aliases[table]}"

    def bind(
        self,
        parameter: Parameter,
        convert: Callable[[Any], Any] | None = None,
        *,
        type_: Any = None,
        raw: Callable[[Any], Any] | None = None,
    ) -> BindParameter[Any]:
        """A bound parameter; the same value for the same purpose is bound once."""
        key = (parameter, convert, raw, str(type_ or column_type(parameter.scalar)))
        if key not in self.bound:
            name = f"p{len(self.bound) + 1}"
            if parameter.many and raw is None:
                sql_type = self.dialect.many_type(parameter.scalar)
                driver: Callable[[Any], Any] | None = self.dialect.bind_many(parameter.scalar)
            else:
                sql_type = type_ or column_type(parameter.scalar)
                driver = raw or sql_type.dialect_impl(self.dialect.sql).bind_processor(self.dialect.sql)
            self.bound[key] = bindparam(name, type_=sql_type)
            self.slots[name] = Slot(parameter, _chain(convert, driver))
        return self.bound[key]

    # ── Objects ────────────────────────────────────────────────────────────────────────────────────────────

    def object(self, entries: Entries, row: _Row) -> Sql:
        """`{"id":…,"name":…}`"""
        return join(braced((key, self.value(value, row)) for key, value in entries))

    def value(self, value: Value, row: _Row) -> Part:
        if isinstance(value, Leaf):
            return self.leaf(value.field, row)
        if isinstance(value, Text):
            return f'"{value.text}"'
        if isinstance(value, Money):
            return self.money(value, row)
        if isinstance(value, Group):
            return self.group(value, row)
        if isinstance(value, One):
            return func.coalesce(self.one(value, row).scalar_subquery(), text("null"), type_=SqlText())
        if isinstance(value, Listing):
            return self.listing(value, row)
        if isinstance(value, Values):
            return self.values(value, row)
        if isinstance(value, CallerJson):
            return func.coalesce(self.bind(value.parameter, type_=SqlText(), raw=_json_text), text("null"))
        if isinstance(value, Told):
            return self.told(value, row)
        return self.page(value, row)

    def leaf(self, field: ValueField, row: _Row) -> Sql:
        return self.dialect.quote(row.value(field), field.scalar, nullable=field.nullable)

    def money(self, value: Money, row: _Row) -> Sql:
        units, currency = row.value(value.units), row.value(value.currency)
        written: dict[str, Callable[[], Sql]] = {
            "amount": lambda: self.dialect.amount(units, currency),
            "currency": lambda: self.dialect.quote(currency, Scalar.CURRENCY, nullable=False),
            "minorUnits": lambda: self.dialect.quote(units, Scalar.BIG_INT, nullable=False),
        }
        parts = braced(
            (key, f'"{part.text}"' if isinstance(part, Text) else written[part]())
            for key, part in value.entries
        )
        # Amount and currency are there together or not at all.
        missing = [row.value(field).is_(None) for field in (value.units, value.currency) if field.nullable]
        return case((or_(*missing), text("null")), else_=join(parts)) if missing else join(parts)

    def told(self, value: Told, row: _Row) -> Sql:
        """The material between marks, with the number by which the answer's reader knows what to make of it."""
        number = len(self.told_values)
        self.told_values.append(value)
        begin, end = self.dialect.mark(BEGIN), self.dialect.mark(END)
        return join((begin, f"{number}:", self.object(value.material, row), end))

    def group(self, value: Group, row: _Row) -> Sql:
        written = self.object(value.entries, row)
        present = value.field.present
        return case((row.value(present).is_(None), text("null")), else_=written) if present else written

    def one(self, value: One, parent: _Row | None) -> Select[Any]:
        table = self.alias(value.rows.entity.table)
        row = _Row(table, is_picked=False)
        statement = select(self.object(value.entries, row).label("answer")).select_from(table)
        statement = statement.where(*self.linked(value.link, row, parent), *self.conditions(value.rows, row))
        if parent is not None:
            statement = statement.correlate(parent.source)
        is_unique = parent is None or value.link is None or value.link.remote == "id"
        return statement if is_unique else statement.limit(literal_column("1")).offset(_NO_OFFSET)

    def by_ids(self, root: ByIds) -> Select[Any]:
        item = self.dialect.each(self.bind(root.ids), self.name("item"))
        row = _Row(item, is_picked=True)
        prefix = func.substr(item.c.value, literal_column("1"), literal_column("3"), type_=SqlText())
        whens = []
        for name, branch in root.branches:
            table = self.alias(branch.rows.entity.table)
            inner = _Row(table, is_picked=False)
            key = row.column("value")
            aliases = branch.rows.entity.catalog.aliases.get(branch.rows.entity.name)
            found = (
                select(self.object(branch.entries, inner))
                .select_from(table)
                .where(
                    inner.column("id") == (self.now_of(aliases, key) if aliases else key),
                    *self.conditions(branch.rows, inner),
                )
                .correlate(item)
            )
            whens.append(
                (prefix == text(name), func.coalesce(found.scalar_subquery(), text("null"), type_=SqlText()))
            )
        each: Sql = case(*whens, else_=text("null")) if whens else text("null")
        ordered = select(each.label("answer")).select_from(item).order_by(item.c.key).subquery("found")
        return select(_bracketed(self.dialect.aggregate(ordered.c.answer)).label("answer")).select_from(
            ordered
        )

    # ── Lists and pages ────────────────────────────────────────────────────────────────────────────────────

    def listing(self, value: Listing, parent: _Row) -> Sql:
        table = self.alias(value.rows.entity.table)
        row = _Row(table, is_picked=False)
        picked = (
            self.picked(value.rows, row, [value.entries], ())
            .where(*self.linked(value.link, row, parent), *self.conditions(value.rows, row))
            .order_by(*self.ordering(value.order, row))
            .limit(literal_column(str(value.limit)))
            .offset(_NO_OFFSET)
            .correlate(parent.source)
            .subquery(self.name(value.rows.entity.table.name))
        )
        written = self.dialect.aggregate(self.object(value.entries, _Row(picked, is_picked=True)))
        return _array(written, picked)

    def values(self, value: Values, parent: _Row) -> Sql:
        field = value.field
        if isinstance(field, KeysField):
            return self.keys(field, parent)
        table = self.alias(field.table)
        picked = (
            select(table.c[field.value].label("value"))
            .where(table.c[field.link.remote] == parent.column(field.link.local))
            .order_by(
                *(table.c[name].desc() if descends else table.c[name] for name, descends in field.order)
            )
            .correlate(parent.source)
            .subquery(self.name(field.table.name))
        )
        return _array(
            self.dialect.aggregate(self.dialect.quote(picked.c.value, Scalar.STRING, nullable=False)), picked
        )

    def keys(self, field: KeysField, row: _Row) -> Sql:
        """The keys in the document's own order."""
        keys = self.dialect.keys(row.column(field.column), self.name("key"))
        quoted = self.dialect.quote(keys.c.key, Scalar.STRING, nullable=False)
        written = _bracketed(self.dialect.aggregate(quoted)).label("answer")
        return select(written).select_from(keys).correlate(row.source).scalar_subquery()

    def page(self, page: Page, parent: _Row) -> Sql:
        written = self.page_select(page, parent)
        return written.scalar_subquery() if isinstance(written, Select) else written

    def page_select(self, page: Page, parent: _Row | None) -> Select[Any] | Sql:
        """A connection's object: the rows are picked, ordered and cut first; only those that stay are written."""
        table = self.alias(page.rows.entity.table)
        row = _Row(table, is_picked=False)
        base = (*self.linked(page.link, row, parent), *self.conditions(page.rows, row))
        keys = [self.key(order, row) for order in page.order]
        needs_info = any(
            isinstance(part, PageInfo) and _looks_at_rows(part, page) for _, part in page.entries
        )
        needs_rows = needs_info or any(isinstance(part, Nodes | Edges) for _, part in page.entries)
        if not needs_rows:
            plain = join(
                braced((key, self.plain_page_part(part, page, parent)) for key, part in page.entries)
            )
            checks = self.unread_arguments(page)
            return select(plain.label("answer")).where(*checks) if checks else plain
        needs_cursor = any(
            isinstance(part, Edges) and any(isinstance(of, Cursor) for _, of in part.entries)
            for _, part in page.entries
        ) or any(
            isinstance(part, PageInfo)
            and any(name in {"startCursor", "endCursor"} for _, name in part.entries)
            for _, part in page.entries
        )
        entries = [entries for _, part in page.entries for entries in _row_entries(part)]
        sort_keys = tuple((f"sort_{number}", key) for number, key in enumerate(keys, 1))
        reordered = page.backward
        picked_keys = sort_keys if needs_cursor or reordered or needs_info else ()
        picked = (
            self.picked(page.rows, row, entries, picked_keys)
            .where(*base, *self.keyset(page, keys))
            .order_by(*_directed(page.order, keys, backward=page.backward))
            .limit(self.limit(page.size, one_more=needs_info))
            .offset(_NO_OFFSET)
        )
        if parent is not None:
            picked = picked.correlate(parent.source)
        if needs_info:
            source = self.numbered(picked, page)
        elif reordered:
            inner = picked.subquery(self.name(page.rows.entity.table.name))
            source = (
                select(inner)
                .order_by(*_directed(page.order, _sorts(inner), backward=False))
                .subquery(self.name(page.rows.entity.table.name))
            )
        else:
            source = picked.subquery(self.name(page.rows.entity.table.name))
        written = join(
            braced(
                (key, self.page_part(part, page, source, parent, needs_info)) for key, part in page.entries
            )
        )
        return select(written.label("answer")).select_from(source)

    def unread_arguments(self, page: Page) -> list[Sql]:
        """Size and cursors of a page whose rows nobody asked for: bound, so that bad ones are refused all the same."""
        size = page.size.source
        is_default = isinstance(size, Constant) and size.value == DEFAULT_PAGE
        checks: list[Sql] = (
            [] if is_default else [self.limit(page.size, one_more=False) >= literal_column("0")]
        )
        for cursor in (page.after, page.before):
            if cursor is not None:
                checks += [bound.is_not(None) for bound in self.cursor_bounds(page.order, cursor)]
        return checks

    def numbered(self, picked: Select[Any], page: Page) -> Any:
        """The picked rows with their number from the page's own side, how many there are, and one more than fits."""
        inner = picked.subquery(self.name(page.rows.entity.table.name))
        taken = _directed(page.order, _sorts(inner), backward=page.backward)
        return (
            select(
                inner,
                func.row_number().over(order_by=taken).label(_PLACE),
                func.count().over().label(_FOUND),
            )
            .order_by(*_directed(page.order, _sorts(inner), backward=False))
            .subquery(self.name(page.rows.entity.table.name))
        )

    def page_part(self, part: Any, page: Page, source: Any, parent: _Row | None, is_numbered: bool) -> Part:
        row = _Row(source, is_picked=True)
        if isinstance(part, Nodes):
            return self.rows_text(self.object(part.entries, row), page, source, is_numbered)
        if isinstance(part, Edges):
            edge = join(braced((key, self.edge_part(of, page, source, row)) for key, of in part.entries))
            return self.rows_text(edge, page, source, is_numbered)
        return self.plain_page_part(part, page, parent, source)

    def plain_page_part(self, part: Any, page: Page, parent: _Row | None, source: Any = None) -> Part:
        if isinstance(part, PageInfo):
            return join(braced((key, self.info(name, page, source, parent)) for key, name in part.entries))
        if isinstance(part, TotalCount):
            table = self.alias(page.rows.entity.table)
            row = _Row(table, is_picked=False)
            counted = select(func.count()).select_from(table)
            counted = counted.where(*self.linked(page.link, row, parent), *self.conditions(page.rows, row))
            if parent is not None:
                counted = counted.correlate(parent.source)
            return self.dialect.quote(counted.scalar_subquery(), Scalar.INT, nullable=False)
        return f'"{part.text}"'

    def rows_text(self, written: Sql, page: Page, source: Any, is_numbered: bool) -> Sql:
        if is_numbered:
            fits = source.c[_PLACE] <= self.limit(page.size, one_more=False)
            written = case((fits, written))
        return _bracketed(self.dialect.aggregate(written))

    def edge_part(self, part: EdgePart, page: Page, source: Any, row: _Row) -> Part:
        if isinstance(part, Nodes):
            return self.object(part.entries, row)
        if isinstance(part, Cursor):
            return Joined('"', self.cursor(page, source), '"')
        return f'"{part.text}"'

    def cursor(self, page: Page, source: Any) -> Sql:
        parts: list[Part] = [f'["{signature(page.order)}"']
        for number, order in enumerate(page.order, 1):
            parts += [",", self.dialect.quote(source.c[f"sort_{number}"], order.field.scalar, nullable=False)]
        return self.dialect.hex(join([*parts, "]"]))

    def info(self, name: str | Text, page: Page, source: Any, parent: _Row | None) -> Part:
        if isinstance(name, Text):
            return f'"{name.text}"'
        if name == _other_side(page):
            return _boolean(self.beyond(page, parent, forward=page.backward))
        if name in {"hasNextPage", "hasPreviousPage"}:
            return _boolean(func.count() > self.limit(page.size, one_more=False))
        # A page of size 0 has neither, though one row was fetched to see whether there are more.
        wants_first = (name == "startCursor") != page.backward
        at_most = literal_column("1", Integer()) if wants_first else source.c[_FOUND]
        at = source.c[_PLACE] == self.dialect.least(self.limit(page.size, one_more=False), at_most)
        cursor = func.max(case((at, Joined('"', self.cursor(page, source), '"'))))
        return func.coalesce(cursor, text("null"), type_=SqlText())

    def beyond(self, page: Page, parent: _Row | None, *, forward: bool) -> Sql:
        """Whether rows lie on the other side of the cursor that the page was asked from."""
        cursor = page.before if forward else page.after
        if cursor is None:
            return false()
        table = self.alias(page.rows.entity.table)
        row = _Row(table, is_picked=False)
        keys = [self.key(order, row) for order in page.order]
        bounds = self.cursor_bounds(page.order, cursor)
        other_side = not_(_past(page.order, keys, bounds, forward=not forward))
        beyond: Select[Any] = (
            select(literal_column("1"))
            .select_from(table)
            .where(*self.linked(page.link, row, parent), *self.conditions(page.rows, row), other_side)
        )
        return exists(beyond if parent is None else beyond.correlate(parent.source))

    def limit(self, size: Parameter, *, one_more: bool) -> BindParameter[Any]:
        return self.bind(size, _one_more if one_more else None)

    def keyset(self, page: Page, keys: list[Sql]) -> Iterator[Sql]:
        if page.after is not None:
            yield _past(page.order, keys, self.cursor_bounds(page.order, page.after), forward=True)
        if page.before is not None:
            yield _past(page.order, keys, self.cursor_bounds(page.order, page.before), forward=False)

    def cursor_bounds(self, order: tuple[OrderKey, ...], parameters: tuple[Parameter, ...]) -> list[Sql]:
        return [self.cursor_bound(*bound) for bound in zip(order, parameters, strict=True)]

    def cursor_bound(self, order: OrderKey, parameter: Parameter) -> Sql:
        scalar = order.field.scalar
        if scalar in (Scalar.DATE_TIME, Scalar.DATE):
            # As text, for asyncpg sends the lowest of all, which stands for a missing one, as -infinity.
            return cast(self.bind(parameter, type_=SqlText(), raw=_spell_moment), column_type(scalar))
        return self.bind(parameter, type_=BigInteger() if scalar is Scalar.INT else None)

    def picked(
        self, rows: Rows, row: _Row, entries: Iterable[Entries], keys: tuple[tuple[str, Sql], ...]
    ) -> Select[Any]:
        """The columns that the entries are written from, and the sort keys."""
        columns: dict[str, Sql] = {}
        for field_or_column in (of for group in entries for of in _columns(group)):
            if isinstance(field_or_column, str):
                columns.setdefault(field_or_column, row.column(field_or_column))
            else:
                columns.setdefault(field_or_column.column, row.value(field_or_column))
        if not columns and not keys:
            columns["id"] = row.column("id")
        return select(*(value.label(name) for name, value in (*columns.items(), *keys)))

    def key(self, order: OrderKey, row: _Row) -> Sql:
        return order_expression(order.field, row.value(order.field))

    def ordering(self, order: tuple[OrderKey, ...], row: _Row) -> list[Sql]:
        return _directed(order, [self.key(of, row) for of in order], backward=False)

    # ── Conditions ─────────────────────────────────────────────────────────────────────────────────────────

    def now_of(self, aliases: Aliases, key: Sql) -> Sql:
        """`coalesce((SELECT id … WHERE id = key), (SELECT … WHERE id = key))`: the id that answers for this one.

        The object itself is looked for first: nearly always it is there, and then aliases are not touched.
        """
        itself, former = self.alias(aliases.there.table), self.alias(aliases.table)
        there = select(itself.c[aliases.there.key]).where(itself.c[aliases.there.key] == key)
        then = select(former.c[aliases.of]).where(former.c.id == key)
        return func.coalesce(
            there.correlate_except(itself).scalar_subquery(), then.correlate_except(former).scalar_subquery()
        )

    def linked(self, link: Link | None, row: _Row, parent: _Row | None) -> Iterator[Sql]:
        if link is not None and parent is not None:
            yield row.column(link.remote) == parent.column(link.local)

    def conditions(self, rows: Rows, row: _Row) -> list[Sql]:
        return [self.condition(condition, rows, row) for condition in rows.conditions]

    def condition(self, condition: Condition, rows: Rows, row: _Row) -> Sql:
        if isinstance(condition, ColumnEquals):
            column = row.column(condition.column)
            key = self.bind(condition.parameter, type_=column.type)
            return column == (self.now_of(condition.aliases, key) if condition.aliases else key)
        if isinstance(condition, ColumnIs):
            return row.column(condition.column) == (
                text(condition.value)
                if isinstance(condition.value, str)
                else true()
                if condition.value
                else false()
            )
        if isinstance(condition, ColumnAmong):
            return self.dialect.among(row.column(condition.column), self.bind(condition.parameter), Scalar.ID)
        if isinstance(condition, Compare):
            return self.compare(condition, row)
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
            found = self.dialect.json_exists(row.value(condition.field), self.path(condition.path))
            return found if condition.exists else found.is_not(true())
        if isinstance(condition, Matches):
            return self.matches(condition, row)
        if isinstance(condition, OnlyOne):
            return self.only_one(condition, rows, row)
        assert isinstance(condition, Never)  # noqa: S101 (the union is closed)
        return false()

    def compare(self, condition: Compare, row: _Row) -> Sql:
        field, parameter, operator = condition.field, condition.parameter, condition.operator
        value = row.value(field)
        key = order_expression(field, value)
        is_text = field.scalar in TEXTUAL and field.enum is None and field.scalar is not Scalar.ID
        present = [self.dialect.likely(value.is_not(None))] if field.nullable else []
        if operator in {"contains", "startsWith"}:
            spellings = [self.bind(parameter, spell) for spell in SPELLINGS]
            if operator == "contains":
                return and_(*present, or_(*(self.dialect.contains(key, spelling) for spelling in spellings)))
            ends = [self.bind(parameter, _end_of(spell)) for spell in SPELLINGS]
            # Said in each of them: each is looked for by itself, and an index may lack the rows without a value.
            ranges = (
                and_(key >= start, key < end, *present) for start, end in zip(spellings, ends, strict=True)
            )
            return or_(*ranges)
        if operator in {"in", "notIn"}:
            if operator == "in" and not is_text:
                return and_(self.dialect.among(key, self.bind(parameter), field.scalar), *present)
            among = self.dialect.among(value, self.bind(parameter), field.scalar)
            if operator == "notIn":
                return among.is_not(true())
            # The index is on the folded text, so the folded list finds the rows and the exact one keeps them.
            folded = self.dialect.among(key, self.bind(parameter, _fold_all), field.scalar)
            return and_(folded, self.dialect.likely(among), *present)
        bound = self.bind(parameter, type_=BigInteger() if field.scalar is Scalar.INT else None)
        if operator == "ne":
            return value.is_distinct_from(bound)
        if operator == "eq":
            if is_text:
                return and_(key == self.bind(parameter, fold), self.dialect.likely(value == bound), *present)
            return and_(key == bound, *present)
        compared = {"gt": key.__gt__, "gte": key.__ge__, "lt": key.__lt__, "lte": key.__le__}[operator](bound)
        # A missing value is the lowest: only a range that starts above it leaves it out. An index without the missing
        # ones is used by those alone who say that they do not want them.
        return and_(compared, *(present if operator != "gt" or not field.sortable else []))

    def exists(self, condition: Exists, row: _Row) -> Sql:
        table = self.alias(condition.rows.entity.table)
        inner = _Row(table, is_picked=False)
        return exists(
            select(literal_column("1"))
            .select_from(table)
            .where(*self.linked(condition.field.link, inner, row), *self.conditions(condition.rows, inner))
            .correlate(row.source)
        )

    def related(self, condition: Related, row: _Row) -> Sql:
        table = self.alias(condition.rows.entity.table)
        inner = _Row(table, is_picked=False)
        link = condition.field.link
        found = select(inner.column(link.remote)).select_from(table)
        found = found.where(*self.conditions(condition.rows, inner)).correlate(None)
        return row.column(link.local).in_(found)

    def has_values(self, condition: HasValues, row: _Row) -> Sql:
        field = condition.field
        mine: tuple[Sql, ...]
        if isinstance(field, KeysField):
            table = self.dialect.keys(row.column(field.column), self.name("key"))
            mine, value = (), table.c.key
        else:
            table = self.alias(field.table)
            mine, value = (table.c[field.link.remote] == row.column(field.link.local),), table.c[field.value]
        wanted = self.bind(condition.parameter)
        among = self.dialect.among(value, wanted, Scalar.STRING)
        if not condition.every:
            return exists(
                select(literal_column("1")).select_from(table).where(*mine, among).correlate(row.source)
            )
        item = self.dialect.each(wanted, self.name("item"))
        same = value == item.c.value
        there: Select[Any] = (
            select(literal_column("1")).select_from(table).where(*mine, same).correlate(row.source, item)
        )
        missing: Select[Any] = (
            select(literal_column("1")).select_from(item).where(not_(exists(there))).correlate(row.source)
        )
        return not_(exists(missing))

    def json_equals(self, condition: JsonEquals, row: _Row) -> Sql:
        value = self.bind(condition.value, type_=SqlText(), raw=_json_text)
        equal = self.dialect.json_equals(row.value(condition.field), self.path(condition.path), value)
        return equal.is_not(true()) if condition.negated else equal

    def path(self, parameter: Parameter) -> Sql:
        return self.bind(parameter, type_=self.dialect.path_type, raw=self.dialect.bind_path)

    def matches(self, condition: Matches, row: _Row) -> Sql:
        terms = self.bind(condition.terms)
        item = self.dialect.each(terms, self.name("item"))
        table = self.alias(condition.index.table)
        begins = and_(table.c.term >= item.c.value, table.c.term < Joined(item.c.value, _AFTER_ALL_TEXT))
        found = (
            select(table.c[condition.index.owner])
            .select_from(item.join(table, and_(table.c.environment == self.bind(ENVIRONMENT), begins)))
            .group_by(table.c[condition.index.owner])
            .having(func.count(func.distinct(item.c.key)) == self.dialect.length(terms))
        )
        return row.column("id").in_(found)

    def only_one(self, condition: OnlyOne, rows: Rows, row: _Row) -> Sql:
        table = self.alias(rows.entity.table)
        inner = _Row(table, is_picked=False)
        candidates = (
            select(inner.column("id").label("id"))
            .where(*(self.condition(of, rows, inner) for of in condition.conditions))
            .limit(literal_column("2"))
            .offset(_NO_OFFSET)
            .subquery("candidate")
        )
        only = (
            select(func.max(candidates.c.id))
            .select_from(candidates)
            .having(func.count() == literal_column("1"))
        )
        return row.column("id") == only.scalar_subquery()


# ── Small parts ────────────────────────────────────────────────────────────────────────────────────────────────


def order_expression(field: ValueField, value: Sql) -> Sql:
    """What a field is ordered by; the index on it has the same expression."""
    return sort_key(value, Scalar.ID if field.enum else field.scalar, field.nullable)


def join(parts: Iterable[Part]) -> Sql:
    """Texts and expressions → one expression."""
    return Joined(*parts)


def braced(entries: Iterable[tuple[str, Part]]) -> Iterator[Part]:
    """`("id", X), ("name", Y)` → `{"id":` X `,"name":` Y `}`."""
    separator = "{"
    for key, value in entries:
        yield f'{separator}"{key}":'
        yield value
        separator = ","
    yield "}" if separator == "," else "{}"


def _bracketed(written: Sql) -> Sql:
    return Joined("[", func.coalesce(written, text(""), type_=SqlText()), "]")


def _array(written: Sql, source: Any) -> Sql:
    return select(_bracketed(written).label("answer")).select_from(source).scalar_subquery()


def _boolean(condition: Sql) -> Sql:
    return case((condition, text("true")), else_=text("false"))


def _sorts(source: Any) -> list[Sql]:
    return [column for column in source.c if column.name.removeprefix("sort_").isdecimal()]


def _directed(order: tuple[OrderKey, ...], keys: list[Sql], *, backward: bool) -> list[Sql]:
    return [
        key.desc() if of.descending != backward else key.asc() for of, key in zip(order, keys, strict=True)
    ]


def _past(order: tuple[OrderKey, ...], keys: list[Sql], bounds: list[Sql], *, forward: bool) -> Sql:
    """Rows strictly after (`forward`) or before a cursor. Keys are never NULL."""
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


def _other_side(page: Page) -> str:
    """What tells whether rows lie behind the cursor that the page starts from."""
    return "hasNextPage" if page.backward else "hasPreviousPage"


def _looks_at_rows(info: PageInfo, page: Page) -> bool:
    """Without one, the page's rows need not be read, and there is nothing to aggregate."""
    return any(isinstance(name, str) and name != _other_side(page) for _, name in info.entries)


def _row_entries(part: Any) -> Iterator[Entries]:
    if isinstance(part, Nodes):
        yield part.entries
    elif isinstance(part, Edges):
        for _, of in part.entries:
            if isinstance(of, Nodes):
                yield of.entries


def _columns(entries: Entries) -> Iterator[ValueField | str]:
    """What a row must bring so that its entries can be written."""
    for _, value in entries:
        if isinstance(value, Leaf):
            yield value.field
        elif isinstance(value, Money):
            yield value.units
            yield value.currency
        elif isinstance(value, Group):
            if value.field.present is not None:
                yield value.field.present
            yield from _columns(value.entries)
        elif isinstance(value, Told):
            yield from _columns(value.material)
        elif isinstance(value, Values):
            yield value.field.column if isinstance(value.field, KeysField) else value.field.link.local
        elif isinstance(value, One | Listing | Page) and value.link is not None:
            yield value.link.local


def _chain(
    first: Callable[[Any], Any] | None, second: Callable[[Any], Any] | None
) -> Callable[[Any], Any] | None:
    if first is None or second is None:
        return first or second
    return lambda value: second(first(value))


def _one_more(size: int) -> int:
    return size + 1


def _json_text(value: Any) -> str | None:
    return orjson.dumps(value).decode()


def _spell_moment(value: date) -> str:
    return format_instant(value) if isinstance(value, datetime) else value.isoformat()


def _fold_all(values: list[str]) -> list[str]:
    return [fold(value) for value in values]


def _spell_lower(value: str) -> str:
    return fold(value.lower())


def _spell_upper(value: str) -> str:
    return fold(value.upper())


def _spell_title(value: str) -> str:
    return fold(value.title())


SPELLINGS = (_spell_lower, _spell_upper, _spell_title)
"""SQL folds A–Z alone; these find `Émile`, `ÉMILE` and `émile` by any spelling of the three."""

_ENDS: dict[Callable[[str], str], Callable[[str], str]] = {}


def _end_of(spell: Callable[[str], str]) -> Callable[[str], str]:
    """The first text after all that begin with a spelling."""
    if spell not in _ENDS:
        _ENDS[spell] = lambda value: spell(value) + _AFTER_ALL_TEXT
    return _ENDS[spell]
