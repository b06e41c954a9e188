"""Rutter: customers of shop platforms behind connections, as its Unified API of 2023-03-14 sends them."""

from gateway.domain.records.model import SourceSystem
from gateway.sources.conversions import compared_email, compared_phone, identifier, instant, json_object
from gateway.sources.fields import leave, take
from gateway.sources.source import RecordKind, Source
from gateway.sources.targets import CUSTOMERS

CUSTOMER = RecordKind(
    "customer",
    CUSTOMERS,
    take("platform_id", "platform_id", identifier),
    take("email", "email"),
    take("email", "email_normalized", compared_email),
    take("first_name", "first_name"),
    take("last_name", "last_name"),
    take("phone", "phone"),
    take("phone", "phone_normalized", compared_phone),
    leave("orders", because="Stubs of nothing but an id; orders come as records of their own."),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    take("platform_data", "platform_data", json_object),
)

CONNECTION = RecordKind("connection", None, is_shared=True)
"""The shop platform behind the customers of one answer; tells later which system they really live in."""

RUTTER = Source(
    SourceSystem.RUTTER,
    kinds=(CUSTOMER, CONNECTION),
    lists=("customers",),
    envelope=("next_cursor", "connection"),
    secrets=("password", "access_token", "link_token"),
)
