"""The acts on an address book, as clients ask for them."""

import strawberry
from strawberry import ID, Maybe

from gateway.domain.customers.mutations.referenced import ReferencedFields
from gateway.domain.customers.operations import addresses as operations
from gateway.domain.inputs import Existing, Repeatable, expected_of, field, values_of
from gateway.events.act import Act
from gateway.schema.payloads import OWNER, Mutation, Outcome
from gateway.schema.scalars import Decimal


@strawberry.input
class CustomerAddressFields(ReferencedFields):
    """What may be written of an address, whether it is new or not."""

    name: Maybe[str | None] = field("What the customer calls this address.")
    line1: Maybe[str | None] = field("Street and number, first line.")
    line2: Maybe[str | None] = field("Second line: flat, floor, building.")
    city: Maybe[str | None] = field("City or town.")
    region: Maybe[str | None] = field("State, province or region: a code or a name.")
    postal_code: Maybe[str | None] = field("Postal code.")
    country: Maybe[str | None] = field(
        "Country: a code or a name in any language. Without it, `countryCode` stands in."
    )
    country_code: Maybe[str | None] = field(
        "ISO 3166-1 alpha-2 code of the country. Without it, what `country` names, if that is known."
    )
    first_name: Maybe[str | None] = field("Given name of the recipient.")
    last_name: Maybe[str | None] = field("Family name of the recipient.")
    company: Maybe[str | None] = field("Company at this address.")
    phone: Maybe[str | None] = field(
        "Telephone number in any spelling, with its country or as it is dialled in that of the address; kept as given."
    )
    email: Maybe[str | None] = field("E-mail address for questions about this address.")
    business: Maybe[bool | None] = field(
        "Whether the recipient is a company: true needs `company`, false needs both names."
    )
    notes: Maybe[str | None] = field("What a carrier should know to deliver here.")
    billing_info: Maybe[str | None] = field("Tax number or similar, printed on invoices to this address.")
    lat: Maybe[Decimal | None] = field("Latitude in degrees north.")
    lng: Maybe[Decimal | None] = field("Longitude in degrees east.")
    is_primary: Maybe[bool | None] = field(
        "True takes it from the address that is primary now. A customer's first address always is."
    )


@strawberry.input(
    description="A new address of a customer. It names at least a line, a city, a region or a country."
)
class CustomerAddressCreateInput(CustomerAddressFields, Repeatable):
    customer_id: ID = field("Id of the customer whose address it is.")


@strawberry.input(description="Changes to an address. What is left out stays as it is; null clears.")
class CustomerAddressUpdateInput(CustomerAddressFields, Existing):
    pass


@strawberry.input(description="Which address to delete.")
class CustomerAddressDeleteInput(Existing):
    pass


@strawberry.input(description="Which address is primary from now on.")
class CustomerAddressSetPrimaryInput(Existing):
    pass


def _create(act: Act, given: CustomerAddressCreateInput) -> Outcome:
    values = values_of(given, without=frozenset({"customer_id"}))
    return Outcome({"customerAddress": operations.create_address(act, given.customer_id, values)})


def _update(act: Act, given: CustomerAddressUpdateInput) -> Outcome:
    changed = operations.update_address(act, given.id, values_of(given), expected_of(given))
    return Outcome({"customerAddress": changed})


def _delete(act: Act, given: CustomerAddressDeleteInput) -> Outcome:
    customer = operations.delete_address(act, given.id, expected_of(given))
    return Outcome({"customer": customer}, {"deletedCustomerAddressId": given.id})


def _set_primary(act: Act, given: CustomerAddressSetPrimaryInput) -> Outcome:
    changed = operations.set_primary_address(act, given.id, expected_of(given))
    return Outcome({"customerAddress": changed})


SHOWN = {"customerAddress": ("CustomerAddress", "The address as it is now; null when nothing was done.")}

MUTATIONS = (
    Mutation(
        "customerAddressCreate",
        "Adds an address to a customer's address book; the first one is primary.",
        CustomerAddressCreateInput,
        _create,
        SHOWN,
        roles=OWNER,
    ),
    Mutation(
        "customerAddressUpdate",
        "Changes an address.",
        CustomerAddressUpdateInput,
        _update,
        SHOWN,
        roles=OWNER,
    ),
    Mutation(
        "customerAddressDelete",
        "Deletes an address. In place of a primary one, the other that was changed last becomes primary.",
        CustomerAddressDeleteInput,
        _delete,
        {"customer": ("Customer", "The customer whose address it was; null when nothing was done.")},
        {
            "deletedCustomerAddressId": (
                "ID | None",
                "Id of the address that was deleted; null when nothing was done.",
            )
        },
        roles=OWNER,
    ),
    Mutation(
        "customerAddressSetPrimary",
        "Makes an address primary instead of the one that is.",
        CustomerAddressSetPrimaryInput,
        _set_primary,
        SHOWN,
        roles=OWNER,
    ),
)
