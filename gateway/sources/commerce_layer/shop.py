"""What all customers of a shop share: groups, markets, stock locations."""

from gateway.sources.commerce_layer.resource import kept_beside, left, resource, triggers
from gateway.sources.conversions import flag, instant, whole
from gateway.sources.fields import leave, refer, take
from gateway.sources.targets import GROUPS, MARKETS, STOCK_LOCATIONS

_SETTING = "A setting of the shop."

CUSTOMER_GROUP = resource(
    "customer_groups",
    GROUPS,
    take("attributes.name", "name"),
    take("attributes.code", "code"),
    leave("relationships", because="Who and what else the group is about."),
    is_shared=True,
)

MARKET = resource(
    "markets",
    MARKETS,
    take("attributes.number", "number", whole),
    take("attributes.name", "name"),
    take("attributes.code", "code"),
    take("attributes.private", "private", flag),
    take("attributes.checkout_url", "checkout_url"),
    take("attributes.disabled_at", "disabled_at", instant),
    leave("attributes.shared_secret", because="A secret."),
    *left(
        _SETTING, "attributes", "facebook_pixel_id", "external_prices_url", "external_order_validation_url"
    ),
    *left(_SETTING, "attributes", "shipping_cost_cutoff", "external_includes"),
    *left("How the shop's callbacks fare.", "attributes", "circuit_state", "circuit_failure_count"),
    *triggers("_disable", "_enable", "_regenerate_shared_secret", "_reset_circuit"),
    refer("relationships.customer_group", "customer_groups", "customer_group_id"),
    *kept_beside(
        merchant="merchants",
        price_list="price_lists",
        base_price_list="price_lists",
        inventory_model="inventory_models",
        subscription_model="subscription_models",
        default_shipping_method="shipping_methods",
        default_payment_method="payment_methods",
        stores="stores",
    ),
    *left(
        _SETTING, "relationships", "discount_engine", "tax_calculator", "geocoder", "price_list_schedulers"
    ),
    *left(_SETTING, "relationships", "order_validation_rules", "attachments", "events"),
    is_shared=True,
)

STOCK_LOCATION = resource(
    "stock_locations",
    STOCK_LOCATIONS,
    take("attributes.number", "number", whole),
    take("attributes.name", "name"),
    take("attributes.code", "code"),
    take("attributes.label_format", "label_format"),
    take("attributes.suppress_etd", "suppress_etd", flag),
    leave("relationships", because="Where it lies, and what is stored there."),
    is_shared=True,
)
