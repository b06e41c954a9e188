"""A plan → the plan of one viewer: rows and columns that the viewer may not see are not in it.

Every row read is one of the viewer's environment. A customer reads only what belongs to that customer; a guest and
whoever comes without a token read no entity of a person at all.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gateway.columns import Scalar
from gateway.entity import Audience
from gateway.errors import Forbidden
from gateway.planner.catalog import ObjectType
from gateway.planner.plan import (
    ENVIRONMENT,
    All,
    AnyOf,
    ById,
    ByIds,
    Caller,
    ColumnEquals,
    Compare,
    Condition,
    Edges,
    Entries,
    Exists,
    FromViewer,
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
    Page,
    Parameter,
    Related,
    Root,
    Rows,
    Values,
)
from gateway.viewer import Role, Viewer


def _owner(viewer: Viewer) -> str | None:
    return viewer.owner_id


IN_ENVIRONMENT = ColumnEquals("environment", ENVIRONMENT)
OWNER = Parameter(FromViewer(_owner), Scalar.ID)


def scope_of(viewer: Viewer) -> str:
    """What of a viewer shapes the plan: the viewer's part of a plan's key. Ids and environment are parameters."""
    return "staff" if viewer.is_staff else viewer.role.value


def restrict(root: Root, viewer: Viewer) -> Root:
    """The same plan with the viewer's limits in it.

    Raises:
        Forbidden: the plan reads, filters or orders by something that this viewer may not see.
    """
    return _Restriction(viewer).root(root)


class _Restriction:
    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def root(self, root: Root) -> Root:
        if isinstance(root, ById):
            return replace(root, branches=tuple(self.one(branch) for branch in root.branches))
        if isinstance(root, ByIds):
            return replace(
                root, branches=tuple((prefix, self.one(branch)) for prefix, branch in root.branches)
            )
        if isinstance(root, Caller):
            return replace(root, entries=self.entries(root.entries))
        return self.one(root) if isinstance(root, One) else self.page(root)

    def rows(self, rows: Rows) -> Rows:
        conditions = self.every(rows.conditions, rows.entity)
        return replace(rows, conditions=(*self.limits(rows.entity), *conditions))

    def limits(self, entity: ObjectType) -> tuple[Condition, ...]:
        if self.viewer.is_staff or (entity.owner is None and self.viewer.role is not Role.NOBODY):
            return (IN_ENVIRONMENT,)
        if self.viewer.role is Role.CUSTOMER and entity.owner is not None:
            return (IN_ENVIRONMENT, ColumnEquals(entity.owner, OWNER))
        return (Never(),)

    def seen(self, *fields: Any) -> None:
        if self.viewer.is_staff:
            return
        for field in fields:
            if field is not None and field.visible_to is Audience.STAFF:
                raise Forbidden(f"{field.name} is for staff only.", field=field.name)

    def one(self, value: One) -> One:
        self.seen(value.field)
        return replace(value, rows=self.rows(value.rows), entries=self.entries(value.entries))

    def page(self, page: Page) -> Page:
        self.seen(page.field, *(key.field for key in page.order))
        return replace(
            page,
            rows=self.rows(page.rows),
            entries=tuple((key, self.part(part)) for key, part in page.entries),
        )

    def part(self, part: Any) -> Any:
        if isinstance(part, Nodes):
            return replace(part, entries=self.entries(part.entries))
        if isinstance(part, Edges):
            return replace(part, entries=tuple((key, self.part(of)) for key, of in part.entries))
        return part

    def entries(self, entries: Entries) -> Entries:
        return tuple((key, self.value(value)) for key, value in entries)

    def value(self, value: Any) -> Any:
        if isinstance(value, Leaf | Values):
            self.seen(value.field)
        elif isinstance(value, Money):
            self.seen(value.units, value.currency)
        elif isinstance(value, Group):
            self.seen(value.field)
            return replace(value, entries=self.entries(value.entries))
        elif isinstance(value, One):
            return self.one(value)
        elif isinstance(value, Listing):
            self.seen(value.field)
            return replace(value, rows=self.rows(value.rows), entries=self.entries(value.entries))
        elif isinstance(value, Page):
            return self.page(value)
        return value

    def condition(self, condition: Condition, entity: ObjectType) -> Condition:
        if isinstance(condition, Compare | IsNull | JsonEquals | JsonExists | HasValues):
            self.seen(condition.field)
        elif isinstance(condition, All | AnyOf):
            return replace(condition, conditions=self.every(condition.conditions, entity))
        elif isinstance(condition, OnlyOne):
            # A row that the viewer does not see must not make another one ambiguous.
            every = self.every(condition.conditions, entity)
            return replace(condition, conditions=(*self.limits(entity), *every))
        elif isinstance(condition, Not):
            return replace(condition, condition=self.condition(condition.condition, entity))
        elif isinstance(condition, Exists | Related):
            self.seen(condition.field)
            return replace(condition, rows=self.rows(condition.rows))
        elif isinstance(condition, Matches) and not self.viewer.is_staff:
            raise Forbidden("search is for staff only.", field="search")
        return condition

    def every(self, conditions: Iterable[Condition], entity: ObjectType) -> tuple[Condition, ...]:
        return tuple(self.condition(condition, entity) for condition in conditions)
