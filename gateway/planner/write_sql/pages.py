"""A connection's page → its JSON object: rows are picked, ordered and cut first; only those that stay are written."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    case,
    exists,
    false,
    func,
    literal_column,
    not_,
    select,
)

from gateway.columns import Scalar
from gateway.planner.json_text import Joined, Part, Sql, boolean, braced, bracketed, or_null
from gateway.planner.parameters import Constant, Parameter
from gateway.planner.plan import (
    DEFAULT_PAGE,
    Cursor,
    EdgePart,
    Edges,
    Entries,
    Nodes,
    Page,
    PageInfo,
    PagePart,
    Text,
    TotalCount,
)
from gateway.planner.write_sql.conditions import Conditions
from gateway.planner.write_sql.keysets import cursor_bounds, directed, order_keys, past, write_cursor
from gateway.planner.write_sql.rows import NO_OFFSET, Row, linked, pick
from gateway.planner.write_sql.statement import Draft

# Columns beside an entity's own, whose names they must not take.
_PLACE, _FOUND = "row_place", "rows_found"


class Pages:
    """Writes pages into a statement; `write_object` writes what is asked for of a row."""

    def __init__(
        self, draft: Draft, conditions: Conditions, write_object: Callable[[Entries, Row], Sql]
    ) -> None:
        self.draft = draft
        self.conditions = conditions
        self.write_object = write_object

    def value(self, page: Page, parent: Row) -> Sql:
        written = self.select(page, parent)
        return written.scalar_subquery() if isinstance(written, Select) else written

    def select(self, page: Page, parent: Row | None) -> Select[Any] | Sql:
        table = self.draft.alias(page.rows.entity.table)
        row = Row(table, is_picked=False)
        base = (*linked(page.link, row, parent), *self.conditions.every(page.rows, row))
        keys = order_keys(page.order, row)
        is_numbered = any(_looks_at_rows(part, page) for _, part in page.entries)
        if not is_numbered and not any(isinstance(part, Nodes | Edges) for _, part in page.entries):
            return self.without_rows(page, parent)
        needs_keys = is_numbered or page.backward or any(_has_cursor(part) for _, part in page.entries)
        sort_keys = tuple((f"sort_{number}", key) for number, key in enumerate(keys, 1)) if needs_keys else ()
        entries = [entries for _, part in page.entries for entries in _row_entries(part)]
        picked = (
            pick(row, entries, sort_keys)
            .where(*base, *self.within(page, keys))
            .order_by(*directed(page.order, keys, backward=page.backward))
            .limit(self.limit(page.size, one_more=is_numbered))
            .offset(NO_OFFSET)
        )
        if parent is not None:
            picked = picked.correlate(parent.source)
        source = self.in_order(picked, page, is_numbered=is_numbered)
        written = braced(
            (key, self.part(part, page, source, parent, is_numbered)) for key, part in page.entries
        )
        return select(written.label("answer")).select_from(source)

    # ── Which rows ─────────────────────────────────────────────────────────────────────────────────────────

    def within(self, page: Page, keys: list[Sql]) -> Iterator[Sql]:
        """What keeps the rows between the page's cursors."""
        if page.after is not None:
            yield past(page.order, keys, cursor_bounds(page.order, page.after, self.draft), forward=True)
        if page.before is not None:
            yield past(page.order, keys, cursor_bounds(page.order, page.before, self.draft), forward=False)

    def limit(self, size: Parameter, *, one_more: bool) -> BindParameter[Any]:
        return self.draft.bind(size, _one_more if one_more else None)

    def in_order(self, picked: Select[Any], page: Page, *, is_numbered: bool) -> Any:
        """The picked rows in the page's order; numbered from the page's own side, with how many there are."""
        name = page.rows.entity.table.name
        inner = picked.subquery(self.draft.name(name))
        if not is_numbered and not page.backward:
            return inner
        keys: list[Sql] = [column for column in inner.c if column.name.removeprefix("sort_").isdecimal()]
        numbers = []
        if is_numbered:
            taken = directed(page.order, keys, backward=page.backward)
            numbers = [
                func.row_number().over(order_by=taken).label(_PLACE),
                func.count().over().label(_FOUND),
            ]
        ordered = select(inner, *numbers).order_by(*directed(page.order, keys, backward=False))
        return ordered.subquery(self.draft.name(name))

    def without_rows(self, page: Page, parent: Row | None) -> Select[Any] | Sql:
        """A page of whose rows nobody asked for anything."""
        plain = braced((key, self.plain_part(part, page, parent)) for key, part in page.entries)
        checks = self.unread_arguments(page)
        return select(plain.label("answer")).where(*checks) if checks else plain

    def unread_arguments(self, page: Page) -> list[Sql]:
        """Size and cursors of a page whose rows nobody asked for: bound, so that bad ones are refused all the same."""
        size = page.size.source
        is_default = isinstance(size, Constant) and size.value == DEFAULT_PAGE
        checks: list[Sql] = (
            [] if is_default else [self.limit(page.size, one_more=False) >= literal_column("0")]
        )
        for cursor in (page.after, page.before):
            if cursor is not None:
                checks += [bound.is_not(None) for bound in cursor_bounds(page.order, cursor, self.draft)]
        return checks

    # ── What is written of them ────────────────────────────────────────────────────────────────────────────

    def part(self, part: PagePart, page: Page, source: Any, parent: Row | None, is_numbered: bool) -> Part:
        row = Row(source, is_picked=True)
        if isinstance(part, Nodes):
            return self.rows(self.write_object(part.entries, row), page, source, is_numbered)
        if isinstance(part, Edges):
            edge = braced((key, self.edge_part(of, page, row)) for key, of in part.entries)
            return self.rows(edge, page, source, is_numbered)
        return self.plain_part(part, page, parent, source)

    def rows(self, written: Sql, page: Page, source: Any, is_numbered: bool) -> Sql:
        if is_numbered:
            fits = source.c[_PLACE] <= self.limit(page.size, one_more=False)
            written = case((fits, written))
        return bracketed(self.draft.dialect.aggregate(written))

    def edge_part(self, part: EdgePart, page: Page, row: Row) -> Part:
        if isinstance(part, Nodes):
            return self.write_object(part.entries, row)
        if isinstance(part, Cursor):
            return self.cursor(page, row.source)
        return f'"{part.text}"'

    def cursor(self, page: Page, source: Any) -> Sql:
        keys = [source.c[f"sort_{number}"] for number, _ in enumerate(page.order, 1)]
        return Joined('"', write_cursor(page.order, keys, self.draft), '"')

    def plain_part(self, part: PagePart, page: Page, parent: Row | None, source: Any = None) -> Part:
        if isinstance(part, PageInfo):
            return braced((key, self.info(name, page, source, parent)) for key, name in part.entries)
        if isinstance(part, TotalCount):
            return self.total(page, parent)
        assert isinstance(part, Text)  # noqa: S101 (the union is closed)
        return f'"{part.text}"'

    def total(self, page: Page, parent: Row | None) -> Sql:
        table = self.draft.alias(page.rows.entity.table)
        row = Row(table, is_picked=False)
        counted = select(func.count()).select_from(table)
        counted = counted.where(*linked(page.link, row, parent), *self.conditions.every(page.rows, row))
        if parent is not None:
            counted = counted.correlate(parent.source)
        return self.draft.dialect.quote(counted.scalar_subquery(), Scalar.INT, nullable=False)

    def info(self, name: str | Text, page: Page, source: Any, parent: Row | None) -> Part:
        if isinstance(name, Text):
            return f'"{name.text}"'
        if name == _other_side(page):
            return boolean(self.beyond(page, parent, forward=page.backward))
        if name in {"hasNextPage", "hasPreviousPage"}:
            return boolean(func.count() > self.limit(page.size, one_more=False))
        # A page of size 0 has neither, though one row was fetched to see whether there are more.
        wants_first = (name == "startCursor") != page.backward
        at_most = literal_column("1", Integer()) if wants_first else source.c[_FOUND]
        at = source.c[_PLACE] == self.draft.dialect.least(self.limit(page.size, one_more=False), at_most)
        return or_null(func.max(case((at, self.cursor(page, source)))))

    def beyond(self, page: Page, parent: Row | None, *, forward: bool) -> Sql:
        """Whether rows lie on the other side of the cursor that the page was asked from."""
        cursor = page.before if forward else page.after
        if cursor is None:
            return false()
        table = self.draft.alias(page.rows.entity.table)
        row = Row(table, is_picked=False)
        keys = order_keys(page.order, row)
        bounds = cursor_bounds(page.order, cursor, self.draft)
        other_side = not_(past(page.order, keys, bounds, forward=not forward))
        beyond: Select[Any] = (
            select(literal_column("1"))
            .select_from(table)
            .where(*linked(page.link, row, parent), *self.conditions.every(page.rows, row), other_side)
        )
        return exists(beyond if parent is None else beyond.correlate(parent.source))


def _other_side(page: Page) -> str:
    """What tells whether rows lie behind the cursor that the page starts from."""
    return "hasNextPage" if page.backward else "hasPreviousPage"


def _looks_at_rows(part: PagePart, page: Page) -> bool:
    """Whether it tells of the page's place; without, the rows need not be read, and there is nothing to aggregate."""
    return isinstance(part, PageInfo) and any(
        isinstance(name, str) and name != _other_side(page) for _, name in part.entries
    )


def _has_cursor(part: PagePart) -> bool:
    return isinstance(part, Edges) and any(isinstance(of, Cursor) for _, of in part.entries)


def _row_entries(part: PagePart) -> Iterator[Entries]:
    if isinstance(part, Nodes):
        yield part.entries
    elif isinstance(part, Edges):
        for _, of in part.entries:
            if isinstance(of, Nodes):
                yield of.entries


def _one_more(size: int) -> int:
    return size + 1
