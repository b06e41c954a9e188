"""Orders: made, changed until they are bought, and taken away while they are drafts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.amounts import read_amounts
from gateway.domain.customers.model import Channel, Customer
from gateway.domain.customers.rules import in_country
from gateway.domain.orders.model import (
    AddressKind,
    Market,
    Order,
    OrderAddress,
    OrderLine,
    OrderStatus,
    Return,
)
from gateway.domain.orders.operations import progress
from gateway.domain.orders.operations.totals import AMOUNTS, EITHER, NEGATIVE, line_total, totals
from gateway.domain.orders.rules import ADDRESS, LINE, MOST_LINES, ORDER
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.domain.rules import check
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import change, shown_row
from gateway.view import table_of

Values = Mapping[str, Any]
"""Columns → values; amounts are decimal text."""

EDITABLE = (OrderStatus.DRAFT, OrderStatus.PENDING, OrderStatus.EDITING)
"""States in which what is ordered may change."""

NUMBER_TAKEN = UserError("Another order has this number.", (*INPUT, "number"), UserErrorCode.TAKEN)
ADDRESSES = {"shipping_address": AddressKind.SHIPPING, "billing_address": AddressKind.BILLING}
LINE_AMOUNTS = ("unit_price", "discount")


def create_order(act: Act, values: Values, lines: Sequence[Values]) -> str:
    """A draft with its lines, or with `placed_at` an order that was bought at that time; returns its id.

    Raises:
        Rejected: a value breaks a rule, or names what is not there.
    """
    given = {column: value for column, value in values.items() if value is not None}
    refusals, currency = Refusals(), given["currency"]
    columns = {name: value for name, value in given.items() if name not in {*ADDRESSES, "placed_at"}}
    with refusals.collecting():
        rows.find(act, Customer, given["customer_id"], path=(*INPUT, "customerId"))
    _check_order(act, columns, refusals)
    _check_addresses(given, refusals)
    with refusals.collecting():
        if len(lines) > MOST_LINES:
            message = f"There are {len(lines)} lines; expected at most {MOST_LINES}."
            refuse(UserErrorCode.TOO_LONG, message, *INPUT, "lines")
    new_lines = []
    for place, line in enumerate(lines[:MOST_LINES]):
        with refusals.collecting():
            new_lines.append(read_line(line, currency, (*INPUT, "lines", str(place)), is_new=True))
    with refusals.collecting():
        columns = read_amounts(columns, currency, AMOUNTS, negative=NEGATIVE, either=EITHER)
    with refusals.collecting():
        progress.check_placed_at(act, given.get("placed_at"))
    _check_number(act, columns, None, refusals)
    refusals.tell()
    order = rows.add(
        act,
        Order,
        {
            **_NEW,
            **columns,
            **totals(columns, new_lines, of_order=columns.get("discount") or 0),
        },
    )
    for place, line in enumerate(new_lines, 1):
        add_line_row(act, order, line, place)
    for name in ADDRESSES:
        _write_address(act, order, ADDRESSES[name], None, given.get(name) or {})
    if given.get("placed_at"):
        progress.place_order(act, order["id"], None, placed_at=given["placed_at"])
    return str(order["id"])


_NEW: Values = {"status": "DRAFT", "payment_status": "UNPAID", "fulfillment_status": "UNFULFILLED"}


def update_order(act: Act, order_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears.

    Raises:
        Rejected: the order may not be changed any more, or a value breaks a rule.
    """
    refusals = Refusals()
    order = refusals.found(lambda: find_editable(act, order_id, expected_version=expected_version))
    columns = {name: value for name, value in values.items() if name not in ADDRESSES}
    _check_order(act, columns, refusals)
    _check_addresses(values, refusals)
    with refusals.collecting():
        if order:
            columns = read_amounts(columns, order["currency"], AMOUNTS, negative=NEGATIVE, either=EITHER)
    _check_number(act, columns, order_id, refusals)
    refusals.tell()
    lines = lines_of(act, order_id)
    of_order = (columns["discount"] or 0) if "discount" in columns else discount_of_order(order, lines)
    new = {**columns, **totals({**order, **columns}, lines, of_order=of_order)}
    addresses = {ADDRESSES[name]: values[name] for name in ADDRESSES if name in values}
    found = {kind: _find_address(act, order_id, kind) for kind in addresses}
    shown = {
        f"{kind.lower()}Address": change(*_shown_address(found[kind], given))
        for kind, given in addresses.items()
        if _differs(found[kind], given)
    }
    after = rows.change(act, Order, order, new, shown=shown)
    for kind, given in addresses.items():
        _write_address(act, after, kind, found[kind], given)
    return order_id


def delete_order(act: Act, order_id: str, expected_version: int | None) -> str:
    """Takes away a draft, with its lines and addresses.

    Raises:
        Rejected: it is more than a draft, or something is returned from it.
    """
    order = rows.find(act, Order, order_id, expected_version=expected_version, may_be_anonymized=True)
    if order["status"] != OrderStatus.DRAFT:
        message = f"The order is {order['status']}; only a DRAFT can be deleted."
        refuse(UserErrorCode.CONFLICT, message, *INPUT, "id")
    if act.transaction.select("a return of an order", _find_return, {"order": order_id}):
        # Nobody returns from a draft here; other systems may say so.
        message = "Something was returned from the order; it cannot be deleted."
        refuse(UserErrorCode.CONFLICT, message, *INPUT, "id")
    rows.remove(act, Order, order)
    return order_id


def _find_return() -> Any:
    returns = table_of(Return)
    return select(returns.c.id).where(returns.c.order_id == bindparam("order")).limit(1)


