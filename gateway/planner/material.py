"""A told field's declared material → what is read for it: plain values and lists, as for any other field."""

from collections.abc import Mapping

from gateway.planner.catalog import Catalog, ObjectType
from gateway.planner.conditions import ColumnIs, Condition, IsNull, Rows
from gateway.planner.declared import order_of
from gateway.planner.fields import Link
from gateway.planner.plan import Entries, Leaf, Listing, OrderKey
from gateway.told import MaterialRows


def read_material(
    catalog: Catalog, entity: ObjectType, columns: tuple[str, ...], lists: Mapping[str, MaterialRows]
) -> Entries:
    """Keys as they are declared, columns first."""
    values = tuple((name, Leaf(entity.stored(name))) for name in columns)
    return (*values, *((name, _read_rows(catalog, rows)) for name, rows in lists.items()))


def _read_rows(catalog: Catalog, rows: MaterialRows) -> Listing:
    target = catalog.kept[rows.entity]
    order = dict(order_of(rows.order_by))
    order.setdefault("id", False)
    return Listing(
        Rows(target, tuple(_condition(target, *each) for each in rows.where.items())),
        Link(rows.of, rows.by, named=rows.named),
        tuple(OrderKey(target.stored(name), descends) for name, descends in order.items()),
        rows.limit,
        read_material(catalog, target, rows.columns, rows.lists),
    )


def _condition(target: ObjectType, column: str, value: str | bool | None) -> Condition:
    return IsNull(target.stored(column), is_null=True) if value is None else ColumnIs(column, value)
