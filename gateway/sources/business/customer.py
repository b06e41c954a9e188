"""Customers of the back office, flat, with half of the names in camel case; and what they are sorted and reached by."""

from collections.abc import Mapping
from typing import Any

from gateway.domain.customers.model import ChannelType, ContactMethod, TimeOfDay
from gateway.sources.conversions import (
    compared_email,
    compared_international_phone,
    country_code,
    flag,
    identifier,
    instant,
    json_object,
    labels,
    language,
    one_of,
    time_zone,
)
from gateway.sources.fields import Field, belongs, leave, refer, row, rows, take
from gateway.sources.source import RecordKind
from gateway.sources.targets import ADDRESS_BOOK, CHANNELS, CUSTOMERS, GROUPS, PRIMARY_ADDRESS, TAGS

TIMES: tuple[Field, ...] = (
    take("createdAt", "created_at", instant),
    take("updatedAt", "updated_at", instant),
)
"""Unix time, in seconds or milliseconds."""

PLACE: tuple[Field, ...] = (
    take("street", "line1"),
    take("street2", "line2"),
    take("city", "city"),
    take("state", "region"),
    take("postalCode", "postal_code", identifier),
    take("country", "country"),
    take("country", "country_code", country_code),
)


def _names(document: Mapping[str, Any], _: str) -> str | None:
    """Of a customer `customerId` is no id of this system but one of some other; it does not say of which."""
    named = document.get("customerId")
    return f"?/{named}" if isinstance(named, str | int) and str(named).strip() else None


CUSTOMER = RecordKind(
    "customer",
    CUSTOMERS,
    take("customerId", "external_customer_id", identifier),
    take("phone_number", "phone"),
    take("phone_number", "phone_normalized", compared_international_phone),
    take("firstname", "first_name"),
    take("lastname", "last_name"),
    take("company", "company"),
    take("timezone", "timezone", time_zone),
    take("email", "email"),
    take("email", "email_normalized", compared_email),
    take("preferred_language", "preferred_language", language),
    take("preferred_contact_method", "preferred_contact_method", one_of(ContactMethod)),
    take("best_time_to_call", "best_time_to_call", one_of(TimeOfDay)),
    leave("call_priority", because="Known to some versions only; how soon somebody is called back."),
    take("notes", "notes"),
    rows("tags", TAGS, labels),
    take("custom_fields", "custom_fields", json_object),
    refer("channelId", "channel", "channel_id"),
    refer("customerGroupId", "customer_group", "customer_group_id"),
    row("address", PRIMARY_ADDRESS, *PLACE),
    take("isValidatedNames", "is_validated_names", flag),
    *TIMES,
    changed_at="updatedAt",
    names=_names,
    fallback_changed_at="createdAt",
)

SHIPPING_ADDRESS = RecordKind(
    "shipping_address",
    ADDRESS_BOOK,
    belongs("customerId", "customer"),
    *PLACE,
    # One text for the whole name: split it would be guessed, and `fullName` shows it as it is.
    take("recipientName", "last_name"),
    take("phoneNumber", "phone"),
    take("instructions", "notes"),
    leave("isPrimary", because="The first among these; the primary address is the customer's own `address`."),
    *TIMES,
    changed_at="updatedAt",
    is_told=lambda document: "isPrimary" in document and "street" in document,
    fallback_changed_at="createdAt",
)

CUSTOMER_GROUP = RecordKind(
    "customer_group",
    GROUPS,
    take("name", "name"),
    take("description", "description"),
    take("code", "code"),
    leave("isDefault", because="A rule of the other system for new customers."),
    *TIMES,
    changed_at="updatedAt",
    is_shared=True,
    is_told=lambda document: "isDefault" in document and "name" in document,
    fallback_changed_at="createdAt",
)

_channel_type = one_of(ChannelType, **{"mobile-app": ChannelType.MOBILE_APP})

CHANNEL = RecordKind(
    "channel",
    CHANNELS,
    take("deploymentType", "type", _channel_type),
    take("channelName", "name"),
    take("recordingEnabled", "recording_enabled", flag),
    take("channelIdentifier", "identifier"),
    take("configuration", "configuration", json_object),
    *TIMES,
    changed_at="updatedAt",
    is_shared=True,
    is_told=lambda document: "deploymentType" in document,
    fallback_changed_at="createdAt",
)
