"""The acts on a customer itself, as clients ask for them."""

from dataclasses import replace
from typing import Any

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers import passwords
from gateway.domain.customers.model import ContactMethod, TimeOfDay
from gateway.domain.customers.operations import customer as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act
from gateway.schema.enums import publish
from gateway.schema.payloads import OWNER, STAFF, Mutation, Outcome
from gateway.schema.scalars import JSON, Date, TimeZone
from gateway.viewer import Role

for _enum in (ContactMethod, TimeOfDay):
    publish(_enum)


@strawberry.input
class CustomerFields:
    """What may be written of a customer, whether it is new or not."""

    email: Maybe[str | None] = field("E-mail address.")
    first_name: Maybe[str | None] = field("Given name.")
    last_name: Maybe[str | None] = field("Family name.")
    name: Maybe[str | None] = field("Whole name, where first and last name are not known apart.")
    company: Maybe[str | None] = field("Company, when the customer is a business.")
    phone: Maybe[str | None] = field(
        "Telephone number in any spelling, with its country or as it is dialled within one; kept as given."
    )
    birthdate: Maybe[Date | None] = field("Date of birth: from 1800 on, and not in the future.")
    timezone: Maybe[TimeZone | None] = field("IANA time zone.")
    preferred_language: Maybe[str | None] = field("ISO 639-1 code; `en` when there is none.")
    preferred_contact_method: Maybe[ContactMethod | None] = field(
        "How the customer likes to be reached; by e-mail when there is none."
    )
    best_time_to_call: Maybe[TimeOfDay | None] = field("When the customer likes to be called.")
    is_validated_names: Maybe[bool | None] = field(
        "Whether someone has checked the names; a change of name makes it false.", staff_only=True
    )
    notes: Maybe[str | None] = field("Internal notes of the staff.", staff_only=True)
    description: Maybe[str | None] = field("What there is to say about the customer.")
    tax_exemption_code: Maybe[str | None] = field(
        "Code of the reason why the customer pays no tax.", staff_only=True
    )
    external_customer_id: Maybe[str | None] = field("Identifier of the customer elsewhere.", staff_only=True)
    reference: Maybe[str | None] = field("Identifier of the customer in another system.", staff_only=True)
    reference_origin: Maybe[str | None] = field(
        "Name of the system that `reference` belongs to.", staff_only=True
    )
    shopper_reference: Maybe[str | None] = field(
        "Identifies the customer to payment gateways; 3 to 128 characters.", staff_only=True
    )
    profile_id: Maybe[str | None] = field(
        "Identifies the customer to connected external services.", staff_only=True
    )
    customer_group_id: Maybe[ID | None] = field("Id of the group the customer belongs to.", staff_only=True)
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")
    custom_fields: Maybe[JSON | None] = field(
        "Fields that the back office defined for itself: a JSON object.", staff_only=True
    )
    tags: Maybe[list[str] | None] = field(
        "Labels, in their order; they replace what was there.", staff_only=True
    )


@strawberry.input(
    description="A new customer. Every field may be left out, but not all that tell who it is: "
    "a name, a company, an e-mail address, a telephone number, an identifier, or free text or data."
)
class CustomerCreateInput(CustomerFields, Repeatable):
    source_id: Maybe[str | None] = field(
        "Identifier of the caller's own choice; it cannot be changed later.", staff_only=True
    )
    password: Maybe[str | None] = field("Password; never shown again. 8 to 1024 characters.")


@strawberry.input(description="Changes to a customer. What is left out stays as it is; null clears.")
class CustomerUpdateInput(CustomerFields, Existing):
    password: Maybe[str | None] = field(
        "Password; never shown again. 8 to 1024 characters. Customers reset theirs instead.", staff_only=True
    )
    add_tags: Maybe[list[str] | None] = field(
        "Labels to put after those that are there; not together with `tags`.", staff_only=True
    )
    remove_tags: Maybe[list[str] | None] = field(
        "Labels to take away, after `addTags` has come; not together with `tags`.", staff_only=True
    )


@strawberry.input(description="Which customer to delete.")
class CustomerDeleteInput(Existing):
    pass


async def with_password(given: Any) -> Any:
    """The same input, with its password hashed."""
    if not given.password or given.password.value is None:
        return given
    return replace(given, password=strawberry.Some(await passwords.prepare(given.password.value)))


def _create(act: Act, given: CustomerCreateInput) -> Outcome:
    return Outcome({"customer": operations.create_customer(act, values_of(given))})


def _update(act: Act, given: CustomerUpdateInput) -> Outcome:
    changed = operations.update_customer(act, given.id, values_of(given), expected_of(given))
    return Outcome({"customer": changed})


def _delete(act: Act, given: CustomerDeleteInput) -> Outcome:
    return Outcome(
        values={"deletedCustomerId": operations.delete_customer(act, given.id, expected_of(given))}
    )


TAKEN = {
    "uq_customer_email_claim": operations.EMAIL_TAKEN,
    # The group was there when it was looked for, and went before the customer could be written.
    "customer_customer_group_id_fkey": UserError(
        "There is no such customer group any more.", ("input", "customerGroupId"), UserErrorCode.NOT_FOUND
    ),
}
SHOWN = {
    "customer": ("Customer", "The customer as it is now; null when nothing was done, or may not be read.")
}

MUTATIONS = (
    Mutation(
        "customerCreate",
        "Creates a customer.",
        CustomerCreateInput,
        _create,
        SHOWN,
        roles=STAFF | {Role.GUEST},
        taken=TAKEN,
        prepare=with_password,
    ),
    Mutation(
        "customerUpdate",
        "Changes a customer.",
        CustomerUpdateInput,
        _update,
        SHOWN,
        roles=OWNER,
        taken=TAKEN,
        prepare=with_password,
    ),
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
