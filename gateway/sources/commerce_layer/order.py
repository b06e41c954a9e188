"""Commerce Layer's orders, carts among them, with lines and addresses."""

from typing import Any

from gateway.domain.orders.model import FulfillmentStatus, OrderStatus, PaymentStatus
from gateway.domain.records.model import SourceSystem
from gateway.sources.amounts import NO_CURRENCY, currency_code, needed
from gateway.sources.commerce_layer.cents import subunits_of, taken_off, turn_cents
from gateway.sources.commerce_layer.kept import ARTICLES, PAYMENTS, TRANSACTIONS
from gateway.sources.commerce_layer.resource import formatted, kept_beside, left, resource, triggers
from gateway.sources.conversions import (
    count,
    country_code,
    decimal,
    flag,
    identifier,
    instant,
    language,
    minor_units,
)
from gateway.sources.fields import belongs, embed, follow, leave, refer, take
from gateway.sources.reading import Reading
from gateway.sources.statuses import status_among
from gateway.sources.targets import BILLING_ADDRESS, LINES, SHIPPING_ADDRESS, orders_of

_AMOUNTS = {
    "subtotal": "attributes.subtotal_amount_cents",
    "shipping": "attributes.shipping_amount_cents",
    "discount": "attributes.discount_amount_cents",
    "tax": "attributes.total_tax_amount_cents",
    "gift_card": "attributes.gift_card_amount_cents",
    "adjustment": "attributes.adjustment_amount_cents",
    "total": "attributes.total_amount_cents",
}
_NOT_TAKEN = (
    *("payment_method_amount", "subtotal_tax_amount", "shipping_tax_amount", "payment_method_tax_amount"),
    *("adjustment_tax_amount", "total_taxable_amount", "subtotal_taxable_amount", "shipping_taxable_amount"),
    *("payment_method_taxable_amount", "adjustment_taxable_amount", "fees_amount", "duty_amount"),
    "place_total_amount",
)


def _complete(reading: Reading) -> None:
    """Without taxes in its prices an order costs its total and the taxes: what is said of both together counts."""
    values = reading.values
    whole, units = values.pop("total__with_taxes", None), values.pop("total__float", None)
    currency = _currency_of(values)
    subunits = subunits_of(currency, values.get("total"), units)
    if whole is not None:
        values["total"] = whole
    if "total" in values:
        needed(values, {"total": _AMOUNTS["total"]}, "a whole number of cents")
    turn_cents(values, currency, subunits, _AMOUNTS)


def _currency_of(values: dict[str, Any]) -> str:
    """A record that says nothing of its currency changes nothing about it."""
    if "currency" in values:
        values["currency"] = values["currency"] or NO_CURRENCY
    return str(values.get("currency", NO_CURRENCY))


