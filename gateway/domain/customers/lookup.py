"""How a customer is found: by its words, and by what identifies it."""

from gateway.domain.customers.contact import normalise_email, normalise_phone
from gateway.domain.customers.model import CustomerSearchTerm
from gateway.domain.customers.search import query_terms
from gateway.planner.catalog import Identifier, SearchIndex
from gateway.view import table_of

SEARCH = SearchIndex(table_of(CustomerSearchTerm), "customer_id", query_terms)

IDENTIFIERS = (
    Identifier("id", "By the customer's own id.", {"id": ("ID", "The id.")}, {"id": "id"}),
    Identifier(
        "email",
        "By e-mail address; case is ignored.",
        {"email": ("str", "The address.")},
        {"email": "email_normalized"},
        normalise=normalise_email,
    ),
    Identifier(
        "phone",
        "By telephone number, in any spelling that can be read with its country.",
        {"phone": ("str", "The number.")},
        {"phone": "phone_normalized"},
        normalise=normalise_phone,
    ),
    Identifier(
        "source",
        "By a source system's own identifier.",
        {
            "system": ("SourceSystem", "The system."),
            "externalId": ("str", "The identifier in that system."),
        },
        {"system": "system", "externalId": "external_id"},
        relation="sourceRecords",
    ),
    Identifier(
        "reference",
        "By reference, and the system that the reference belongs to.",
        {
            "reference": ("str", "The reference."),
            "origin": ("str | None", "Name of the system; any when not given."),
        },
        {"reference": "reference", "origin": "reference_origin"},
    ),
)
