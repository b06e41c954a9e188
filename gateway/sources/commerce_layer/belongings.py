"""What a customer of Commerce Layer has: addresses, means of payment, newsletters, wish lists, attachments."""

from typing import Any

from gateway.domain.customers.model import PaymentProcessor
from gateway.sources.commerce_layer.resource import left, resource, triggers
from gateway.sources.conversions import count, country_code, decimal, flag, identifier, text
from gateway.sources.fields import Field, belongs, expect, follow, leave, merge, take
from gateway.sources.source import RecordKind
from gateway.sources.targets import ADDRESS_BOOK, ATTACHMENTS, NEWSLETTERS, WALLET, WISH_LISTS, WISHES

_OWNER = belongs("relationships.customer", "customers")
_EVENTS = follow("relationships.events", "events", is_whole=False)


def _false_without(value: Any) -> bool:
    return bool(flag(value))


# ── Addresses

POSTAL: tuple[Field, ...] = (
    take("attributes.business", "business", _false_without),
    take("attributes.first_name", "first_name"),
    take("attributes.last_name", "last_name"),
    take("attributes.company", "company"),
    take("attributes.line_1", "line1"),
    take("attributes.line_2", "line2"),
    take("attributes.city", "city"),
    take("attributes.zip_code", "postal_code", identifier),
    take("attributes.state_code", "region"),
    take("attributes.country_code", "country"),
    take("attributes.country_code", "country_code", country_code),
    take("attributes.phone", "phone"),
    take("attributes.email", "email"),
    take("attributes.notes", "notes"),
    take("attributes.lat", "lat", decimal),
    take("attributes.lng", "lng", decimal),
    take("attributes.billing_info", "billing_info"),
    leave("links", because="Where the shop answers for it."),
    leave("meta", because="Its mode is that of what it is an address of."),
    leave("id", because="The address book, or the order, has ids of its own."),
    expect("type", "addresses"),
    *left("Made of the other fields.", "attributes", "full_name", "full_address", "name"),
    *left("Follows from lat and lng.", "attributes", "is_localized", "is_geocoded"),
    *left("Follows from lat and lng.", "attributes", "provider_name", "map_url", "static_map_url"),
    *left("The entry of the address book has its own.", "attributes", "reference", "reference_origin"),
    *left("The entry of the address book has its own.", "attributes", "metadata", "created_at", "updated_at"),
    *triggers("_add_tags", "_remove_tags"),
    leave("relationships", because="How it was located, and labels of addresses."),
)

ADDRESS = RecordKind(
    "addresses",
    None,
    *POSTAL,
    changed_at="attributes.updated_at",
    environment="meta.mode",
    is_told=lambda document: document.get("type") == "addresses",
)

CUSTOMER_ADDRESS = resource(
    "customer_addresses",
    ADDRESS_BOOK,
    take("attributes.name", "name"),
    leave("attributes.customer_email", because="The customer's own e-mail address."),
    merge("relationships.address", "addresses"),
    _OWNER,
    _EVENTS,
)


# ── Payment and newsletters

_PROCESSORS = {f"{each.lower()}_payments": each for each in PaymentProcessor} | {
    "wire_transfers": PaymentProcessor.WIRE_TRANSFER
}


def processor(value: Any) -> str | None:
    """`stripe_payments` → STRIPE; what nobody here knows → OTHER."""
    word = text(value)
    return None if word is None else _PROCESSORS.get(word, PaymentProcessor.OTHER).value


CUSTOMER_PAYMENT_SOURCE = resource(
    "customer_payment_sources",
    WALLET,
    take("attributes.name", "name"),
    *left("A secret of the payment gateway.", "attributes", "customer_token", "payment_source_token"),
    take("relationships.payment_source.data.type", "processor", processor),
    *left("Holds what only the payment gateway needs.", "relationships.payment_source", "links", "data.id"),
    follow("relationships.payment_method", "payment_methods", is_whole=False),
    _OWNER,
    _EVENTS,
)

CUSTOMER_SUBSCRIPTION = resource(
    "customer_subscriptions",
    NEWSLETTERS,
    take("attributes.customer_email", "customer_email"),
    _OWNER,
    _EVENTS,
)


# ── Wish lists

SKU_LIST = resource(
    "sku_lists",
    WISH_LISTS,
    take("attributes.name", "name"),
    take("attributes.slug", "slug"),
    take("attributes.description", "description"),
    take("attributes.image_url", "image_url"),
    take("attributes.manual", "manual", flag),
    take("attributes.sku_code_regex", "sku_code_regex"),
    follow("relationships.sku_list_items", "sku_list_items"),
    follow("relationships.skus", "skus", is_whole=False),
    follow("relationships.bundles", "bundles", is_whole=False),
    follow("relationships.links", "links", is_whole=False),
    leave("relationships.attachments", because="Pictures of the list, which are no remarks on the customer."),
    _OWNER,
    _EVENTS,
)

SKU_LIST_ITEM = resource(
    "sku_list_items",
    WISHES,
    take("attributes.position", "position", count),
    take("attributes.sku_code", "sku"),
    take("attributes.quantity", "quantity", count),
    belongs("relationships.sku_list", "sku_lists"),
    follow("relationships.sku", "skus", is_whole=False),
)


# ── Attachments


ATTACHMENT = resource(
    # Some forty other types have attachments too: those name a customer that never comes, and are only kept.
    "attachments",
    ATTACHMENTS,
    take("attributes.name", "name"),
    take("attributes.description", "description"),
    take("attributes.url", "url"),
    belongs("relationships.attachable", "customers"),
    _EVENTS,
)
