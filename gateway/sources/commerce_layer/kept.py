"""Resources of Commerce Layer that are kept as they are, with whom they belong to as far as they tell."""

from gateway.sources.commerce_layer.resource import kept
from gateway.sources.fields import belongs

_OF_ORDER = belongs("relationships.order", "orders")

TRANSACTIONS = ("authorizations", "captures", "voids", "refunds")
PAYMENTS = (
    *(
        "adyen_payments",
        "axerve_payments",
        "braintree_payments",
        "checkout_com_payments",
        "external_payments",
    ),
    *("klarna_payments", "paypal_payments", "satispay_payments", "stripe_payments", "wire_transfers"),
)
PROMOTIONS = (
    *("buy_x_pay_y_promotions", "external_promotions", "fixed_amount_promotions", "fixed_price_promotions"),
    *(
        "flex_promotions",
        "free_gift_promotions",
        "free_shipping_promotions",
        "percentage_discount_promotions",
    ),
)
_SHOP = (
    *(
        "skus",
        "bundles",
        "stores",
        "shipping_methods",
        "payment_methods",
        "subscription_models",
        "tags",
        "links",
    ),
    *("merchants", "price_lists", "inventory_models", "tax_calculators", "geocoders", "webhooks"),
)
"""Of the shop, not of anybody's."""
_OF_ORDERS = (
    *("shipments", "line_item_options", "stock_reservations", "stock_line_items", "stock_transfers"),
    *("payment_options", "order_factories", "order_copies", "recurring_order_copies", "adjustments"),
    *("discount_engine_items", "notifications", "resource_errors"),
)
ARTICLES = (
    "skus",
    "bundles",
    "shipments",
    "payment_methods",
    "adjustments",
    "discount_engine_items",
    *PROMOTIONS,
)
"""What a line may be of. A gift card is never kept: its code is money."""

KEPT = (
    *(kept(kind, is_shared=True) for kind in (*_SHOP, *PROMOTIONS)),
    *(kept(kind, _OF_ORDER) for kind in (*_OF_ORDERS, *TRANSACTIONS, *PAYMENTS)),
    kept("customer_password_resets", belongs("relationships.customer", "customers")),
    kept("event_callbacks"),
)
