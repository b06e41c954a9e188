"""What staff wrote of a customer: all that the row says and no system's document does."""

from typing import Any

import orjson
from sqlalchemy import ColumnDefault

from gateway.domain.customers.fields import FIELDS
from gateway.domain.customers.model import Customer
from gateway.seed.moment import spell_instant
from gateway.seed.person import BUSINESS, COMMERCE_LAYER, RUTTER, VOUCHERIFY, Person
from gateway.seed.rows import Value, json_text
from gateway.view import table_of

STAFF = {"application": {"kind": "user", "id": "demo_back_office"}, "owner": {"id": "usr_service"}}
"""Who wrote it, as events name who acts."""

TOLD = {
    RUTTER: frozenset({"email", "first_name", "last_name", "phone", "platform_id", "platform_data"}),
    COMMERCE_LAYER: frozenset(
        {
            "email", "self_url", "shopper_reference", "profile_id", "tax_exemption_code", "reference", "metadata",
            "customer_group_id",
        }
    ),
    VOUCHERIFY: frozenset(
        {
            "email", "phone", "source_id", "name", "description", "birthdate", "birthday", "metadata",
            "system_metadata", "assets__cockpit_url", "assets__preference_center_url",
        }
    ),
    BUSINESS: frozenset(
        {
            "email", "phone", "first_name", "last_name", "external_customer_id", "company", "timezone",
            "preferred_language", "preferred_contact_method", "best_time_to_call", "is_validated_names", "notes",
            "custom_fields", "customer_group_id",
        }
    ),
}  # fmt: skip
"""System → columns that its document tells, of those of which a field begins."""
_NOT_WRITTEN = frozenset({"password_hash", "status", "total_orders_count", "anonymization_status"})
"""What nobody writes: it follows from orders, or from acts of its own."""
_DEFAULTS = {
    column.name: getattr(column.default.arg, "value", column.default.arg)
    for column in table_of(Customer).columns
    if isinstance(column.default, ColumnDefault)
}
"""What stands where nobody has told anything."""
_FIELDS = tuple(
    each.columns
    for each in FIELDS
    if each.columns[0] not in _NOT_WRITTEN and each.columns[0] not in ("created_at", "updated_at")
)
_OBJECTS = frozenset({"metadata", "custom_fields", "system_metadata", "platform_data"})


def own_values(person: Person, row: dict[str, Value]) -> str | None:
    """JSON text of what staff wrote, when the customer changed last; None where the documents tell all."""
    told = frozenset[str]().union(*(TOLD[system] for system in person.systems))
    written = {"at": spell_instant(person.changed), "by": STAFF}
    own = {
        columns[0]: {"value": _value(columns, row), **written}
        for columns in _FIELDS
        if columns[0] not in told and row[columns[0]] not in (None, _DEFAULTS.get(columns[0]))
    }
    if person.tags and BUSINESS not in person.systems:
        own["tags"] = {"value": {"added": list(person.tags), "removed": []}, **written}
    return json_text(own) if own else None


def _value(columns: tuple[str, ...], row: dict[str, Value]) -> Any:
    if len(columns) > 1:
        return {column: row[column] for column in columns}
    value = row[columns[0]]
    return orjson.loads(value) if columns[0] in _OBJECTS and isinstance(value, str) else value
