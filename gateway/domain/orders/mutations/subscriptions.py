"""The acts on recurring orders, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.inputs import Existing, Repeatable, expected_of, field, some, values_of
from gateway.domain.orders.operations import subscription_items
from gateway.domain.orders.operations import subscriptions as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON, Currency, DateTime, Decimal, EmailAddress

_FREQUENCY = (
    "`hourly`, `daily`, `weekly`, `monthly`, `two-month`, `three-month`, `four-month`, `six-month`, `yearly`, "
    "or a crontab expression in UTC whose minute is one number, such as `30 6 * * 1`."
)


@strawberry.input
class OrderSubscriptionFields:
    """What may be written of a recurring order, whether it is new or not."""

    number: Maybe[str | None] = field("Number the customer knows it by.")
    activate_by_source_order: Maybe[bool | None] = field(
        "Whether placing the source order starts it; yes when there is nothing said."
    )
    place_target_order: Maybe[bool | None] = field(
        "Whether each run also places the order it makes; yes when there is nothing said."
    )
    renewal_alert_period: Maybe[int | None] = field(
        "Hours before a run at which the customer is told: 1 to 720; 1 when there is nothing said."
    )
    customer_email: Maybe[EmailAddress | None] = field("E-mail address given with the first order.")
    starts_at: Maybe[DateTime | None] = field(
        "When it starts, and what its runs count from; needed when no order starts it."
    )
    expires_at: Maybe[DateTime | None] = field("When it ends; after `startsAt`.")
    options: Maybe[JSON | None] = field("Settings of the shop for its runs: a JSON object.")
    market_id: Maybe[ID | None] = field("Id of the market it is sold in.")
    payment_source_id: Maybe[ID | None] = field("Id of the customer's means of payment that it uses.")
    reference: Maybe[str | None] = field("Identifier of the recurring order in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input
class OrderSubscriptionItemFields:
    """What may be written of an item, whether it is new or not."""

    sku: Maybe[str | None] = field("Stock keeping unit of the article.")
    bundle_code: Maybe[str | None] = field("Code of the bundle, when several articles are sold as one.")
    unit_price: Maybe[Decimal | None] = field("Price of one, in the item's currency and with its decimals.")
    reference: Maybe[str | None] = field("Identifier of the item in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input(description="An item of a recurring order; it needs `sku` or `bundleCode`.")
class OrderSubscriptionItemInput(OrderSubscriptionItemFields):
    quantity: int = field("How many each run orders; 1 or more.", default=1)
    currency: Currency = field("ISO 4217 code of the item's amounts.")


@strawberry.input(description="A new recurring order: a draft until it is activated.")
class OrderSubscriptionCreateInput(OrderSubscriptionFields, Repeatable):
    customer_id: ID = field("Id of the customer it belongs to.")
    frequency: str = field(f"How often it runs: {_FREQUENCY}")
    source_order_id: Maybe[ID | None] = field("Id of the customer's order it is made from.")
    items: Maybe[list[OrderSubscriptionItemInput] | None] = field("What each run orders; at most 250.")


@strawberry.input(
    description="Changes to a recurring order that has not ended. What is left out stays as it is; null clears."
)
class OrderSubscriptionUpdateInput(OrderSubscriptionFields, Existing):
    frequency: Maybe[str] = field(f"How often it runs: {_FREQUENCY}")


@strawberry.input(description="Which recurring order to start, or to take up again.")
class OrderSubscriptionActivateInput(Existing):
    pass


@strawberry.input(description="Which recurring order is to rest.")
class OrderSubscriptionDeactivateInput(Existing):
    pass


@strawberry.input(description="Which recurring order ends for good.")
class OrderSubscriptionCancelInput(Existing):
    pass


@strawberry.input(description="A new last item of a recurring order.")
class OrderSubscriptionItemAddInput(OrderSubscriptionItemInput, Repeatable):
    order_subscription_id: ID = field("Id of the recurring order.")


@strawberry.input(description="Changes to an item. What is left out stays as it is; null clears.")
class OrderSubscriptionItemUpdateInput(OrderSubscriptionItemFields, Existing):
    quantity: Maybe[int] = field("How many each run orders; 1 or more.")


@strawberry.input(description="Which item to take away.")
class OrderSubscriptionItemRemoveInput(Existing):
    pass


def _create(act: Act, given: OrderSubscriptionCreateInput) -> Outcome:
    items = [values_of(item) for item in some(given.items) or ()]
    values = values_of(given, without=frozenset({"items"}))
    return _outcome(operations.create_subscription(act, values, items))


def _update(act: Act, given: OrderSubscriptionUpdateInput) -> Outcome:
    return _outcome(operations.update_subscription(act, given.id, values_of(given), expected_of(given)))


def _activate(act: Act, given: OrderSubscriptionActivateInput) -> Outcome:
    return _outcome(operations.activate_subscription(act, given.id, expected_of(given)))


def _deactivate(act: Act, given: OrderSubscriptionDeactivateInput) -> Outcome:
    return _outcome(operations.deactivate_subscription(act, given.id, expected_of(given)))


def _cancel(act: Act, given: OrderSubscriptionCancelInput) -> Outcome:
    return _outcome(operations.cancel_subscription(act, given.id, expected_of(given)))


def _add_item(act: Act, given: OrderSubscriptionItemAddInput) -> Outcome:
    values = values_of(given, without=frozenset({"order_subscription_id"}))
    return _outcome(*subscription_items.add_item(act, given.order_subscription_id, values))


def _update_item(act: Act, given: OrderSubscriptionItemUpdateInput) -> Outcome:
    return _outcome(*subscription_items.update_item(act, given.id, values_of(given), expected_of(given)))


def _remove_item(act: Act, given: OrderSubscriptionItemRemoveInput) -> Outcome:
    subscription, item = subscription_items.remove_item(act, given.id, expected_of(given))
    return Outcome({"orderSubscription": subscription}, {"removedOrderSubscriptionItemId": item})


def _outcome(subscription: str, item: str | None = None) -> Outcome:
    return Outcome({"orderSubscription": subscription, "orderSubscriptionItem": item})


_SHOWN = {
    "orderSubscription": (
        "OrderSubscription",
        "The recurring order as it is now; null when nothing was done.",
    )
}
_ITEM = {
    **_SHOWN,
    "orderSubscriptionItem": ("OrderSubscriptionItem", "The item as it is now; null when nothing was done."),
}

MUTATIONS = (
    Mutation(
        "orderSubscriptionCreate", "Creates a recurring order.", OrderSubscriptionCreateInput, _create, _SHOWN
    ),
    Mutation(
        "orderSubscriptionUpdate",
        "Changes a recurring order; what changes its schedule changes its next run.",
        OrderSubscriptionUpdateInput,
        _update,
        _SHOWN,
    ),
    Mutation(
        "orderSubscriptionActivate",
        "Starts a recurring order, or takes it up again.",
        OrderSubscriptionActivateInput,
        _activate,
        _SHOWN,
    ),
    Mutation(
        "orderSubscriptionDeactivate",
        "Lets a recurring order rest; it has no next run until it is activated again.",
        OrderSubscriptionDeactivateInput,
        _deactivate,
        _SHOWN,
    ),
    Mutation(
        "orderSubscriptionCancel",
        "Ends a recurring order for good.",
        OrderSubscriptionCancelInput,
        _cancel,
        _SHOWN,
    ),
    Mutation(
        "orderSubscriptionItemAdd",
        "Adds an item to a recurring order.",
        OrderSubscriptionItemAddInput,
        _add_item,
        _ITEM,
    ),
    Mutation(
        "orderSubscriptionItemUpdate",
        "Changes an item of a recurring order.",
        OrderSubscriptionItemUpdateInput,
        _update_item,
        _ITEM,
    ),
    Mutation(
        "orderSubscriptionItemRemove",
        "Takes an item away from a recurring order.",
        OrderSubscriptionItemRemoveInput,
        _remove_item,
        _SHOWN,
        {"removedOrderSubscriptionItemId": ("ID | None", "Id of the item; null when nothing was done.")},
    ),
)
