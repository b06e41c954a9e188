"""A root of the plan → its statement: one row with one JSON text, or no row for null."""

from typing import Any

from sqlalchemy import Select, Text, case, false, func, literal_column, null, select

from gateway.planner.dialects import Dialect
from gateway.planner.json_text import Sql, bracketed, or_null, text
from gateway.planner.plan import ById, ByIds, Caller, One, Root
from gateway.planner.write_sql.conditions import now_of
from gateway.planner.write_sql.objects import Objects
from gateway.planner.write_sql.rows import NO_ROW, Row
from gateway.planner.write_sql.statement import Draft, Statement


def write_sql(root: Root, dialect: Dialect) -> Statement:
    """The statement that answers a root field."""
    draft = Draft(dialect)
    return draft.finish(_select(root, Objects(draft)))


def _select(root: Root, objects: Objects) -> Select[Any]:
    if isinstance(root, One):
        return objects.one(root, None)
    if isinstance(root, ById):
        branches = [objects.one(branch, None) for branch in root.branches]
        return branches[0] if branches else select(null().cast(Text())).where(false())
    if isinstance(root, ByIds):
        return _by_ids(root, objects)
    if isinstance(root, Caller):
        return select(objects.object(root.entries, NO_ROW).label("answer"))
    written = objects.pages.select(root, None)
    return written if isinstance(written, Select) else select(written.label("answer"))


def _by_ids(root: ByIds, objects: Objects) -> Select[Any]:
    """Each id of the list is looked for in the table that its prefix names."""
    draft = objects.draft
    item = draft.dialect.each(draft.bind(root.ids), draft.name("item"))
    row = Row(item, is_picked=True)
    prefix = func.substr(item.c.value, literal_column("1"), literal_column("3"), type_=Text())
    whens = [
        (prefix == text(name), or_null(_found(branch, row, objects).scalar_subquery()))
        for name, branch in root.branches
    ]
    each: Sql = case(*whens, else_=text("null")) if whens else text("null")
    ordered = select(each.label("answer")).select_from(item).order_by(item.c.key).subquery("found")
    written = bracketed(draft.dialect.aggregate(ordered.c.answer))
    return select(written.label("answer")).select_from(ordered)


def _found(branch: One, item: Row, objects: Objects) -> Select[Any]:
    """The object whose id is the list's item."""
    entity = branch.rows.entity
    table = objects.draft.alias(entity.table)
    row, key = Row(table, is_picked=False), item.column("value")
    aliases = entity.catalog.aliases.get(entity.name)
    return (
        select(objects.object(branch.entries, row))
        .select_from(table)
        .where(
            row.column("id") == (now_of(objects.draft, aliases, key) if aliases else key),
            *objects.conditions.every(branch.rows, row),
        )
        .correlate(item.source)
    )
