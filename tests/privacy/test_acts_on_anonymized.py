"""Nobody writes personal data of a customer that was anonymized."""

from typing import Any

from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type
from sqlalchemy import Connection, select, update

from gateway.domain.customers.model import Customer
from gateway.domain.privacy.personal import PERSONAL
from gateway.settings import Settings
from gateway.view import table_of
from tests.app.client import Gateway
from tests.databases import connected
from tests.viewers.decisions import acts, input_of, sample

ABOUT_A_CUSTOMER = {name for name in acts() if {"customerId"} & input_of(name).fields.keys()} | {
    "customerUpdate",
    "customerTagsAdd",
    "customerTagsRemove",
}


def given_for(type_: GraphQLInputObjectType, customer: str) -> dict[str, Any]:
    given = dict(sample(type_))
    for name in {"id", "customerId"} & type_.fields.keys():
        given[name] = customer
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if isinstance(field.type, GraphQLNonNull) and below.name == "String":
            given.setdefault(name, "x")
    return given


def everything(connection: Connection) -> str:
    """All rows about customers."""
    return str([connection.execute(select(personal.table)).all() for personal in PERSONAL])


def test_every_act_that_names_an_anonymized_customer_is_refused(gateway: Gateway, settings: Settings) -> None:
    for status in ("STARTED", "COMPLETED"):
        customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
        changed = update(table_of(Customer)).values(anonymization_status=status)
        connected(settings.database_url, lambda connection: connection.execute(changed))  # noqa: B023 (called at once)
        before = connected(settings.database_url, everything)
        for name in sorted(ABOUT_A_CUSTOMER):
            kind = input_of(name)
            query = f"mutation($i: {kind.name}!) {{ {name}(input: $i) {{ userErrors {{ code message }} }} }}"
            answer = gateway.ask(query, i=given_for(kind, customer))[name]["userErrors"]
            assert {"code": "CONFLICT", "message": "The customer was anonymized."} in answer, name
        assert connected(settings.database_url, everything) == before


def test_what_is_an_anonymized_customers_is_not_changed(gateway: Gateway, settings: Settings) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    made = gateway.act(
        "customerAddressCreate",
        "customerAddress { id }",
        customerId=customer,
        city="London",
        countryCode="GB",
        line1="1 Mall",
        postalCode="SW1A 1AA",
    )
    address = made["customerAddress"]["id"]
    changed = update(table_of(Customer)).values(anonymization_status="COMPLETED")
    connected(settings.database_url, lambda connection: connection.execute(changed))
    before = connected(settings.database_url, everything)
    payload = gateway.act("customerAddressUpdate", "__typename", id=address, city="Paris")
    assert [error["code"] for error in payload["userErrors"]] == ["CONFLICT"]
    assert connected(settings.database_url, everything) == before
