"""Commerce Layer: customers of the shop engine as JSON:API resources, with those included beside them."""

from typing import Any

from gateway.domain.customers.model import AnonymizationStatus, CustomerStatus
from gateway.domain.records.model import SourceSystem
from gateway.sources.conversions import (
    Convert,
    Unexpected,
    compared_email,
    count,
    country_code,
    decimal,
    flag,
    identifier,
    instant,
    json_object,
    labels,
    one_of,
    text,
)
from gateway.sources.fields import (
    Field,
    Target,
    expect,
    follow,
    leave,
    merge,
    name,
    refer,
    take,
)
from gateway.sources.reading import Reading
from gateway.sources.source import RecordKind, Source
from gateway.sources.targets import (
    ADDRESS_BOOK,
    ATTACHMENTS,
    CUSTOMERS,
    GROUPS,
    NEWSLETTERS,
    TAGS,
    WALLET,
    WISH_LISTS,
    WISHES,
)

HASH_ELSEWHERE = "!commerce_layer"
"""Stands for the hash of a password that only Commerce Layer can check: no password has it."""

_anonymization_status = one_of(AnonymizationStatus, in_progress=AnonymizationStatus.STARTED)


def _shopper_reference(value: Any) -> str | None:
    reference = text(value)
    if reference is not None and not 3 <= len(reference) <= 128:
        raise Unexpected("3 to 128 characters")
    return reference


def _password_mark(value: Any) -> str | None:
    return HASH_ELSEWHERE if flag(value) else None


def _complete(reading: Reading) -> None:
    """The status stands twice in a document; what is said of the current request first counts."""
    status = reading.values.pop("anonymization_info__status", None)
    if status is not None and reading.values.get("anonymization_status") is None:
        reading.values["anonymization_status"] = status


def _false_without(convert: Convert) -> Convert:
    return lambda value: bool(convert(value))


CUSTOMER = RecordKind(
    "customers",
    CUSTOMERS,
    expect("type", "customers"),
    take("links.self", "self_url"),
    leave("attributes.id", because="Repeats the resource's own id."),
    take("attributes.email", "email"),
    take("attributes.email", "email_normalized", compared_email),
    leave("attributes.password", because="Never sent; a secret if it ever is."),
    take("attributes.has_password", "password_hash", _password_mark),
    take("attributes.status", "status", one_of(CustomerStatus)),
    take("attributes.total_orders_count", "total_orders_count", count),
    take("attributes.shopper_reference", "shopper_reference", _shopper_reference),
    take("attributes.profile_id", "profile_id", identifier),
    take("attributes.tax_exemption_code", "tax_exemption_code"),
    take("attributes.reference", "reference", identifier),
    take("attributes.reference_origin", "reference_origin"),
    take("attributes.metadata", "metadata", json_object),
    take("attributes.created_at", "created_at", instant),
    take("attributes.updated_at", "updated_at", instant),
    leave("attributes.jwt_custom_claim", because="Tells of the caller's token, not of the customer."),
    leave("attributes._add_tags", because="An order to the shop; never sent by it."),
    leave("attributes._remove_tags", because="An order to the shop; never sent by it."),
    leave("attributes._request_anonymization", because="An order to the shop; never sent by it."),
    leave("attributes._cancel_anonymization", because="An order to the shop; never sent by it."),
    take("attributes.anonymization_status", "anonymization_status", _anonymization_status),
    take("attributes.anonymization_info.status", "anonymization_info__status", _anonymization_status),
    *(
        take(f"attributes.anonymization_info.{moment}", f"anonymization_info__{moment}", instant)
        for moment in ("requested_at", "started_at", "completed_at", "failed_at", "cancelled_at")
    ),
    *(
        take(f"attributes.anonymization_info.{who}.{part}", f"anonymization_info__{who}__{part}", convert)
        for who in ("requester", "cancellation_requester")
        for part, convert in (("id", identifier), ("first_name", text), ("last_name", text), ("email", text))
    ),
    refer("relationships.customer_group", "customer_groups", "customer_group_id"),
    follow("relationships.customer_addresses", "customer_addresses"),
    follow("relationships.customer_payment_sources", "customer_payment_sources"),
    follow("relationships.customer_subscriptions", "customer_subscriptions"),
    follow("relationships.sku_lists", "sku_lists"),
    follow("relationships.attachments", "attachments"),
    name("relationships.tags", "tags", "attributes.name", TAGS, labels),
    follow("relationships.orders", "orders"),
    follow("relationships.order_subscriptions", "order_subscriptions"),
    follow("relationships.returns", "returns"),
    follow("relationships.events", "events"),
    follow("relationships.event_stores", "event_stores"),
    leave("relationships.jwt_customer", because="Tells of the caller's token, not of the customer."),
    leave("relationships.jwt_markets", because="Tells of the caller's token, not of the customer."),
    leave("relationships.jwt_stock_locations", because="Tells of the caller's token, not of the customer."),
    changed_at="attributes.updated_at",
    environment="meta.mode",
    required=("attributes",),
    complete=_complete,
)


def resource(kind: str, target: Target | None, *fields: Field, is_shared: bool = False) -> RecordKind:
    """A resource that comes beside customers. What every resource has is the same in all."""
    every: tuple[Field, ...] = (
        leave("links", because="Where the shop answers for it."),
        leave("meta", because="Its mode is the customer's."),
        expect("type", kind),
        take("attributes.created_at", "created_at", instant),
        take("attributes.updated_at", "updated_at", instant),
        leave("relationships.event_stores", because="Answered one by one only."),
        leave("relationships.events", because="Events of the shop, not of ours."),
    )
    if target:
        every += (
            take("attributes.reference", "reference", identifier),
            take("attributes.reference_origin", "reference_origin"),
            take("attributes.metadata", "metadata", json_object),
        )
    return RecordKind(kind, target, *every, *fields, changed_at="attributes.updated_at", is_shared=is_shared)


