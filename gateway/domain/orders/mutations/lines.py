"""The acts on the lines of an order that is not placed, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.domain.orders.operations import lines as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON, URL, Decimal


@strawberry.input
class OrderLineFields:
    """What may be written of a line, whether it is new or not."""

    sku: Maybe[str | None] = field("Stock keeping unit of the article.")
    bundle_code: Maybe[str | None] = field("Code of the bundle, when several articles are sold as one.")
    name: Maybe[str | None] = field("Name of the article.")
    item_type: Maybe[str | None] = field("What the line is for, such as `skus` or `shipments`.")
    discount: Maybe[Decimal | None] = field("Discount on this line, in all; zero or negative.")
    image_url: Maybe[URL | None] = field("Address of a picture of the article.")
    reference: Maybe[str | None] = field("Identifier of the line in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input(description="A line of an order; it needs `sku`, `bundleCode` or `name`.")
class OrderLineInput(OrderLineFields):
    quantity: int = field("How many; 1 or more.", default=1)
    unit_price: Decimal = field("Price of one, in the order's currency and with its decimals: `12.50`.")


@strawberry.input(description="A new last line of an order.")
class OrderLineAddInput(OrderLineInput, Repeatable):
    order_id: ID = field("Id of the order.")


@strawberry.input(description="Changes to a line. What is left out stays as it is; null clears.")
class OrderLineUpdateInput(OrderLineFields, Existing):
    quantity: Maybe[int] = field("How many; 1 or more.")
    unit_price: Maybe[Decimal] = field("Price of one, in the order's currency and with its decimals.")


@strawberry.input(description="Which line to take away.")
class OrderLineRemoveInput(Existing):
    pass


def _add(act: Act, given: OrderLineAddInput) -> Outcome:
    order, line = operations.add_line(act, given.order_id, values_of(given, without=frozenset({"order_id"})))
    return Outcome({"order": order, "orderLine": line})


def _update(act: Act, given: OrderLineUpdateInput) -> Outcome:
    order, line = operations.update_line(act, given.id, values_of(given), expected_of(given))
    return Outcome({"order": order, "orderLine": line})


def _remove(act: Act, given: OrderLineRemoveInput) -> Outcome:
    order, line = operations.remove_line(act, given.id, expected_of(given))
    return Outcome({"order": order}, {"removedOrderLineId": line})


_ORDER = ("Order", "The order with its new totals; null when nothing was done.")
_SHOWN = {"order": _ORDER, "orderLine": ("OrderLine", "The line as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation("orderLineAdd", "Adds a line to an order that is not placed.", OrderLineAddInput, _add, _SHOWN),
    Mutation(
        "orderLineUpdate",
        "Changes a line of an order that is not placed.",
        OrderLineUpdateInput,
        _update,
        _SHOWN,
    ),
    Mutation(
        "orderLineRemove",
        "Takes a line away from an order that is not placed.",
        OrderLineRemoveInput,
        _remove,
        {"order": _ORDER},
        {"removedOrderLineId": ("ID | None", "Id of the line; null when nothing was done.")},
    ),
)
