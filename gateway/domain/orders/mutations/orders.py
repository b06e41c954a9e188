"""Making, changing and deleting an order, as clients ask for it. Amounts are decimals in the order's currency."""

from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.domain.countries import code_of_country
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, some, values_of
from gateway.domain.orders.mutations.lines import OrderLineInput
from gateway.domain.orders.operations import orders as operations
from gateway.events.act import Act
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON, CountryCode, Currency, DateTime, Decimal, EmailAddress


@strawberry.input(description="An address of an order. What is left out stays as it is; null clears.")
class OrderAddressInput:
    line1: Maybe[str | None] = field("Street and number, first line.")
    line2: Maybe[str | None] = field("Second line: flat, floor, building.")
    city: Maybe[str | None] = field("City or town.")
    region: Maybe[str | None] = field("State, province or region.")
    postal_code: Maybe[str | None] = field("Postal code.")
    country: Maybe[str | None] = field("Country: a code, or a name in any language.")
    country_code: Maybe[CountryCode | None] = field(
        "ISO 3166-1 alpha-2 code of the country; without one it follows from `country`."
    )
    first_name: Maybe[str | None] = field("Given name of the recipient.")
    last_name: Maybe[str | None] = field("Family name of the recipient.")
    company: Maybe[str | None] = field("Company at this address.")
    phone: Maybe[str | None] = field("Telephone number at this address.")
    email: Maybe[EmailAddress | None] = field("E-mail address for questions about this address.")
    business: Maybe[bool] = field("Whether the recipient is a company.")
    notes: Maybe[str | None] = field("What a carrier should know to deliver here.")
    billing_info: Maybe[str | None] = field("Tax number or similar, printed on invoices to this address.")


@strawberry.input
class OrderFields:
    """What may be written of an order, whether it is new or not."""

    number: Maybe[str | None] = field(
        "Number the customer knows the order by; no two orders made here have the same."
    )
    customer_email: Maybe[EmailAddress | None] = field("E-mail address given with the order.")
    market_id: Maybe[ID | None] = field("Id of the market it is sold in.")
    channel_id: Maybe[ID | None] = field("Id of the channel it is ordered through.")
    shipping: Maybe[Decimal | None] = field("Price of the delivery.")
    discount: Maybe[Decimal | None] = field(
        "Discount on the order besides those of its lines; zero or negative."
    )
    tax: Maybe[Decimal | None] = field(
        "Taxes; added to the total unless `taxIncluded` says that the prices hold them."
    )
    tip: Maybe[Decimal | None] = field("Gratuity.")
    gift_card: Maybe[Decimal | None] = field("Part of the total that gift cards pay; zero or negative.")
    adjustment: Maybe[Decimal | None] = field("Corrections made by hand; may be negative.")
    tax_included: Maybe[bool | None] = field("Whether the prices include taxes.")
    guest: Maybe[bool | None] = field("Whether the customer buys without an account.")
    language_code: Maybe[str | None] = field("ISO 639-1 code of the language the customer buys in.")
    country_code: Maybe[CountryCode | None] = field(
        "ISO 3166-1 alpha-2 code of the country the order is made for."
    )
    coupon_code: Maybe[str | None] = field("Coupon that is redeemed.")
    expected_delivery_at: Maybe[DateTime | None] = field("When the order is wanted or expected.")
    tracking_number: Maybe[str | None] = field("Number by which the carrier tracks the parcel.")
    shipping_address: Maybe[OrderAddressInput | None] = field("Where the goods go.")
    billing_address: Maybe[OrderAddressInput | None] = field("Whom the invoice goes to.")
    reference: Maybe[str | None] = field("Identifier of the order in another system.")
    reference_origin: Maybe[str | None] = field("Name of the system that `reference` belongs to.")
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input(description="A new order: a draft, unless it says when it was bought.")
class OrderCreateInput(OrderFields, Repeatable):
    customer_id: ID = field("Id of the customer who orders.")
    currency: Currency = field("ISO 4217 code of the order's amounts.")
    lines: Maybe[list[OrderLineInput] | None] = field("What is ordered, in this sequence; at most 250.")
    placed_at: Maybe[DateTime | None] = field(
        "When the customer bought, for an order that is bought already: it is placed at once."
    )


@strawberry.input(
    description="Changes to an order that is DRAFT, PENDING or EDITING. What is left out stays as it is; null clears."
)
class OrderUpdateInput(OrderFields, Existing):
    pass


@strawberry.input(description="Which draft to delete.")
class OrderDeleteInput(Existing):
    pass


def _values(given: OrderFields) -> dict[str, Any]:
    values = values_of(given, without=frozenset({"lines"}))
    for name in operations.ADDRESSES:
        if values.get(name) is not None:
            values[name] = _address(values_of(values[name]))
    return values


def _address(values: dict[str, Any]) -> dict[str, Any]:
    if "country" in values and "country_code" not in values:
        country = values["country"]
        return {**values, "country_code": code_of_country(country) if country else None}
    return values


def _create(act: Act, given: OrderCreateInput) -> Outcome:
    lines = [values_of(line) for line in some(given.lines) or ()]
    return Outcome({"order": operations.create_order(act, _values(given), lines)})


def _update(act: Act, given: OrderUpdateInput) -> Outcome:
    return Outcome({"order": operations.update_order(act, given.id, _values(given), expected_of(given))})


def _delete(act: Act, given: OrderDeleteInput) -> Outcome:
    deleted = operations.delete_order(act, given.id, expected_of(given))
    return Outcome(values={"deletedOrderId": deleted})


TAKEN = {"uq_order_number": operations.NUMBER_TAKEN}
SHOWN = {"order": ("Order", "The order as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation("orderCreate", "Creates an order.", OrderCreateInput, _create, SHOWN, taken=TAKEN),
    Mutation(
        "orderUpdate", "Changes an order that is not placed.", OrderUpdateInput, _update, SHOWN, taken=TAKEN
    ),
    Mutation(
        "orderDelete",
        "Deletes a draft, with its lines and addresses.",
        OrderDeleteInput,
        _delete,
        {},
        {"deletedOrderId": ("ID | None", "Id of the order that was deleted; null when nothing was done.")},
    ),
)
