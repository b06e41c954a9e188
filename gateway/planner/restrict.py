"""A plan → the plan of one viewer: rows and columns that the viewer may not see are not in it.

Every row read is one of the viewer's environment. A customer reads only what belongs to that customer; a guest and
whoever comes without a token read no entity of a person at all. What belongs to no person is read on its own where
the token grants it, and else through a row that is seen.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gateway.columns import Scalar
from gateway.entity import Audience
from gateway.errors import Forbidden
from gateway.planner.catalog import ObjectType
from gateway.planner.conditions import (
    All,
    AnyOf,
    ColumnAmong,
    ColumnEquals,
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
from gateway.planner.fields import RelationField
from gateway.planner.parameters import ENVIRONMENT, FromViewer, Parameter
from gateway.planner.plan import (
    ById,
    ByIds,
    Caller,
    Edges,
    Entries,
    Group,
    Leaf,
    Listing,
    Money,
    Nodes,
    One,
    Page,
    Root,
    Told,
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

    def rows(self, rows: Rows, field: RelationField | None) -> Rows:
        """`field` is the relation of a row that is seen, through which these are read."""
        limits = self.limits(rows.entity, is_pointed_to=field is not None)
        return replace(rows, conditions=(*limits, *self.every(rows.conditions, rows.entity)))

    def limits(self, entity: ObjectType, *, is_pointed_to: bool) -> tuple[Condition, ...]:
        if self.viewer.is_staff:
            return (IN_ENVIRONMENT,)
        if entity.visible_to is Audience.STAFF or self.viewer.role is Role.NOBODY:
            return (Never(),)
        if entity.owner is not None:
            is_customer = self.viewer.role is Role.CUSTOMER
            return (
                (IN_ENVIRONMENT, ColumnEquals(entity.owner, OWNER, entity.catalog.owner_aliases))
                if is_customer
                else (Never(),)
            )
        if entity.granted is None or is_pointed_to:
            return (IN_ENVIRONMENT,)
        granted = Parameter(FromViewer(entity.granted), Scalar.ID, many=True)
        return (IN_ENVIRONMENT, ColumnAmong("id", granted))

    def seen(self, *fields: Any) -> None:
        if self.viewer.is_staff:
            return
        for field in fields:
            if field is not None and field.visible_to is Audience.STAFF:
                raise Forbidden(f"{field.name} is for staff only.", field=field.name)

    def related(self, field: RelationField | None, rows: Rows) -> None:
        """A relation may be followed when it may be seen, and what it leads to."""
        self.seen(field)
        if field is not None and not self.viewer.is_staff and rows.entity.visible_to is Audience.STAFF:
            raise Forbidden(f"{field.name} is for staff only.", field=field.name)

    def one(self, value: One) -> One:
        self.related(value.field, value.rows)
        rows = self.rows(value.rows, value.field)
        return replace(value, rows=rows, entries=self.entries(value.entries))

    def page(self, page: Page) -> Page:
        self.related(page.field, page.rows)
        self.seen(*(key.field for key in page.order))
        return replace(
            page,
            rows=self.rows(page.rows, page.field),
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
        elif isinstance(value, Told):
            self.seen(value.field)
            return replace(value, material=self.entries(value.material))
        elif isinstance(value, One):
            return self.one(value)
        elif isinstance(value, Listing):
            self.related(value.field, value.rows)
            rows = self.rows(value.rows, value.field)
            return replace(value, rows=rows, entries=self.entries(value.entries))
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
            return replace(condition, conditions=(*self.limits(entity, is_pointed_to=False), *every))
        elif isinstance(condition, Not):
            return replace(condition, condition=self.condition(condition.condition, entity))
        elif isinstance(condition, Exists | Related):
            self.related(condition.field, condition.rows)
            return replace(condition, rows=self.rows(condition.rows, condition.field))
        elif isinstance(condition, Matches) and not self.viewer.is_staff:
            raise Forbidden("search is for staff only.", field="search")
        return condition

    def every(self, conditions: Iterable[Condition], entity: ObjectType) -> tuple[Condition, ...]:
        return tuple(self.condition(condition, entity) for condition in conditions)
