"""Commerce Layer's returns: what customers send back, line by line."""

from typing import Any

from gateway.domain.orders.model import ReturnStatus
from gateway.sources.commerce_layer.resource import formatted, kept_beside, left, resource, triggers
from gateway.sources.conversions import count, identifier, instant, minor_units, one_of
from gateway.sources.fields import belongs, follow, inherit, point, refer, take
from gateway.sources.targets import RETURN_LINES, RETURNS


def _anything(value: Any) -> Any:
    return value


RETURN = resource(
    "returns",
    RETURNS,
    take("attributes.number", "number", identifier),
    take("attributes.status", "status", one_of(ReturnStatus)),
    take("attributes.customer_email", "customer_email"),
    take("attributes.skus_count", "skus_count", count),
    *(
        take(f"attributes.{state}_at", f"{state}_at", instant)
        for state in ("approved", "cancelled", "shipped", "rejected", "received", "refunded", "archived")
    ),
    take("attributes.estimated_refund_amount_cents", "estimated_refund", minor_units),
    *formatted("estimated_refund_amount"),
    *triggers("_request", "_approve", "_cancel", "_ship", "_reject", "_receive", "_restock", "_archive"),
    *triggers("_unarchive", "_refund", "_refund_amount_cents", "_add_tags", "_remove_tags"),
    belongs("relationships.customer", "customers"),
    point("relationships.order", "orders", "order_id"),
    inherit("relationships.order", "orders", "currency"),
    refer("relationships.stock_location", "stock_locations", "stock_location_id"),
    follow("relationships.return_line_items", "return_line_items", handing=("currency",)),
    *kept_beside(
        origin_address="addresses",
        destination_address="addresses",
        reference_capture="captures",
        reference_refund="refunds",
        resource_errors="resource_errors",
        notifications="notifications",
        events="events",
        tags="tags",
    ),
    *left("Remarks on the return, not on the customer.", "relationships", "attachments"),
)

RETURN_LINE_ITEM = resource(
    "return_line_items",
    RETURN_LINES,
    take("attributes.sku_code", "sku"),
    take("attributes.bundle_code", "bundle_code"),
    take("attributes.quantity", "quantity", count),
    take("attributes.name", "name"),
    take("attributes.image_url", "image_url"),
    take("attributes.total_amount_cents", "total", minor_units),
    *formatted("total_amount"),
    take("attributes.return_reason", "return_reason", _anything),
    take("attributes.restocked_at", "restocked_at", instant),
    *triggers("_restock"),
    belongs("relationships.return", "returns"),
    point("relationships.line_item", "line_items", "order_line_id"),
    inherit("relationships.line_item", "line_items", "currency"),
    *kept_beside(events="events"),
    # An object of any keys, which the customer's answers in the shop's own form fill.
    free=("attributes.return_reason",),
)
