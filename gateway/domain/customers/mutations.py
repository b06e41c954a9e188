"""The acts on a customer, as clients ask for them."""

from dataclasses import fields
from enum import Enum
from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.database import Transaction
from gateway.domain.customers import operations
from gateway.domain.customers.model import ContactMethod, TimeOfDay
from gateway.errors import Forbidden
from gateway.schema.enums import publish
from gateway.schema.payloads import Mutation, Outcome
from gateway.schema.scalars import JSON, Date, TimeZone
from gateway.viewer import Viewer

_CONTROL = frozenset({"id", "expected_version"})
"""Fields of an input that are about the act, not about the customer."""


def _field(description: str) -> Any:
    return strawberry.field(description=description)


for _enum in (ContactMethod, TimeOfDay):
    publish(_enum)


@strawberry.input
class CustomerFields:
    """What may be written of a customer, whether it is new or not."""

    email: Maybe[str | None] = _field("E-mail address.")
    first_name: Maybe[str | None] = _field("Given name.")
    last_name: Maybe[str | None] = _field("Family name.")
    name: Maybe[str | None] = _field("Whole name, where first and last name are not known apart.")
    company: Maybe[str | None] = _field("Company, when the customer is a business.")
    phone: Maybe[str | None] = _field("Telephone number in any spelling; kept as given.")
    birthdate: Maybe[Date | None] = _field("Date of birth.")
    timezone: Maybe[TimeZone | None] = _field("IANA time zone.")
    preferred_language: Maybe[str | None] = _field("ISO 639-1 code; `en` when there is none.")
    preferred_contact_method: Maybe[ContactMethod | None] = _field(
        "How the customer likes to be reached; by e-mail when there is none."
    )
    best_time_to_call: Maybe[TimeOfDay | None] = _field("When the customer likes to be called.")
    is_validated_names: Maybe[bool | None] = _field(
        "Whether someone has checked the names; a change of name makes it false."
    )
    notes: Maybe[str | None] = _field("Internal notes of the staff.")
    description: Maybe[str | None] = _field("What there is to say about the customer.")
    tax_exemption_code: Maybe[str | None] = _field("Code of the reason why the customer pays no tax.")
    external_customer_id: Maybe[str | None] = _field("Identifier of the customer in an external system.")
    reference: Maybe[str | None] = _field("Identifier of the customer in another system.")
    reference_origin: Maybe[str | None] = _field("Name of the system that `reference` belongs to.")
    shopper_reference: Maybe[str | None] = _field(
        "Identifies the customer to payment gateways; 3 to 128 characters."
    )
    profile_id: Maybe[str | None] = _field("Identifies the customer to connected external services.")
    customer_group_id: Maybe[ID | None] = _field("Id of the group the customer belongs to.")
    metadata: Maybe[JSON | None] = _field("Free data: a JSON object. It replaces what was there.")
    custom_fields: Maybe[JSON | None] = _field(
        "Fields that the back office defined for itself: a JSON object."
    )
    tags: Maybe[list[str] | None] = _field("Labels, in their order. They replace those that were there.")


@strawberry.input(description="A new customer. Every field may be left out.")
class CustomerCreateInput(CustomerFields):
    source_id: Maybe[str | None] = _field(
        "Identifier of the caller's own choice; it cannot be changed later."
    )


@strawberry.input(description="Changes to a customer. What is left out stays as it is; null clears.")
class CustomerUpdateInput(CustomerFields):
    id: ID = _field("The customer's id.")
    expected_version: Maybe[int | None] = _field(
        "Refuses the change with CONFLICT when the customer has another version."
    )


@strawberry.input(description="Which customer to delete.")
class CustomerDeleteInput:
    id: ID = _field("The customer's id.")
    expected_version: Maybe[int | None] = _field(
        "Refuses the act with CONFLICT when the customer has another version."
    )


def _values(given: Any) -> dict[str, Any]:
    """An input → the columns that it gives; absent ones are absent."""
    values = {}
    for each in fields(given):
        maybe = getattr(given, each.name)
        if each.name in _CONTROL or maybe is None or maybe is strawberry.UNSET:
            continue
        value = maybe.value
        values[each.name] = value.value if isinstance(value, Enum) else value
    return values


def _expected(given: Any) -> int | None:
    return given.expected_version.value if given.expected_version else None


def _allow(viewer: Viewer) -> None:
    if not viewer.is_staff:
        raise Forbidden("Customers are changed by staff and integrations.")


def _create(transaction: Transaction, viewer: Viewer, given: CustomerCreateInput) -> Outcome:
    _allow(viewer)
    return Outcome({"customer": operations.create_customer(transaction, viewer, _values(given))})


def _update(transaction: Transaction, viewer: Viewer, given: CustomerUpdateInput) -> Outcome:
    _allow(viewer)
    return Outcome(
        {
            "customer": operations.update_customer(
                transaction, viewer, given.id, _values(given), _expected(given)
            )
        }
    )


def _delete(transaction: Transaction, viewer: Viewer, given: CustomerDeleteInput) -> Outcome:
    _allow(viewer)
    deleted = operations.delete_customer(transaction, viewer, given.id, _expected(given))
    return Outcome(values={"deletedCustomerId": deleted})


_CUSTOMER = {"customer": ("Customer", "The customer as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation("customerCreate", "Creates a customer.", CustomerCreateInput, _create, _CUSTOMER),
    Mutation("customerUpdate", "Changes a customer.", CustomerUpdateInput, _update, _CUSTOMER),
    Mutation(
        "customerDelete",
        "Deletes a customer that has no orders, with all that hangs on it.",
        CustomerDeleteInput,
        _delete,
        {},
        {
            "deletedCustomerId": (
                "ID | None",
                "Id of the customer that was deleted; null when nothing was done.",
            )
        },
    ),
)
