"""What can be done to the articles on a list: their places are 1, 2, 3 … without holes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from gateway.columns import Scalar
from gateway.domain import rows
from gateway.domain.customers.model import SkuList, SkuListItem
from gateway.domain.customers.operations.belongings import find_and_check, given, hold, restored
from gateway.domain.customers.rules import SKU_LIST_ITEM
from gateway.domain.rows import INPUT, Row, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import Changes, change
from gateway.identifier import new_id
from gateway.planner.dialects import DIALECTS
from gateway.view import table_of

Values = Mapping[str, Any]

MOST_ITEMS = 1_000
"""Most articles on one list: to put one first moves all others."""

_DEFAULTS: Values = {"quantity": 1}


@dataclass(frozen=True, slots=True)
class _Place:
    item_id: str
    position: int | None


def add_item(act: Act, list_id: str, values: Values) -> str:
    """Puts an article on a list, at the position told or at the end.

    Raises:
        Rejected: there is no such list, it is not manual or full, or a value breaks a rule.
    """
    values = given(values)
    wish_list = find_and_check(
        lambda: hold(act, SkuList, list_id, *INPUT, "skuListId"),
        SkuListItem,
        SKU_LIST_ITEM,
        values,
        is_new=True,
    )
    if not wish_list["manual"]:
        message = "The list is not manual: its regular expression tells which articles are on it."
        refuse(UserErrorCode.INVALID, message, *INPUT, "skuListId")
    places = _places(act, list_id)
    if len(places) >= MOST_ITEMS:
        message = f"The list has {len(places)} articles; expected at most {MOST_ITEMS}."
        refuse(UserErrorCode.TOO_LONG, message, *INPUT, "skuListId")
    item_id = new_id(SkuListItem.__prefix__)
    position = _put(places, item_id, values.get("position"))
    _write_places(act, wish_list, places, without=item_id)
    placed = {"id": item_id, "position": position, "sku_list_id": list_id}
    new = {**_DEFAULTS, **values, **placed, "customer_id": wish_list["customer_id"]}
    rows.add(act, SkuListItem, new, shown={"position": change(None, position)})
    return item_id


def update_item(act: Act, item_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; a new position moves the others, None moves to the end.

    Raises:
        Rejected: there is no such article, it was changed meanwhile, or a value breaks a rule.
    """
    row = find_and_check(
        lambda: rows.find(act, SkuListItem, item_id, expected_version=expected_version),
        SkuListItem,
        SKU_LIST_ITEM,
        values,
    )
    new = restored(values, _DEFAULTS)
    shown: Changes = {}
    if "position" in new:
        wish_list = hold(act, SkuList, row["sku_list_id"])
        places = [place for place in _places(act, wish_list["id"]) if place.item_id != item_id]
        new["position"] = _put(places, item_id, new["position"])
        _write_places(act, wish_list, places, without=item_id)
        if new["position"] != row["position"]:
            shown["position"] = change(row["position"], new["position"])
    rows.change(act, SkuListItem, row, new, shown=shown)
    return item_id


def remove_item(act: Act, item_id: str, expected_version: int | None) -> str:
    """Takes an article off its list; those behind it move up. Returns the id of the list.

    Raises:
        Rejected: there is no such article, or it was changed meanwhile.
    """
    row = rows.find(act, SkuListItem, item_id, expected_version=expected_version)
    wish_list = hold(act, SkuList, row["sku_list_id"])
    rows.remove(act, SkuListItem, row)
    _write_places(act, wish_list, _places(act, wish_list["id"]))
    return str(wish_list["id"])


def _places(act: Act, list_id: str) -> list[_Place]:
    """Articles in their order; those that a source system gave no position come last."""
    return [_Place(*row) for row in act.transaction.select("places of a list", _in_order, {"list": list_id})]


def _put(places: list[_Place], item_id: str, position: int | None) -> int:
    """Puts an article among the others; returns its position."""
    last = len(places) + 1
    if position is not None and position > last:
        refuse(UserErrorCode.INVALID, f"position is {position}; expected 1 to {last}.", *INPUT, "position")
    position = position or last
    places.insert(position - 1, _Place(item_id, position))
    return position


def _write_places(act: Act, wish_list: Row, places: Sequence[_Place], *, without: str | None = None) -> None:
    """Gives every article but one the position it has in the sequence, with an event for each that moves."""
    moved: dict[int, list[str]] = {}
    before = {}
    for position, place in enumerate(places, 1):
        if place.position != position and place.item_id != without:
            moved.setdefault(position - (place.position or 0), []).append(place.item_id)
            before[place.item_id] = place.position
    events = []
    for by, item_ids in moved.items():
        for item_id, version, position in _move(act, item_ids, by):
            row = {"id": item_id, "version": version, "customer_id": wish_list["customer_id"]}
            changes = {"position": change(before[item_id], position)}
            events.append(rows.event_of(SkuListItem, row, "update", "updated", changes))
    act.record(*events)


def _move(act: Act, item_ids: list[str], by: int) -> list[Sequence[Any]]:
    """Moves articles by as many places; their ids, versions and positions."""
    dialect = DIALECTS[act.transaction.texts.dialect.name]
    values = {"ids": dialect.bind_many(Scalar.ID)(item_ids), "by": by, "at": act.at}
    return act.transaction.run("move articles", lambda: _move_by(dialect), values)


_ITEMS = table_of(SkuListItem)


def _in_order() -> Any:
    return (
        select(_ITEMS.c.id, _ITEMS.c.position)
        .where(_ITEMS.c.sku_list_id == bindparam("list"))
        .order_by(_ITEMS.c.position.is_(None), _ITEMS.c.position, _ITEMS.c.created_at, _ITEMS.c.id)
    )


def _move_by(dialect: Any) -> Any:
    ids = bindparam("ids", type_=dialect.many_type(Scalar.ID))
    return (
        update(_ITEMS)
        .where(dialect.among(_ITEMS.c.id, ids, Scalar.ID))
        .values(
            position=func.coalesce(_ITEMS.c.position, 0) + bindparam("by", type_=_ITEMS.c.position.type),
            version=_ITEMS.c.version + 1,
            updated_at=bindparam("at"),
        )
        .returning(_ITEMS.c.id, _ITEMS.c.version, _ITEMS.c.position)
    )