def kept(kind: str, *, is_shared: bool = False) -> RecordKind:
    """A resource that is kept as it is, until there is a use for it."""
    return RecordKind(kind, None, changed_at="attributes.updated_at", is_shared=is_shared)


_OWNER = leave("relationships.customer", because="It comes beside its customer.")

CUSTOMER_GROUP = resource(
    "customer_groups",
    GROUPS,
    take("attributes.name", "name"),
    take("attributes.code", "code"),
    leave("relationships", because="Who and what else the group is about."),
    is_shared=True,
)

CUSTOMER_ADDRESS = resource(
    "customer_addresses",
    ADDRESS_BOOK,
    take("attributes.name", "name"),
    leave("attributes.customer_email", because="The customer's own e-mail address."),
    merge("relationships.address", "addresses"),
    _OWNER,
)

ADDRESS = RecordKind(
    "addresses",
    None,
    leave("links", because="Where the shop answers for it."),
    leave("meta", because="Its mode is the customer's."),
    expect("type", "addresses"),
    take("attributes.business", "business", _false_without(flag)),
    take("attributes.first_name", "first_name"),
    take("attributes.last_name", "last_name"),
    take("attributes.company", "company"),
    leave("attributes.full_name", because="Made of the names."),
    take("attributes.line_1", "line1"),
    take("attributes.line_2", "line2"),
    take("attributes.city", "city"),
    take("attributes.zip_code", "postal_code", identifier),
    take("attributes.state_code", "region"),
    take("attributes.country_code", "country"),
    take("attributes.country_code", "country_code", country_code),
    take("attributes.phone", "phone"),
    leave("attributes.full_address", because="Made of the parts."),
    leave("attributes.name", because="Made of the parts."),
    take("attributes.email", "email"),
    take("attributes.notes", "notes"),
    take("attributes.lat", "lat", decimal),
    take("attributes.lng", "lng", decimal),
    leave("attributes.is_localized", because="Follows from lat and lng."),
    leave("attributes.is_geocoded", because="Follows from lat and lng."),
    leave("attributes.provider_name", because="Who found lat and lng."),
    leave("attributes.map_url", because="Made of lat and lng."),
    leave("attributes.static_map_url", because="Made of lat and lng."),
    take("attributes.billing_info", "billing_info"),
    leave("attributes.reference", because="The entry of the address book has its own."),
    leave("attributes.reference_origin", because="The entry of the address book has its own."),
    leave("attributes.metadata", because="The entry of the address book has its own."),
    leave("attributes.created_at", because="The entry of the address book has its own."),
    leave("relationships", because="How it was located, and labels of addresses."),
    changed_at="attributes.updated_at",
)

CUSTOMER_SUBSCRIPTION = resource(
    "customer_subscriptions",
    NEWSLETTERS,
    take("attributes.customer_email", "customer_email"),
    _OWNER,
)

CUSTOMER_PAYMENT_SOURCE = resource(
    "customer_payment_sources",
    WALLET,
    take("attributes.name", "name"),
    leave("attributes.customer_token", because="A secret of the payment gateway."),
    leave("attributes.payment_source_token", because="A secret of the payment gateway."),
    leave("relationships.payment_method", because="Belongs to the shop."),
    leave("relationships.payment_source", because="Holds what only the payment gateway needs."),
    _OWNER,
)

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
    leave("relationships.skus", because="Follow from the list's items."),
    leave("relationships.bundles", because="Belong to the shop."),
    leave("relationships.attachments", because="Belong to the list."),
    leave("relationships.links", because="Belong to the shop."),
    _OWNER,
)

SKU_LIST_ITEM = resource(
    "sku_list_items",
    WISHES,
    take("attributes.position", "position", count),
    take("attributes.sku_code", "sku"),
    take("attributes.quantity", "quantity", count),
    leave("relationships", because="The list it comes with, and the article."),
)

ATTACHMENT = resource(
    "attachments",
    ATTACHMENTS,
    take("attributes.name", "name"),
    take("attributes.description", "description"),
    take("attributes.url", "url"),
    leave("relationships.attachable", because="It comes beside its customer."),
)

COMMERCE_LAYER = Source(
    SourceSystem.COMMERCE_LAYER,
    kinds=(
        CUSTOMER,
        CUSTOMER_GROUP,
        CUSTOMER_ADDRESS,
        ADDRESS,
        CUSTOMER_SUBSCRIPTION,
        CUSTOMER_PAYMENT_SOURCE,
        SKU_LIST,
        SKU_LIST_ITEM,
        ATTACHMENT,
        kept("tags", is_shared=True),
        kept("orders"),
        kept("order_subscriptions"),
        kept("returns"),
        kept("events"),
        kept("event_stores"),
        kept("markets", is_shared=True),
        kept("stock_locations", is_shared=True),
    ),
    lists=("data",),
    envelope=("included", "meta", "links", "jsonapi"),
    secrets=(
        "password",
        "customer_password",
        "reset_password_token",
        "_reset_password_token",
        "customer_token",
        "payment_source_token",
        "shared_secret",
    ),
)