def find_editable(
    act: Act,
    order_id: str,
    *,
    path: tuple[str, ...] = (*INPUT, "id"),
    expected_version: int | None = None,
) -> Row:
    """An order whose content may change; nobody else changes it meanwhile.

    Raises:
        Rejected: NOT_FOUND, or CONFLICT when it is placed.
    """
    order = rows.find(act, Order, order_id, path=path, expected_version=expected_version)
    if order["status"] not in EDITABLE:
        message = f"The order is {order['status']}; it can be changed while it is {', '.join(EDITABLE)}."
        refuse(UserErrorCode.CONFLICT, message, *path)
    return order


# ── Lines ──────────────────────────────────────────────────────────────────────────────────────────────────────


def read_line(
    values: Values, currency: str | None, path: tuple[str, ...] = INPUT, *, is_new: bool = False
) -> dict[str, Any]:
    """A line's columns with amounts in minor units, checked; without a currency the amounts stay as they are.

    Raises:
        Rejected: a value breaks a rule; a new line needs something that names the article.
    """
    if is_new:
        values = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    read = dict(values)
    with refusals.collecting():
        check(OrderLine, LINE, values, is_new=is_new, path=path)
    with refusals.collecting():
        if currency is not None:
            read = read_amounts(values, currency, LINE_AMOUNTS, path=path, negative=("discount",))
    with refusals.collecting():
        if is_new and not any(values.get(name) for name in ("sku", "bundle_code", "name")):
            refuse(UserErrorCode.REQUIRED, "sku is missing; expected sku, bundleCode or name.", *path, "sku")
    refusals.tell()
    return read


def lines_of(act: Act, order_id: str) -> list[Row]:
    """The lines of an order, in their sequence."""
    columns = ("id", "position", "quantity", "unit_price", "discount", "total")
    found = act.transaction.select(
        "lines of an order",
        lambda: (
            select(*(_LINES.c[name] for name in columns))
            .where(_LINES.c.order_id == bindparam("order"))
            .order_by(_LINES.c.position, _LINES.c.id)
        ),
        {"order": order_id},
    )
    return [dict(zip(columns, line, strict=True)) for line in found]


def add_line_row(act: Act, order: Row, line: Values, position: int) -> Row:
    """Writes a new line of an order."""
    belongs = {
        "position": position,
        "currency": order["currency"],
        "order_id": order["id"],
        "customer_id": order["customer_id"],
    }
    return rows.add(act, OrderLine, {**line, **belongs, "total": line_total(line)})


def discount_of_order(order: Row, lines: Sequence[Values]) -> int:
    """What of the order's discount is not that of its lines; nothing where a system told less than its lines have."""
    return min(0, int(order["discount"] or 0) - sum(line["discount"] or 0 for line in lines))


# ── Parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_order(act: Act, values: Values, refusals: Refusals) -> None:
    with refusals.collecting():
        check(Order, ORDER, {name: value for name, value in values.items() if name not in AMOUNTS})
    for column, entity in (("market_id", Market), ("channel_id", Channel)):
        if values.get(column) is not None:
            with refusals.collecting():
                rows.find(act, entity, values[column], path=(*INPUT, f"{column.removesuffix('_id')}Id"))


def _check_number(act: Act, values: Values, order_id: str | None, refusals: Refusals) -> None:
    """Of an input that is good the database says whether its number is taken, when the row is written."""
    if refusals.errors and values.get("number") and not refusals.is_refused(*INPUT, "number"):
        key = {"environment": act.environment, "number": values["number"]}
        found = act.transaction.select("orders made here by number", _by_number, key)
        if any(other != order_id for (other,) in found):
            refusals.add(NUMBER_TAKEN)


def _by_number() -> Any:
    orders = table_of(Order)
    is_theirs = orders.c.environment == bindparam("environment")
    return select(orders.c.id).where(
        is_theirs, orders.c.number == bindparam("number"), orders.c.system.is_(None)
    )


def _check_addresses(values: Values, refusals: Refusals) -> None:
    for name, kind in ADDRESSES.items():
        with refusals.collecting():
            given = values.get(name) or {}
            rules = in_country(ADDRESS, given.get("country_code"))
            check(OrderAddress, rules, given, path=(*INPUT, f"{kind.lower()}Address"))


def _find_address(act: Act, order_id: str, kind: AddressKind) -> Row | None:
    found = act.transaction.select(
        "address of an order",
        lambda: select(_ADDRESSES.c.id).where(
            _ADDRESSES.c.order_id == bindparam("order"), _ADDRESSES.c.kind == bindparam("kind")
        ),
        {"order": order_id, "kind": kind.value},
    )
    return act.transaction.get(OrderAddress, found[0][0]) if found else None


def _differs(found: Row | None, given: Values | None) -> bool:
    if found is None:
        return bool(given)
    return given is None or any(found[column] != value for column, value in given.items())


def _shown_address(found: Row | None, given: Values | None) -> tuple[Any, Any]:
    before = shown_row(OrderAddress, found) if found else None
    after = shown_row(OrderAddress, {**(found or {}), **given}) if given is not None else None
    return before, after


def _write_address(act: Act, order: Row, kind: AddressKind, found: Row | None, given: Values | None) -> None:
    """Makes, changes or, for None, takes away an address of an order."""
    if found is not None:
        if given is None:
            rows.remove(act, OrderAddress, found)
        else:
            rows.change(act, OrderAddress, found, given)
    elif given:
        belongs = {"kind": kind, "order_id": order["id"], "customer_id": order["customer_id"]}
        rows.add(act, OrderAddress, {"business": False, **given, **belongs})


_LINES = table_of(OrderLine)
_ADDRESSES = table_of(OrderAddress)
