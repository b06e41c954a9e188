"""Commerce Layer's customer, with links to all that belongs to one."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import AnonymizationStatus, CustomerStatus
from gateway.domain.records.model import SourceSystem
from gateway.sources.commerce_layer.resource import is_type, triggers
from gateway.sources.conversions import (
    Unexpected,
    compared_email,
    count,
    flag,
    identifier,
    instant,
    json_object,
    labels,
    one_of,
    text,
)
from gateway.sources.fields import expect, follow, leave, name, refer, take
from gateway.sources.inverses import undone_by_itself
from gateway.sources.reading import Reading, value_at
from gateway.sources.source import RecordKind
from gateway.sources.targets import CUSTOMERS, TAGS

HASH_ELSEWHERE = "!commerce_layer"
"""Stands for the hash of a password that only Commerce Layer can check: no password has it."""

_anonymization_status = one_of(AnonymizationStatus, in_progress=AnonymizationStatus.STARTED)
_CALLER = "Tells of the caller's token, not of the customer."
_CUSTOMERS_OF = {
    "rutter": f"{SourceSystem.RUTTER}/customer",
    "voucherify": f"{SourceSystem.VOUCHERIFY}/customer",
    "commerce_layer": f"{SourceSystem.COMMERCE_LAYER}/customers",
    "business": f"{SourceSystem.BUSINESS}/customer",
}
"""What our systems are called as the origin of a reference → how their customers are named."""


def names(document: Mapping[str, Any], _: str) -> str | None:
    """`old-shop`, `4711` → `ref/old-shop/4711`; of one of our systems its customer: `VOUCHERIFY/customer/cust_1`."""
    origin = value_at(document, "attributes.reference_origin")
    try:
        reference = identifier(value_at(document, "attributes.reference"))
    except Unexpected:
        return None
    if not isinstance(origin, str) or not origin.strip() or not reference:
        return None
    word = origin.strip().lower()
    customers = _CUSTOMERS_OF.get(word.replace(" ", "_").replace("-", "_"))
    return f"{customers or f'ref/{word}'}/{reference}"


@undone_by_itself
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
    leave("attributes.jwt_custom_claim", because=_CALLER),
    *triggers("_add_tags", "_remove_tags", "_request_anonymization", "_cancel_anonymization"),
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
    # What is listed no longer was not deleted for that: an order stays an order.
    follow("relationships.orders", "orders", is_whole=False),
    follow("relationships.order_subscriptions", "order_subscriptions", is_whole=False),
    follow("relationships.returns", "returns", is_whole=False),
    follow("relationships.events", "events", is_whole=False),
    follow("relationships.event_stores", "event_stores", is_whole=False),
    leave("relationships.jwt_customer", because=_CALLER),
    leave("relationships.jwt_markets", because=_CALLER),
    leave("relationships.jwt_stock_locations", because=_CALLER),
    changed_at="attributes.updated_at",
    fallback_changed_at="attributes.created_at",
    environment="meta.mode",
    required=("attributes",),
    complete=_complete,
    is_told=is_type("customers"),
    names=names,
)
