"""The acts on markets and stock locations, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.domain.orders.operations import markets as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON, URL


@strawberry.input
class MarketFields:
    """What may be written of a market, whether it is new or not."""

    code: Maybe[str | None] = field("Short name of the market.")
    checkout_url: Maybe[URL | None] = field("Address of the market's checkout.")
    customer_group_id: Maybe[ID | None] = field(
        "Id of the group that alone may buy here: it makes the market private, null makes it public."
    )
    reference: Maybe[str | None] = field("Identifier of the market in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input(description="A new market.")
class MarketCreateInput(MarketFields, Repeatable):
    name: str = field("Name of the market.")


@strawberry.input(description="Changes to a market. What is left out stays as it is; null clears.")
class MarketUpdateInput(MarketFields, Existing):
    name: Maybe[str] = field("Name of the market.")


@strawberry.input(description="Which market to close.")
class MarketDisableInput(Existing):
    pass


@strawberry.input(description="Which market to open again.")
class MarketEnableInput(Existing):
    pass


@strawberry.input(description="Which market to delete.")
class MarketDeleteInput(Existing):
    pass


@strawberry.input
class StockLocationFields:
    """What may be written of a stock location, whether it is new or not."""

    code: Maybe[str | None] = field("Short name of the location.")
    label_format: Maybe[str | None] = field("Format of its shipping labels, such as `PDF`.")
    suppress_etd: Maybe[bool] = field("Whether customs documents are printed instead of sent electronically.")
    reference: Maybe[str | None] = field("Identifier of the location in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input(description="A new stock location.")
class StockLocationCreateInput(StockLocationFields, Repeatable):
    name: str = field("Name of the location.")


@strawberry.input(description="Changes to a stock location. What is left out stays as it is; null clears.")
class StockLocationUpdateInput(StockLocationFields, Existing):
    name: Maybe[str] = field("Name of the location.")


@strawberry.input(description="Which stock location to delete.")
class StockLocationDeleteInput(Existing):
    pass


def _create_market(act: Act, given: MarketCreateInput) -> Outcome:
    return Outcome({"market": operations.create_market(act, values_of(given))})


def _update_market(act: Act, given: MarketUpdateInput) -> Outcome:
    return Outcome({"market": operations.update_market(act, given.id, values_of(given), expected_of(given))})


def _disable_market(act: Act, given: MarketDisableInput) -> Outcome:
    return Outcome({"market": operations.disable_market(act, given.id, expected_of(given))})


def _enable_market(act: Act, given: MarketEnableInput) -> Outcome:
    return Outcome({"market": operations.enable_market(act, given.id, expected_of(given))})


def _delete_market(act: Act, given: MarketDeleteInput) -> Outcome:
    return Outcome(values={"deletedMarketId": operations.delete_market(act, given.id, expected_of(given))})


def _create_stock_location(act: Act, given: StockLocationCreateInput) -> Outcome:
    return Outcome({"stockLocation": operations.create_stock_location(act, values_of(given))})


def _update_stock_location(act: Act, given: StockLocationUpdateInput) -> Outcome:
    changed = operations.update_stock_location(act, given.id, values_of(given), expected_of(given))
    return Outcome({"stockLocation": changed})


def _delete_stock_location(act: Act, given: StockLocationDeleteInput) -> Outcome:
    deleted = operations.delete_stock_location(act, given.id, expected_of(given))
    return Outcome(values={"deletedStockLocationId": deleted})


_MARKET = {"market": ("Market", "The market as it is now; null when nothing was done.")}
_LOCATION = {
    "stockLocation": ("StockLocation", "The stock location as it is now; null when nothing was done.")
}

MUTATIONS = (
    Mutation("marketCreate", "Creates a market.", MarketCreateInput, _create_market, _MARKET),
    Mutation("marketUpdate", "Changes a market.", MarketUpdateInput, _update_market, _MARKET),
    Mutation("marketDisable", "Closes a market.", MarketDisableInput, _disable_market, _MARKET),
    Mutation("marketEnable", "Opens a market again.", MarketEnableInput, _enable_market, _MARKET),
    Mutation(
        "marketDelete",
        "Deletes a market in which nothing was sold.",
        MarketDeleteInput,
        _delete_market,
        {},
        {"deletedMarketId": ("ID | None", "Id of the market; null when nothing was done.")},
    ),
    Mutation(
        "stockLocationCreate",
        "Creates a stock location.",
        StockLocationCreateInput,
        _create_stock_location,
        _LOCATION,
    ),
    Mutation(
        "stockLocationUpdate",
        "Changes a stock location.",
        StockLocationUpdateInput,
        _update_stock_location,
        _LOCATION,
    ),
    Mutation(
        "stockLocationDelete",
        "Deletes a stock location to which nothing was returned.",
        StockLocationDeleteInput,
        _delete_stock_location,
        {},
        {"deletedStockLocationId": ("ID | None", "Id of the stock location; null when nothing was done.")},
    ),
)
