"""The lines of an order that is not bought yet: each act makes the order's totals anew, and raises its version."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.orders.model import Order, OrderLine, ReturnLine
from gateway.domain.orders.operations.orders import (
    add_line_row,
    discount_of_order,
    find_editable,
    lines_of,
    read_line,
)
from gateway.domain.orders.operations.totals import line_total, totals
from gateway.domain.orders.rules import MOST_LINES
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import change, shown_row
from gateway.identifier import new_id
from gateway.view import table_of

Values = Mapping[str, Any]


def add_line(act: Act, order_id: str, values: Values) -> tuple[str, str]:
    """A new last line; returns the order's id and the line's."""
    refusals = Refusals()
    line: dict[str, Any] = {}
    order = refusals.found(lambda: find_editable(act, order_id, path=(*INPUT, "orderId")))
    with refusals.collecting():
        # Of no order there is no currency by which its amounts could be read.
        line = read_line(values, order.get("currency"), is_new=True)
    refusals.tell()
    line["id"] = new_id(OrderLine.__prefix__)
    before = lines_of(act, order_id)
    if len(before) >= MOST_LINES:
        message = f"The order has {len(before)} lines; expected at most {MOST_LINES}."
        refuse(UserErrorCode.TOO_LONG, message, *INPUT, "orderId")
    order = _change_totals(
        act, order, before, [*before, line], line["id"], None, {**line, "total": line_total(line)}
    )
    position = max((each["position"] for each in before), default=0) + 1
    add_line_row(act, order, line, position)
    return order_id, str(line["id"])


def update_line(act: Act, line_id: str, values: Values, expected_version: int | None) -> tuple[str, str]:
    """Changes the columns given of a line; returns the order's id and the line's."""
    refusals = Refusals()
    line: Row = {}
    order: Row = {}
    read: dict[str, Any] = {}
    with refusals.collecting():
        line, order = _find_line(act, line_id, expected_version)
    with refusals.collecting():
        read = read_line(values, order.get("currency"))
    refusals.tell()
    new = {**line, **read}
    if new["unit_price"] is not None:
        new["total"] = line_total(new)
    if all(line[column] == new[column] for column in (*read, "total")):
        return str(order["id"]), line_id
    before = lines_of(act, order["id"])
    after = [new if each["id"] == line_id else each for each in before]
    _change_totals(act, order, before, after, line_id, line, new)
    rows.change(act, OrderLine, line, {**read, "total": new["total"]})
    return str(order["id"]), line_id


def remove_line(act: Act, line_id: str, expected_version: int | None) -> tuple[str, str]:
    """Takes a line away; returns the order's id and what the line's was.

    Raises:
        Rejected: there is no such line, its order may not be changed any more, or something of it was returned.
    """
    line, order = _find_line(act, line_id, expected_version)
    if act.transaction.select("a return of a line", _find_return, {"line": line_id}):
        message = "Something of the line is returned; it cannot be removed."
        refuse(UserErrorCode.CONFLICT, message, *INPUT, "id")
    before = lines_of(act, order["id"])
    after = [each for each in before if each["id"] != line_id]
    _change_totals(act, order, before, after, line_id, line, None)
    rows.remove(act, OrderLine, line)
    return str(order["id"]), line_id


def _find_return() -> Any:
    lines = table_of(ReturnLine)
    return select(lines.c.id).where(lines.c.order_line_id == bindparam("line")).limit(1)


def _find_line(act: Act, line_id: str, expected_version: int | None) -> tuple[Row, Row]:
    line = rows.find(act, OrderLine, line_id, expected_version=expected_version)
    return line, find_editable(act, line["order_id"])


def _change_totals(
    act: Act,
    order: Row,
    before: Sequence[Values],
    after: Sequence[Values],
    line_id: str,
    was: Values | None,
    becomes: Values | None,
) -> Row:
    """The order with the totals of its lines as they will be; its event tells of the line.

    The order comes first, and always has a new version: of two who change lines at a time, one begins again.
    """
    shown = {
        f"lines.{line_id}": change(
            shown_row(OrderLine, was) if was else None, shown_row(OrderLine, becomes) if becomes else None
        )
    }
    sums = totals(order, after, of_order=discount_of_order(order, before))
    return rows.change(act, Order, order, sums, shown=shown)
