"""The product's schema: described to the last value, as the contract names it, and as the committed file says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from gateway.app import make_schema
from tests.domain.test_fields import CONTRACT, READABLE, WRITE_ONLY, unreadable

SCHEMA = make_schema().core
ROOT = Path(__file__).parents[2]


def own_types() -> dict[str, GraphQLNamedType]:
    """Every type that GraphQL does not define itself."""
    return {
        name: type_
        for name, type_ in SCHEMA.type_map.items()
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
    }


def descriptions() -> Iterator[tuple[str, str | None]]:
    """`Customer`, `Customer.orders`, `Customer.orders(first:)`, `CustomerStatus.REPEAT` … and what each says."""
    for name, type_ in own_types().items():
        yield name, type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name}:)", argument.description
        elif isinstance(type_, GraphQLInputObjectType):
            for field_name, input_field in type_.fields.items():
                yield f"{name}.{field_name}", input_field.description
        elif isinstance(type_, GraphQLEnumType):
            for value_name, value in type_.values.items():
                yield f"{name}.{value_name}", value.description


def field_types(name: str) -> dict[str, str]:
    type_: Any = SCHEMA.type_map[name]
    return {field_name: str(field.type) for field_name, field in type_.fields.items()}


def arguments(type_name: str, field_name: str) -> dict[str, str]:
    type_: Any = SCHEMA.type_map[type_name]
    return {name: str(argument.type) for name, argument in type_.fields[field_name].args.items()}


# ── Descriptions and the file ──────────────────────────────────────────────────────────────────────────────────


def test_everything_is_described() -> None:
    assert [path for path, text in descriptions() if not (text or "").strip()] == []


def test_every_scalar_says_what_specifies_it() -> None:
    scalars = [type_ for type_ in own_types().values() if isinstance(type_, GraphQLScalarType)]
    assert [each.name for each in scalars if not (each.specified_by_url or "").startswith("https://")] == []


def test_every_argument_has_a_default_or_is_optional_or_needed() -> None:
    """An argument with a default is nullable or has a value of its own type: clients may leave it out."""
    for name, type_ in own_types().items():
        if isinstance(type_, GraphQLObjectType):
            for field_name, field in type_.fields.items():
                needed = [each for each, argument in field.args.items() if str(argument.type).endswith("!")]
                assert set(needed) <= {"id", "ids", "identifier", "input", "system"}, f"{name}.{field_name}"


def test_the_file_is_what_the_command_prints() -> None:
    """`make schema` writes it; clients read it."""
    command = [sys.executable, "-m", "gateway", "schema"]
    printed = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert printed.stdout == (ROOT / "schema.graphql").read_text()


def test_the_file_is_what_the_schema_is() -> None:
    assert make_schema().sdl() == (ROOT / "schema.graphql").read_text()


# ── Names of the contract ──────────────────────────────────────────────────────────────────────────────────────

PAGE = {"first": "Int", "after": "String", "last": "Int", "before": "String"}


def page_of(name: str) -> dict[str, str]:
    return PAGE | {"filter": f"{name}Filter", "orderBy": f"[{name}OrderBy!]"}


QUERY: dict[str, tuple[str, dict[str, str]]] = {
    "node": ("Node", {"id": "ID!"}),
    "nodes": ("[Node]!", {"ids": "[ID!]!"}),
    "customer": ("Customer", {"id": "ID!", "asOf": "DateTime"}),
    "customerBy": ("Customer", {"identifier": "CustomerIdentifier!"}),
    "customers": ("CustomerConnection!", page_of("Customer") | {"search": "String"}),
    "order": ("Order", {"id": "ID!"}),
    "orders": ("OrderConnection!", page_of("Order")),
    "viewer": ("Viewer!", {}),
}


@pytest.mark.parametrize("name", QUERY)
def test_query_field(name: str) -> None:
    type_, given = QUERY[name]
    assert field_types("Query")[name] == type_
    assert arguments("Query", name) == given


def test_node_is_an_interface_of_every_thing_with_an_id() -> None:
    node: Any = SCHEMA.type_map["Node"]
    assert field_types("Node") == {"id": "ID!"}
    names = {type_.name for type_ in SCHEMA.get_possible_types(node)}
    assert {"Customer", "Order", "OrderLine", "CustomerAddress", "LoyaltyCard"} <= names


def test_a_customer_is_identified_in_exactly_one_way() -> None:
    identifier: Any = SCHEMA.type_map["CustomerIdentifier"]
    assert identifier.is_one_of
    assert field_types("CustomerIdentifier") == {
        "id": "ID",
        "email": "String",
        "phone": "String",
        "source": "SourceIdentifier",
        "reference": "ReferenceIdentifier",
    }
    assert field_types("SourceIdentifier") == {"system": "SourceSystem!", "externalId": "String!"}
    assert field_types("ReferenceIdentifier") == {"reference": "String!", "origin": "String"}


ENUMS = {
    "SourceSystem": "RUTTER COMMERCE_LAYER VOUCHERIFY BUSINESS",
    "CustomerStatus": "PROSPECT ACQUIRED REPEAT",
    "ContactMethod": "EMAIL PHONE SMS",
    "TimeOfDay": "MORNING AFTERNOON EVENING ANYTIME",
    "AnonymizationStatus": "REQUESTED STARTED COMPLETED FAILED CANCELLED",
    "Environment": "TEST LIVE",
    "OrderDirection": "ASC DESC",
}


@pytest.mark.parametrize("name", ENUMS)
def test_enumeration(name: str) -> None:
    enum: Any = SCHEMA.type_map[name]
    assert set(enum.values) == set(ENUMS[name].split())


def test_error_codes() -> None:
    enum: Any = SCHEMA.type_map["UserErrorCode"]
    assert set(enum.values) >= {
        "INVALID",
        "REQUIRED",
        "TAKEN",
        "NOT_FOUND",
        "CONFLICT",
        "TOO_LONG",
        "FORBIDDEN",
    }


def test_the_customer_has_every_name_of_the_contract() -> None:
    assert [name for name in CONTRACT.split() if name not in field_types("Customer")] == []


CUSTOMER = {
    "id": "ID!",
    "version": "Int!",
    "environment": "Environment!",
    "email": "EmailAddress",
    "firstName": "String",
    "displayName": "String",
    "address": "CustomerAddress",
    "birthdate": "Date",
    "timezone": "TimeZone",
    "preferredContactMethod": "ContactMethod!",
    "bestTimeToCall": "TimeOfDay",
    "isValidatedNames": "Boolean!",
    "hasPassword": "Boolean!",
    "status": "CustomerStatus!",
    "totalOrdersCount": "Int",
    "createdAt": "DateTime!",
    "updatedAt": "DateTime!",
    "metadata": "JSON",
    "customFields": "JSON",
    "tags": "[String!]!",
    "anonymizationStatus": "AnonymizationStatus",
    "anonymizationInfo": "AnonymizationInfo",
    "jwtCustomClaim": "JSON",
    "customerGroup": "CustomerGroup",
    "sourceRecords": "[SourceRecord!]!",
}


def test_types_of_the_customers_fields() -> None:
    assert {name: field_types("Customer")[name] for name in CUSTOMER} == CUSTOMER


CONNECTIONS = {
    "orders": "Order",
    "addresses": "CustomerAddress",
    "paymentSources": "CustomerPaymentSource",
    "subscriptions": "CustomerSubscription",
    "orderSubscriptions": "OrderSubscription",
    "returns": "Return",
    "skuLists": "SkuList",
    "attachments": "Attachment",
    "events": "Event",
    "eventStores": "EventStore",
    "appointments": "Appointment",
    "reservations": "Reservation",
}


@pytest.mark.parametrize("name", CONNECTIONS)
def test_connection(name: str) -> None:
    """`edges { cursor node } nodes pageInfo totalCount`, with a page, a filter and an order."""
    target = CONNECTIONS[name]
    assert field_types("Customer")[name] == f"{target}Connection!"
    assert arguments("Customer", name) == page_of(target)
    assert field_types(f"{target}Connection") == {
        "edges": f"[{target}Edge!]!",
        "nodes": f"[{target}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    }
    assert field_types(f"{target}Edge") == {"cursor": "String!", "node": f"{target}!"}
    assert field_types(f"{target}OrderBy") == {
        "field": f"{target}OrderField!",
        "direction": "OrderDirection!",
    }


def test_page_info() -> None:
    assert field_types("PageInfo") == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


def test_money() -> None:
    assert field_types("Money") == {"amount": "Decimal!", "currency": "Currency!", "minorUnits": "BigInt!"}


FIELDS = {
    "SourceRecord": "system kind externalId payload receivedAt",
    "CustomerAddress": "line1 line2 city region postalCode country countryCode firstName lastName company phone",
    "Order": (
        "id number status paymentStatus fulfillmentStatus placedAt currency total lines shippingAddress"
        " billingAddress customer"
    ),
    "OrderLine": "sku name quantity unitPrice total",
    "CustomerLoyalty": "points referredCustomers campaigns cards",
    "LoyaltyCampaignStanding": "campaign points loyaltyTier referredCustomers",
    "LoyaltyCard": "balance points tier transactions",
    "CustomerSummary": "redemptions orders",
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_of_other_types(name: str) -> None:
    assert [each for each in FIELDS[name].split() if each not in field_types(name)] == []


def test_orders_in_the_summary() -> None:
    summary: Any = SCHEMA.type_map["CustomerSummary"]
    orders = get_named_type(summary.fields["orders"].type).name
    names = "totalAmount totalCount averageAmount lastOrderAmount lastOrderDate"
    assert [name for name in names.split() if name not in field_types(orders)] == []


# ── Filters ────────────────────────────────────────────────────────────────────────────────────────────────────

OPERATORS = {
    "StringFilter": "eq ne in notIn contains startsWith isNull",
    "DateTimeFilter": "eq ne gt gte lt lte in isNull",
    "IntFilter": "eq ne gt gte lt lte in isNull",
    "CustomerStatusFilter": "eq ne in notIn",
    "StringListFilter": "has hasAny hasAll",
    "JSONFilter": "path eq",
    "OrderListFilter": "some none",
    "CustomerFilter": "and or not email firstName status createdAt tags metadata orders",
}


@pytest.mark.parametrize("name", OPERATORS)
def test_filter_operators(name: str) -> None:
    assert [each for each in OPERATORS[name].split() if each not in field_types(name)] == []


def test_filters_of_the_customer() -> None:
    expected = {
        "and": "[CustomerFilter!]",
        "or": "[CustomerFilter!]",
        "not": "CustomerFilter",
        "email": "StringFilter",
        "tags": "StringListFilter",
        "metadata": "[JSONFilter!]",
        "orders": "OrderListFilter",
        "status": "CustomerStatusFilter",
        "createdAt": "DateTimeFilter",
    }
    given = field_types("CustomerFilter")
    assert {name: given[name] for name in expected} == expected


def test_orders_of_the_customer() -> None:
    enum: Any = SCHEMA.type_map["CustomerOrderField"]
    assert {"CREATED_AT", "UPDATED_AT", "EMAIL", "LAST_NAME"} <= set(enum.values)


def test_scalars_carry_the_names_of_graphql_scalars() -> None:
    names = "DateTime Date EmailAddress PhoneNumber URL JSON Decimal BigInt Currency CountryCode TimeZone"
    scalars = {name for name, type_ in own_types().items() if isinstance(type_, GraphQLScalarType)}
    assert scalars == set(names.split())


# ── Mutations ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_user_errors() -> None:
    assert isinstance(SCHEMA.type_map["UserError"], GraphQLInterfaceType)
    assert field_types("UserError") == {"message": "String!", "field": "[String!]", "code": "UserErrorCode!"}


def test_every_mutation_has_one_input_and_a_payload_of_its_own() -> None:
    assert SCHEMA.mutation_type is not None
    for name in SCHEMA.mutation_type.fields:
        stem = f"{name[0].upper()}{name[1:]}"
        assert arguments("Mutation", name) == {"input": f"{stem}Input!"}
        assert field_types("Mutation")[name] == f"{stem}Payload!"
        assert field_types(f"{stem}Payload")["userErrors"] == "[UserError!]!"


# ── The five documents ─────────────────────────────────────────────────────────────────────────────────────────


def shown_fields() -> dict[str, str]:
    """`Type.field` → name of the field's type, of every object in the graph."""
    return {
        f"{name}.{field_name}": get_named_type(field.type).name
        for name, type_ in own_types().items()
        if isinstance(type_, GraphQLObjectType)
        for field_name, field in type_.fields.items()
    }


def test_every_field_of_the_documents_can_be_read() -> None:
    assert unreadable(READABLE, shown_fields()) == []


def test_nothing_shows_what_may_only_be_written() -> None:
    assert {path for path in shown_fields() if path.split(".")[1] in WRITE_ONLY} == set()


@pytest.mark.parametrize("secret", ["hash", "token", "secret", "normalized", "idempotency"])
def test_no_field_is_called_as_a_secret(secret: str) -> None:
    """But for the one token that is made for whoever asks, and stored nowhere."""
    given = {"CustomerPasswordResetRequestPayload.token"}
    assert [path for path in shown_fields() if secret in path.lower() and path not in given] == []
