"""The postal address: the fields that an address book entry and an order's address share."""

from typing import ClassVar

from sqlalchemy import case, func

from gateway.columns import Scalar
from gateway.domain.person import given, person_name
from gateway.entity import Computed, Entity, computed, exposed


class PostalAddress(Entity):
    """Where something is sent or billed to. The country is kept as received, and as a code when known."""

    line1: str | None = exposed("Street and number, first line.")
    line2: str | None = exposed("Second line: flat, floor, building.")
    city: str | None = exposed("City or town.", filterable=True, sortable=True)
    region: str | None = exposed("State, province or region, as received: a code or a name.", filterable=True)
    postal_code: str | None = exposed("Postal code.", filterable=True, sortable=True)
    country: str | None = exposed("Country as received: a code or a name in any language.")
    country_code: str | None = exposed(
        "ISO 3166-1 alpha-2 code of the country; null when what was received names none.",
        scalar=Scalar.COUNTRY_CODE,
        filterable=True,
        sortable=True,
    )
    first_name: str | None = exposed("Given name of the recipient.")
    last_name: str | None = exposed("Family name of the recipient.")
    company: str | None = exposed("Company at this address.")
    phone: str | None = exposed("Telephone number at this address, as received.")
    email: str | None = exposed(
        "E-mail address for questions about this address.", scalar=Scalar.EMAIL_ADDRESS
    )
    business: bool = exposed(
        "Whether the recipient is a company; it then needs no person's name.", default=False
    )
    notes: str | None = exposed("What a carrier should know to deliver here.")
    billing_info: str | None = exposed("Tax number or similar, printed on invoices to this address.")
    lat: str | None = exposed("Latitude in degrees north.", scalar=Scalar.DECIMAL)
    lng: str | None = exposed("Longitude in degrees east.", scalar=Scalar.DECIMAL)

    full_name: ClassVar[Computed] = computed(
        "Recipient: the company of a business address, else the person, else whichever of the two is known.",
        Scalar.STRING,
        lambda row: case(
            (row.business.is_(True), func.coalesce(given(row.company), person_name(row))),
            else_=func.coalesce(person_name(row), given(row.company)),
        ),
    )
