"""What Rutter tells of the shop itself: groups of customers, stores and connections."""

from gateway.sources.conversions import identifier, instant
from gateway.sources.fields import leave, take
from gateway.sources.source import RecordKind
from gateway.sources.targets import GROUPS

CUSTOMER_GROUP = RecordKind(
    "customer_group",
    GROUPS,
    take("platform_id", "reference", identifier),
    take("name", "name"),
    take("created_at", "created_at", instant),
    take("updated_at", "updated_at", instant),
    leave("platform_data", because="Whatever the platform adds."),
    platform_column="reference_origin",
    is_shared=True,
    # Customers have an e-mail address, orders lines and stores another name: this is what is left.
    is_told=lambda document: "name" in document and not {"email", "line_items", "items"} & document.keys(),
    fallback_changed_at="created_at",
)

STORE = RecordKind(
    "store",
    None,
    *(
        leave(path, because="Tells of the shop, not of its customers.")
        for path in (
            "platform_id",
            "store_name",
            "url",
            "email",
            "default_currency",
            "created_at",
            "platform_data",
        )
    ),
    is_shared=True,
    is_told=lambda document: "store_name" in document,
    fallback_changed_at="created_at",
)

CONNECTION = RecordKind("connection", None, is_shared=True)
"""The shop platform behind the records of one answer; tells which system they really live in."""
