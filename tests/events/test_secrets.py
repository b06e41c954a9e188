"""No event tells what a column keeps to itself."""

import json
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type, is_list_type
from sqlalchemy import Column, Connection, delete, text

from gateway.app import make_catalog
from gateway.columns import Scalar
from gateway.domain import ENTITIES, MUTATIONS
from gateway.domain.customers.model import Customer
from gateway.domain.new_rows import blank
from gateway.domain.privacy.operations.deletion import BUSINESS
from gateway.entity import Entity, exposure_of
from gateway.events.changes import changes_of, shown_row
from gateway.schema.build import build_schema
from gateway.settings import Settings
from gateway.view import table_of, view_of
from tests.app.client import Gateway
from tests.databases import connected
from tests.rows import row, store

SECRET = "sesame-4711"
TABLES = [entity for entity in ENTITIES if view_of(table_of(entity)) is None]


def internal_columns(entity: type[Entity]) -> list[Column[Any]]:
    return [
        column
        for column in table_of(entity).columns
        if exposure_of(column) is None and column.computed is None and not column.foreign_keys
    ]


def is_text(column: Column[Any]) -> bool:
    return column.info.get("scalar") in {Scalar.STRING, Scalar.ID}


@pytest.mark.parametrize("entity", TABLES, ids=lambda entity: entity.__name__)
def test_a_row_shows_none_of_its_internal_columns(entity: type[Entity]) -> None:
    internal = {column.key: SECRET for column in internal_columns(entity)}
    before = {**blank(entity), **row(entity), **internal}
    after = {name: f"{value} changed" for name, value in internal.items()}
    told = json.dumps([shown_row(entity, before), changes_of(entity, before, after)], default=str)
    assert SECRET not in told


def test_there_are_secrets_to_keep() -> None:
    names = {f"{table_of(each).name}.{column.key}" for each in TABLES for column in internal_columns(each)}
    assert names >= {
        "customer.password_hash",
        "customer_payment_source.payment_source_token",
        "customer_payment_source.customer_token",
    }


def keep_secrets(connection: Connection) -> dict[str, str]:
    """A customer and one row of each kind that belongs to it, every internal text a secret; entity → id."""
    customer = row(Customer, **required(Customer, "cus_none"), **secrets(Customer))
    store(connection, Customer, customer)
    ids = {"Customer": customer["id"]}
    for entity in TABLES:
        if not goes_with_its_customer(entity):
            continue
        try:
            with connection.begin_nested():
                made = store(
                    connection, entity, row(entity, **required(entity, customer["id"]), **secrets(entity))
                )
        except Exception:  # noqa: BLE001, S112 (it needs a parent of its own; the others are enough)
            continue
        ids[entity.__name__] = made["id"]
    return ids


def take_business(connection: Connection) -> None:
    """Nothing is left for which a customer must stay."""
    for entity in BUSINESS:
        connection.execute(delete(table_of(entity)))


def goes_with_its_customer(entity: type[Entity]) -> bool:
    column = table_of(entity).columns.get("customer_id")
    return column is not None and any(key.ondelete == "CASCADE" for key in column.foreign_keys)


def secrets(entity: type[Entity]) -> dict[str, str]:
    return {
        column.key: f"{SECRET} {column.key}"
        for column in internal_columns(entity)
        if is_text(column) and column.nullable
    }


def required(entity: type[Entity], customer: str) -> dict[str, Any]:
    """Something for each column that must hold something."""
    values: dict[str, Any] = {}
    for column in table_of(entity).columns:
        if column.nullable or column.key in row(entity) or column.computed is not None:
            continue
        default = blank(entity)[column.key]
        enum = column.info.get("enum")
        values[column.key] = default if default is not None else next(iter(enum)).value if enum else "x"
    return values | ({"customer_id": customer} if "customer_id" in table_of(entity).columns else {})


def sent(type_: GraphQLInputObjectType, mutation: str, ids: dict[str, str]) -> dict[str, Any]:
    """An input of what must be given, and of every text that smells of a secret."""
    given: dict[str, Any] = {}
    for name, field in type_.fields.items():
        named = get_named_type(field.type)
        is_secret = any(word in name.lower() for word in ("password", "token", "secret"))
        if name == "id":
            owners = [each for each in ids if mutation.lower().startswith(each.lower())]
            given[name] = ids[max(owners, key=len)] if owners else "cus_none"
        elif name == "customerId":
            given[name] = ids["Customer"]
        elif is_secret and named.name == "String":
            given[name] = SECRET
        elif (mutation, name) == ("customerCreate", "lastName"):
            given[name] = "x"
        elif isinstance(field.type, GraphQLNonNull):
            value: Any = "x" if named.name in {"String", "ID"} else None
            if isinstance(named, GraphQLInputObjectType):
                value = sent(named, mutation, ids)
            nullable = field.type.of_type
            given[name] = [value] if is_list_type(nullable) else value
    return given


def test_no_mutation_tells_a_secret(gateway: Gateway, settings: Settings) -> None:
    """Every mutation runs on rows whose internal columns hold secrets, and with secrets in its input."""
    core = build_schema(make_catalog(), MUTATIONS).core
    ids = connected(settings.database_url, keep_secrets)
    assert "Customer" in ids
    acts = sorted(
        (act.name for act in MUTATIONS), key=lambda name: ("Delete" in name, name == "customerDelete")
    )
    for name in acts:
        if name == "customerDelete":
            connected(settings.database_url, take_business)
        kind = f"{name[0].upper()}{name[1:]}Input"
        input_type: Any = core.get_type(kind)
        query = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ message }} }} }}"
        answer = gateway.post(query, input=sent(input_type, name, ids))
        assert SECRET not in json.dumps(answer), name
    told = connected(
        settings.database_url,
        lambda connection: [
            dict(each) for each in connection.execute(text("SELECT * FROM event_store")).mappings()
        ],
    )
    assert {"customer.created", "customer.deleted"} <= {event["kind"] for event in told}
    assert SECRET not in json.dumps(told, default=str)
