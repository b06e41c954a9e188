"""Commerce Layer's order subscriptions: orders that repeat themselves, and what each run orders."""

from gateway.domain.orders.model import OrderSubscriptionStatus
from gateway.sources.commerce_layer.resource import formatted, kept_beside, resource, triggers
from gateway.sources.conversions import (
    count,
    flag,
    identifier,
    instant,
    json_object,
    minor_units,
    one_of,
    whole,
)
from gateway.sources.fields import belongs, follow, inherit, leave, point, refer, take
from gateway.sources.targets import RECURRING_ITEMS, RECURRING_ORDERS

ORDER_SUBSCRIPTION = resource(
    "order_subscriptions",
    RECURRING_ORDERS,
    take("attributes.number", "number", identifier),
    take("attributes.status", "status", one_of(OrderSubscriptionStatus)),
    take("attributes.frequency", "frequency"),
    take("attributes.activate_by_source_order", "activate_by_source_order", flag),
    take("attributes.place_target_order", "place_target_order", flag),
    take("attributes.renewal_alert_period", "renewal_alert_period", whole),
    take("attributes.customer_email", "customer_email"),
    *(
        take(f"attributes.{moment}", moment, instant)
        for moment in ("starts_at", "expires_at", "last_run_at", "next_run_at")
    ),
    take("attributes.occurrencies", "occurrencies", count),
    take("attributes.errors_count", "errors_count", count),
    take("attributes.succeeded_on_last_run", "succeeded_on_last_run", flag),
    take("attributes.options", "options", json_object),
    *triggers("_activate", "_deactivate", "_cancel", "_convert", "_add_tags", "_remove_tags"),
    belongs("relationships.customer", "customers"),
    refer("relationships.market", "markets", "market_id"),
    point("relationships.source_order", "orders", "source_order_id"),
    point("relationships.customer_payment_source", "customer_payment_sources", "payment_source_id"),
    follow("relationships.order_subscription_items", "order_subscription_items"),
    leave("relationships.orders", because="Orders come with their customer, or by themselves."),
    *kept_beside(
        subscription_model="subscription_models",
        order_factories="order_factories",
        order_copies="order_copies",
        recurring_order_copies="recurring_order_copies",
        resource_errors="resource_errors",
        events="events",
        tags="tags",
    ),
)

ORDER_SUBSCRIPTION_ITEM = resource(
    "order_subscription_items",
    RECURRING_ITEMS,
    take("attributes.sku_code", "sku"),
    take("attributes.bundle_code", "bundle_code"),
    take("attributes.quantity", "quantity", count),
    take("attributes.unit_amount_cents", "unit_price", minor_units),
    take("attributes.total_amount_cents", "total", minor_units),
    *formatted("unit_amount", "total_amount"),
    belongs("relationships.order_subscription", "order_subscriptions"),
    inherit("relationships.source_line_item", "line_items", "currency"),
    *kept_beside(sku="skus", bundle="bundles", adjustment="adjustments", events="events"),
    follow("relationships.item", "skus", is_whole=False),
    follow("relationships.item", "bundles", is_whole=False),
    follow("relationships.item", "adjustments", is_whole=False),
)
