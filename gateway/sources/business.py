"""WIIL, the business-management platform: customers of the back office, flat, with half of the names in camel case."""

from gateway.domain.customers.model import ContactMethod, TimeOfDay
from gateway.domain.records.model import SourceSystem
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
from gateway.sources.fields import refer, row, rows, take
from gateway.sources.source import RecordKind, Source
from gateway.sources.targets import CHANNELS, CUSTOMERS, PRIMARY_ADDRESS, TAGS

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
    take("notes", "notes"),
    rows("tags", TAGS, labels),
    take("custom_fields", "custom_fields", json_object),
    refer("channelId", "channel", "channel_id"),
    row(
        "address",
        PRIMARY_ADDRESS,
        take("street", "line1"),
        take("street2", "line2"),
        take("city", "city"),
        take("state", "region"),
        take("postalCode", "postal_code", identifier),
        take("country", "country"),
        take("country", "country_code", country_code),
    ),
    take("isValidatedNames", "is_validated_names", flag),
    take("createdAt", "created_at", instant),
    take("updatedAt", "updated_at", instant),
    changed_at="updatedAt",
)

CHANNEL = RecordKind("channel", CHANNELS, is_shared=True)

BUSINESS = Source(
    SourceSystem.BUSINESS,
    kinds=(CUSTOMER, CHANNEL),
    lists=("data", "data.data"),
    envelope=("success", "metadata", "data.meta"),
    secrets=("password",),
)