ORDER = resource(
    "orders",
    orders_of(SourceSystem.COMMERCE_LAYER),
    # A number in older versions.
    take("attributes.number", "number", identifier),
    take("attributes.status", "status", status_among(OrderStatus.UNKNOWN, *OrderStatus)),
    take("attributes.payment_status", "payment_status", status_among(PaymentStatus.UNKNOWN, *PaymentStatus)),
    take(
        "attributes.fulfillment_status",
        "fulfillment_status",
        status_among(FulfillmentStatus.UNKNOWN, *FulfillmentStatus),
    ),
    take("attributes.placed_at", "placed_at", instant),
    take("attributes.approved_at", "approved_at", instant),
    take("attributes.cancelled_at", "cancelled_at", instant),
    take("attributes.currency_code", "currency", currency_code),
    take("attributes.subtotal_amount_cents", "subtotal", minor_units),
    take("attributes.shipping_amount_cents", "shipping", minor_units),
    take("attributes.discount_amount_cents", "discount", taken_off),
    take("attributes.total_tax_amount_cents", "tax", minor_units),
    take("attributes.gift_card_amount_cents", "gift_card", taken_off),
    take("attributes.adjustment_amount_cents", "adjustment", minor_units),
    take("attributes.total_amount_cents", "total", minor_units),
    take("attributes.total_amount_float", "total__float", decimal),
    leave("attributes.formatted_total_amount", because="The same amount as its cents."),
    take("attributes.total_amount_with_taxes_cents", "total__with_taxes", minor_units),
    leave("attributes.total_amount_with_taxes_float", because="The same amount as its cents."),
    leave("attributes.formatted_total_amount_with_taxes", because="The same amount as its cents."),
    *formatted("subtotal_amount", "shipping_amount", "discount_amount", "total_tax_amount"),
    *formatted("gift_card_amount", "adjustment_amount", *_NOT_TAKEN),
    *left(
        "A part of another amount, or the shop's own.",
        "attributes",
        *(f"{each}_cents" for each in _NOT_TAKEN),
    ),
    take("attributes.tax_included", "tax_included", flag),
    take("attributes.guest", "guest", flag),
    take("attributes.customer_email", "customer_email"),
    take("attributes.language_code", "language_code", language),
    take("attributes.country_code", "country_code", country_code),
    take("attributes.coupon_code", "coupon_code"),
    *left("A secret: who has it can open or pay.", "attributes", "token", "gift_card_code", "checkout_url"),
    *left("A secret, sent to the shop only.", "attributes", "customer_password", "gift_card_or_coupon_code"),
    *left("How taxes are reckoned.", "attributes", "tax_rate", "freight_taxable", "payment_method_taxable"),
    *left("How taxes are reckoned.", "attributes", "adjustment_taxable", "gift_card_taxable"),
    *left("How the checkout goes.", "attributes", "editable", "autorefresh", "place_async", "affiliate_code"),
    *left("How the checkout goes.", "attributes", "requires_billing_info", "shipping_country_code_lock"),
    *left("How the checkout goes.", "attributes", "cart_url", "return_url", "terms_url", "privacy_url"),
    *left("How the checkout goes.", "attributes", "expiration_info", "expires_at", "refreshed_at"),
    *left("How the shop's callbacks fare.", "attributes", "circuit_state", "circuit_failure_count"),
    *left("Counts what is listed.", "attributes", "skus_count", "line_item_options_count", "shipments_count"),
    *left(
        "Counts what is listed.", "attributes", "tax_calculations_count", "validations_count", "errors_count"
    ),
    *left("The statuses tell where it stands.", "attributes", "payment_updated_at", "fulfillment_updated_at"),
    *left("Of the shop's own book-keeping.", "attributes", "archived_at", "subscription_created_at"),
    leave("attributes.payment_source_details", because="How it was paid is the payment gateway's."),
    leave("attributes.customer_type", because="New or returning follows from the customer's other orders."),
    *triggers("_archive", "_unarchive", "_pending", "_place", "_cancel", "_approve", "_approve_and_capture"),
    *triggers(
        "_authorize", "_authorization_amount_cents", "_capture", "_refund", "_fulfill", "_update_taxes"
    ),
    *triggers("_nullify_payment_source", "_billing_address_clone_id", "_shipping_address_clone_id"),
    *triggers("_customer_payment_source_id", "_shipping_address_same_as_billing", "_commit_invoice"),
    *triggers(
        "_billing_address_same_as_shipping", "_refund_invoice", "_save_payment_source_to_customer_wallet"
    ),
    *triggers("_save_shipping_address_to_customer_address_book", "_refresh", "_validate", "_start_editing"),
    *triggers("_save_billing_address_to_customer_address_book", "_create_subscriptions", "_stop_editing"),
    *triggers("_cancel_editing", "_reset_circuit", "_add_tags", "_remove_tags"),
    belongs("relationships.customer", "customers"),
    refer("relationships.market", "markets", "market_id"),
    embed("relationships.shipping_address", "addresses", SHIPPING_ADDRESS),
    embed("relationships.billing_address", "addresses", BILLING_ADDRESS),
    follow("relationships.line_items", "line_items", handing=("currency",)),
    leave("relationships.available_customer_payment_sources", because="The customer's wallet."),
    leave("relationships.returns", because="A return tells its order."),
    *left(
        "A recurring order tells its first one.", "relationships", "order_subscription", "order_subscriptions"
    ),
    leave("relationships.attachments", because="Remarks on the order, not on the customer."),
    *kept_beside(
        store="stores",
        default_shipping_method="shipping_methods",
        default_payment_method="payment_methods",
        available_payment_methods="payment_methods",
        available_free_skus="skus",
        available_free_bundles="bundles",
        payment_method="payment_methods",
        discount_engine_item="discount_engine_items",
        line_item_options="line_item_options",
        stock_reservations="stock_reservations",
        stock_line_items="stock_line_items",
        stock_transfers="stock_transfers",
        shipments="shipments",
        payment_options="payment_options",
        authorizations="authorizations",
        captures="captures",
        voids="voids",
        refunds="refunds",
        order_factories="order_factories",
        order_copies="order_copies",
        recurring_order_copies="recurring_order_copies",
        notifications="notifications",
        links="links",
        resource_errors="resource_errors",
        events="events",
        tags="tags",
    ),
    # One relationship, several types: each finds its own.
    *(follow("relationships.transactions", kind, is_whole=False) for kind in TRANSACTIONS),
    *(follow("relationships.payment_source", kind, is_whole=False) for kind in PAYMENTS),
    complete=_complete,
    # The checkout's address ends in the order's token. A market's is nobody's secret.
    secrets=("checkout_url",),
)

