"""What every entity keeps, and what the tables refuse."""

import re
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from gateway.domain import ENTITIES
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerSearchTerm
from gateway.domain.loyalty.model import LoyaltyCard
from gateway.entity import Entity, exposure_of
from gateway.enumeration import describe_enum
from gateway.events.event import Event, EventStore
from gateway.identifier import new_id, prefix_of
from gateway.view import table_of, view_of
from gateway.viewer import Environment
from tests.databases import connected, migrate
from tests.rows import NOON, row, store


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__name__)
def test_every_entity_is_described(entity: type[Entity]) -> None:
    """The type and each of its fields say what they are, in a sentence."""
    texts = [
        entity.__doc__ or "",
        *(e.description for c in table_of(entity).columns if (e := exposure_of(c))),
    ]
    assert [text for text in texts if not re.match(r"[A-Z0-9].*\.$", text)] == []


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__name__)
def test_what_is_about_a_person_names_the_customer(entity: type[Entity]) -> None:
    """Restriction, export and erasure find every row by the column that `__owner__` names."""
    if entity is Customer:
        assert entity.__owner__ == "id"
    elif "customer_id" in table_of(entity).columns:
        assert entity.__owner__ == "customer_id"
        targets = [key.column for key in table_of(entity).columns["customer_id"].foreign_keys]
        # What happened outlives whom it was about.
        outlives = entity.__name__ in {"EventStore", "Event"}
        assert targets == ([] if outlives else [table_of(Customer).columns["id"]])
    else:
        assert entity.__name__ in {
            "CustomerGroup",
            "Channel",
            "Market",
            "StockLocation",
            "LoyaltyTier",
            "Campaign",
        }


def test_every_table_is_an_entity_or_serves_one() -> None:
    """No table that could hold a person's data is missing from ENTITIES."""
    ours = {
        mapper.class_
        for mapper in SQLModel._sa_registry.mappers  # noqa: SLF001 — there is no public list.
        if mapper.class_.__module__.startswith("gateway.domain")
    }
    assert ours - set(ENTITIES) == {CustomerSearchTerm}


def test_prefixes_tell_the_types_apart() -> None:
    prefixes = [entity.__prefix__ for entity in ENTITIES]
    assert len(set(prefixes)) == len(ENTITIES)
    assert [prefix for prefix in prefixes if prefix_of(new_id(prefix)) != prefix] == []


def test_every_value_of_an_enumeration_is_described() -> None:
    """In a sentence; a value is spelled as its name. Environment is described where it is shown."""
    enums: set[type[StrEnum]] = {
        exposure.enum
        for entity in ENTITIES
        for column in table_of(entity).columns
        if (exposure := exposure_of(column)) and exposure.enum and exposure.enum is not Environment
    }
    assert len(enums) == 20
    for enum in enums:
        descriptions = describe_enum(enum)
        assert list(descriptions) == [member.value for member in enum]
        assert [text for text in descriptions.values() if not re.match(r"[A-Z].*\.$", text)] == []


def test_one_address_is_primary(database_url: str) -> None:
    """A customer may have many addresses, and one of them marked."""
    migrate(database_url)

    def work(connection: Connection) -> None:
        owner = store(connection, Customer, row(Customer))["id"]
        store(connection, CustomerAddress, row(CustomerAddress, customer_id=owner, is_primary=True))
        store(connection, CustomerAddress, row(CustomerAddress, customer_id=owner))
        store(connection, CustomerAddress, row(CustomerAddress, customer_id=owner))
        with pytest.raises(IntegrityError), connection.begin_nested():
            store(connection, CustomerAddress, row(CustomerAddress, customer_id=owner, is_primary=True))

    connected(database_url, work)


def test_the_points_of_a_card_add_up(database_url: str) -> None:
    migrate(database_url)

    def work(connection: Connection) -> None:
        owner = store(connection, Customer, row(Customer))["id"]
        points = {"points": 100, "expired_points": 10, "subtracted_points": 5, "redeemed_points": 25}
        card = row(LoyaltyCard, customer_id=owner, balance=60, **points)
        store(connection, LoyaltyCard, card)
        for wrong in (61, -1):
            with pytest.raises(IntegrityError), connection.begin_nested():
                store(connection, LoyaltyCard, card | {"id": new_id("lcd"), "balance": wrong})

    connected(database_url, work)


@pytest.mark.parametrize(
    ("resource_type", "act", "name"),
    [
        ("customer", "create", "customers.create"),
        ("customer_address", "destroy", "customer_addresses.destroy"),
        ("customer_referrals", "update", "customer_referrals.update"),
        ("customer_summary", "update", "customer_summaries.update"),
    ],
)
def test_the_event_store_reads_as_events(database_url: str, resource_type: str, act: str, name: str) -> None:
    """The same row under another id and name."""
    migrate(database_url)

    def work(connection: Connection) -> None:
        owner = store(connection, Customer, row(Customer))["id"]
        recorded = store(
            connection,
            EventStore,
            row(
                EventStore,
                position=1,
                kind=f"{resource_type}.done",
                event=act,
                resource_type=resource_type,
                resource_id=owner,
                customer_id=owner,
                who={"import": "rutter"},
                changes={"email": {"from": None, "to": "a"}},
            ),
        )
        (event,) = connection.execute(select(table_of(Event))).mappings().all()
        assert dict(event) == {
            "id": "evt_" + recorded["id"].removeprefix("evs_"),
            "environment": "LIVE",
            "version": 1,
            "created_at": NOON,
            "updated_at": NOON,
            "name": name,
            "customer_id": owner,
            "who": {"import": "rutter"},
            "changes": {"email": {"from": None, "to": "a"}},
        }

    connected(database_url, work)


def test_the_view_has_the_columns_of_its_class() -> None:
    view = view_of(table_of(Event))
    assert view is not None
    for column in table_of(Event).columns:
        assert re.search(rf"\b{column.name}\b", view)


def test_the_display_name_is_the_best_there_is(database_url: str) -> None:
    migrate(database_url)
    people: list[tuple[dict[str, Any], str | None]] = [
        ({"first_name": "Ada", "last_name": "Lovelace", "name": "A. L."}, "Ada Lovelace"),
        ({"first_name": "Ada", "last_name": " "}, "Ada"),
        ({"name": "A. L.", "company": "Engines", "email": "ada@example.com"}, "A. L."),
        ({"first_name": "", "name": "", "company": "Engines"}, "Engines"),
        ({"email": "ada@example.com"}, "ada@example.com"),
        ({}, None),
    ]

    def work(connection: Connection) -> None:
        table = table_of(Customer)
        for values, shown in people:
            stored = store(connection, Customer, row(Customer, **values))
            expression = Customer.display_name.expression(table.c)
            assert connection.scalar(select(expression).where(table.c.id == stored["id"])) == shown

    connected(database_url, work)
