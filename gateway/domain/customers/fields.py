"""The fields of a customer that systems send and people write, and the columns that each is made of."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """Columns that are taken together, from one record."""

    name: str
    """In the graph."""
    columns: tuple[str, ...]
    """The first is the value; a record that has one of the others alone counts where nobody has that."""


_REQUEST = "anonymization_info__"

FIELDS: tuple[Field, ...] = (
    Field("email", ("email", "email_normalized")),
    Field("firstName", ("first_name",)),
    Field("lastName", ("last_name",)),
    Field("name", ("name",)),
    Field("isValidatedNames", ("is_validated_names",)),
    Field("company", ("company",)),
    Field("phone", ("phone", "phone_normalized")),
    Field("birthdate", ("birthdate",)),
    Field("birthday", ("birthday",)),
    Field("timezone", ("timezone",)),
    Field("preferredLanguage", ("preferred_language",)),
    Field("preferredContactMethod", ("preferred_contact_method",)),
    Field("bestTimeToCall", ("best_time_to_call",)),
    Field("notes", ("notes",)),
    Field("description", ("description",)),
    Field("taxExemptionCode", ("tax_exemption_code",)),
    Field("selfUrl", ("self_url",)),
    Field("platformId", ("platform_id",)),
    Field("platformData", ("platform_data",)),
    Field("externalCustomerId", ("external_customer_id",)),
    Field("sourceId", ("source_id",)),
    Field("reference", ("reference", "reference_origin")),
    Field("shopperReference", ("shopper_reference",)),
    Field("profileId", ("profile_id",)),
    Field("channelId", ("channel_id",)),
    Field("customerGroupId", ("customer_group_id",)),
    Field("hasPassword", ("password_hash",)),
    Field("metadata", ("metadata",)),
    Field("customFields", ("custom_fields",)),
    Field("systemMetadata", ("system_metadata",)),
    Field("status", ("status",)),
    Field("totalOrdersCount", ("total_orders_count",)),
    Field(
        "anonymizationStatus",
        (
            "anonymization_status",
            *(
                f"{_REQUEST}{moment}_at"
                for moment in ("requested", "started", "completed", "failed", "cancelled")
            ),
            *(
                f"{_REQUEST}{who}__{part}"
                for who in ("requester", "cancellation_requester")
                for part in ("id", "first_name", "last_name", "email")
            ),
        ),
    ),
    Field("cockpitUrl", ("assets__cockpit_url",)),
    Field("preferenceCenterUrl", ("assets__preference_center_url",)),
    Field("createdAt", ("created_at",)),
    Field("updatedAt", ("updated_at",)),
)
"""Every field of a customer that a system can send; `address` and `tags` have rules of their own."""

FIELD_OF_COLUMN: Mapping[str, Field] = {column: each for each in FIELDS for column in each.columns}
FIELD_BY_NAME: Mapping[str, Field] = {each.name: each for each in FIELDS}