_LINE_AMOUNTS = {
    "unit_price": "attributes.unit_amount_cents",
    "discount": "attributes.discount_cents",
    "tax": "attributes.tax_amount_cents",
    "total": "attributes.total_amount_cents",
}


def _complete_line(reading: Reading) -> None:
    values = reading.values
    units = values.pop("total__float", None)
    currency = _currency_of(values)
    turn_cents(values, currency, subunits_of(currency, values.get("total"), units), _LINE_AMOUNTS)


LINE_ITEM = resource(
    "line_items",
    LINES,
    take("attributes.sku_code", "sku"),
    take("attributes.bundle_code", "bundle_code"),
    take("attributes.quantity", "quantity", count),
    take("attributes.currency_code", "currency", currency_code),
    take("attributes.unit_amount_cents", "unit_price", minor_units),
    take("attributes.discount_cents", "discount", taken_off),
    take("attributes.tax_amount_cents", "tax", minor_units),
    take("attributes.total_amount_cents", "total", minor_units),
    take("attributes.total_amount_float", "total__float", decimal),
    leave("attributes.formatted_total_amount", because="The same amount as its cents."),
    *formatted("unit_amount", "discount", "tax_amount", "options_amount", "compare_at_amount"),
    *left("A part of the line's total.", "attributes", "options_amount_cents"),
    *left("What it cost once, or elsewhere.", "attributes", "compare_at_amount_cents"),
    take("attributes.name", "name"),
    take("attributes.image_url", "image_url"),
    take("attributes.item_type", "item_type"),
    leave(
        "attributes.frequency", because="How often it shall be ordered again; the recurring order tells it."
    ),
    *left("How its amounts came about.", "attributes", "tax_rate", "discount_breakdown", "tax_breakdown"),
    *left("How its amounts came about.", "attributes", "coupon_code", "rule_outcomes", "circuit_state"),
    leave("attributes.circuit_failure_count", because="How the shop's callbacks fare."),
    *triggers(
        "_external_price", "_update_quantity", "_reserve_stock", "_reset_circuit", "_add_tags", "_remove_tags"
    ),
    belongs("relationships.order", "orders"),
    *kept_beside(
        sku="skus",
        bundle="bundles",
        line_item_options="line_item_options",
        stock_reservations="stock_reservations",
        stock_line_items="stock_line_items",
        stock_transfers="stock_transfers",
        adjustment="adjustments",
        shipment="shipments",
        payment_method="payment_methods",
        discount_engine_item="discount_engine_items",
        events="events",
        tags="tags",
    ),
    leave("relationships.return_line_items", because="A line of a return tells its line of the order."),
    leave("relationships.gift_card", because="Its code is money."),
    *(follow("relationships.item", kind, is_whole=False) for kind in ARTICLES),
    leave("relationships.shipment_line_items", because="An older name of its parcels."),
    complete=_complete_line,
)
