"""Rutter's customer: a person as a shop platform knows one."""

from gateway.sources.conversions import compared_email, compared_phone, identifier, instant, json_object
from gateway.sources.fields import leave, take
from gateway.sources.rutter.platform import names_there
from gateway.sources.source import RecordKind
from gateway.sources.targets import CUSTOMERS

CUSTOMER = RecordKind(
    "customer",
    CUSTOMERS,
    take("platform_id", "platform_id", identifier),
    take("email", "email"),
    take("email", "email_normalized", compared_email),
    take("first_name", "first_name"),
    take("last_name", "last_name"),
    leave("full_name", because="An older version's sum of both names."),
    take("phone", "phone"),
    take("phone", "phone_normalized", compared_phone),
    leave("orders", because="Stubs of nothing but an id; orders come as records of their own."),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    take("platform_data", "platform_data", json_object),
    names=names_there("customers"),
    # Subscriptions name their customer by it.
    alias="platform_id",
    fallback_changed_at="created_at",
)
