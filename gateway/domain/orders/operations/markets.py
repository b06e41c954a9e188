"""Markets and stock locations: made, changed, closed, and taken away while nothing was sold or sent there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.domain import rows
from gateway.domain.customers.model import CustomerGroup
from gateway.domain.customers.operations.belongings import find_and_check
from gateway.domain.orders.model import Market, Order, OrderSubscription, Return, StockLocation
from gateway.domain.orders.rules import MARKET, STOCK_LOCATION
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, refuse
from gateway.domain.rules import check
from gateway.entity import Entity
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]


def create_market(act: Act, values: Values) -> str:
    """A market, open from the start; private when it has a group of customers."""
    given = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    privacy: Values = {}
    with refusals.collecting():
        check(Market, MARKET, given, is_new=True)
    with refusals.collecting():
        privacy = _privacy(act, given)
    refusals.tell()
    return str(rows.add(act, Market, {"private": False, **given, **privacy})["id"])


def update_market(act: Act, market_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears."""
    refusals = Refusals()
    privacy: Values = {}
    row = refusals.found(lambda: rows.find(act, Market, market_id, expected_version=expected_version))
    with refusals.collecting():
        check(Market, MARKET, values)
    with refusals.collecting():
        privacy = _privacy(act, values)
    refusals.tell()
    rows.change(act, Market, row, {**values, **privacy})
    return market_id


def disable_market(act: Act, market_id: str, expected_version: int | None) -> str:
    """Closes a market; one that is closed stays closed since then."""
    row = rows.find(act, Market, market_id, expected_version=expected_version)
    closed = {"disabled_at": row["disabled_at"] or act.at}
    rows.change(act, Market, row, closed, event="disable", done="disabled")
    return market_id


def enable_market(act: Act, market_id: str, expected_version: int | None) -> str:
    """Opens a market again."""
    row = rows.find(act, Market, market_id, expected_version=expected_version)
    rows.change(act, Market, row, {"disabled_at": None}, event="enable", done="enabled")
    return market_id


def delete_market(act: Act, market_id: str, expected_version: int | None) -> str:
    """Takes a market away in which nothing was sold.

    Raises:
        Rejected: orders or recurring orders are of it; it can be disabled.
    """
    row = rows.find(act, Market, market_id, expected_version=expected_version)
    for entity in (Order, OrderSubscription):
        _refuse_used(act, Market, entity, market_id)
    rows.remove(act, Market, row)
    return market_id


def create_stock_location(act: Act, values: Values) -> str:
    """A place that goods are shipped from."""
    given = {column: value for column, value in values.items() if value is not None}
    check(StockLocation, STOCK_LOCATION, {"suppress_etd": False, **given}, is_new=True)
    return str(rows.add(act, StockLocation, {"suppress_etd": False, **given})["id"])


def update_stock_location(
    act: Act, stock_location_id: str, values: Values, expected_version: int | None
) -> str:
    """Changes the columns given, and only those; None clears."""
    row = find_and_check(
        lambda: rows.find(act, StockLocation, stock_location_id, expected_version=expected_version),
        StockLocation,
        STOCK_LOCATION,
        values,
    )
    rows.change(act, StockLocation, row, values)
    return stock_location_id


def delete_stock_location(act: Act, stock_location_id: str, expected_version: int | None) -> str:
    """Takes a place away to which nothing was returned.

    Raises:
        Rejected: returns were sent there.
    """
    row = rows.find(act, StockLocation, stock_location_id, expected_version=expected_version)
    _refuse_used(act, StockLocation, Return, stock_location_id)
    rows.remove(act, StockLocation, row)
    return stock_location_id


def _privacy(act: Act, values: Values) -> dict[str, Any]:
    if "customer_group_id" not in values:
        return {}
    group = values["customer_group_id"]
    if group is not None:
        rows.find(act, CustomerGroup, group, path=(*INPUT, "customerGroupId"))
    return {"private": group is not None}


def _refuse_used(act: Act, entity: type[Entity], by: type[Entity], key: str) -> None:
    column = table_of(by).c[f"{table_of(entity).name}_id"]
    ((count,),) = act.transaction.select(
        f"{by.__name__} of a {entity.__name__}",
        lambda: select(func.count()).where(column == bindparam("key")),
        {"key": key},
    )
    if count:
        others = f"{rows.words(by)}{'s' if count > 1 else ''}"
        message = f"The {rows.words(entity)} has {count} {others}; one that was used cannot be deleted."
        refuse(UserErrorCode.CONFLICT, message, *INPUT, "id")
