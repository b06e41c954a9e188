"""Pages, filters and relationships of the real model run on the indexes that are derived from it."""

from typing import Any

import pytest
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    UniqueConstraint,
    inspect,
    literal,
    select,
    text,
    tuple_,
)

from gateway.columns import Scalar, sort_key
from gateway.domain import ENTITIES
from gateway.domain.customers.model import Customer, CustomerTag
from gateway.domain.orders.model import Order, OrderLine
from gateway.entity import Computed, Entity, exposure_of
from gateway.indexes import declare_indexes
from gateway.planner.dialects import DIALECTS
from gateway.view import table_of, view_of
from tests.databases import connected, create_all
from tests.rows import row, store

customer, order = table_of(Customer), table_of(Order)


def steps(connection: Connection, statement: Select[Any]) -> str:
    """How the database would answer."""
    if connection.dialect.name == "postgresql":
        # An empty table is read whole, whatever indexes it has, unless that is forbidden.
        for way in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            connection.execute(text(f"SET LOCAL {way} = off"))
    sql = statement.compile(connection, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {sql}"))


@pytest.fixture
def postgres_url(empty_postgres_url: str) -> str:
    """The tests make the tables themselves."""
    return empty_postgres_url


def explained(url: str, *statements: Select[Any]) -> list[str]:
    create_all(url)
    return connected(url, lambda connection: [steps(connection, statement) for statement in statements])


def page(table: Table, key: ColumnElement[Any], after: ColumnElement[Any]) -> Select[Any]:
    """A page after a cursor, as the planner asks for it."""
    return (
        select(table.c.id)
        .where(
            table.c.environment == "LIVE",
            tuple_(key, table.c.id) > tuple_(after, literal("cus_1")),
        )
        .order_by(key, table.c.id)
        .limit(21)
    )


def keys_of(entity: type[Entity]) -> list[tuple[str, ColumnElement[Any]]]:
    """The sort key of every sortable field, as the planner makes it; a boolean has none."""
    table = table_of(entity)
    found = [
        (
            column.name,
            sort_key(column, Scalar.ID if exposure.enum else exposure.scalar, bool(column.nullable)),
        )
        for column in table.columns
        if (exposure := exposure_of(column)) and exposure.sortable and exposure.scalar is not Scalar.BOOLEAN
    ]
    for parent in entity.__mro__:
        for name, field in vars(parent).items():
            if isinstance(field, Computed) and field.sortable and field.scalar is not Scalar.BOOLEAN:
                key = Scalar.ID if field.enum else field.scalar
                found.append((name, sort_key(field.expression(table.c), key, field.nullable)))
    return found


PAGED = [entity for entity in ENTITIES if entity.__roots__]


@pytest.mark.parametrize("entity", PAGED, ids=lambda entity: entity.__name__)
def test_every_order_of_a_page_is_read_from_its_index(database_url: str, entity: type[Entity]) -> None:
    """In both directions from a cursor, without sorting."""
    table, keys = table_of(entity), keys_of(entity)
    plans = explained(database_url, *(page(table, key, key_after(key)) for _, key in keys))
    for (name, _), plan in zip(keys, plans, strict=True):
        assert f"ix_{table.name}_{name}" in plan
        assert "B-TREE" not in plan
        assert "Sort" not in plan


def key_after(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """A constant of the same type."""
    python_type = getattr(key.type, "impl", key.type)
    kind = type(python_type).__name__
    if kind in {"Integer", "BigInteger"}:
        return literal(1)
    # SQLite keeps instants as text; PostgreSQL reads an unmarked constant as what it is compared with.
    return text("'2026-01-01'")  # type: ignore[return-value]


def fill(connection: Connection) -> None:
    """A hundred customers with three orders each: in an empty table every index is as good as another."""
    for _ in range(100):
        owner = store(connection, Customer, row(Customer))["id"]
        for position in range(3):
            values = {"currency": "EUR", "total": 1, "customer_id": owner}
            parent = store(connection, Order, row(Order, **values))["id"]
            store(connection, OrderLine, row(OrderLine, order_id=parent, currency="EUR"))
            store(
                connection,
                CustomerTag,
                row(CustomerTag, customer_id=owner, name=f"{position}", position=position),
            )
    connection.execute(text("ANALYZE"))


def test_children_are_read_in_their_order(database_url: str) -> None:
    """The relationship's index has the foreign key first and the default order after it."""
    create_all(database_url)
    connected(database_url, fill)
    placed_at = sort_key(order.c.placed_at, Scalar.DATE_TIME, nullable=True)
    lines, tags = table_of(OrderLine), table_of(CustomerTag)
    plans = explained(
        database_url,
        select(order.c.id)
        .where(order.c.customer_id == "cus_1", order.c.environment == "LIVE")
        .order_by(placed_at.desc(), order.c.id.desc()),
        select(lines.c.id)
        .where(lines.c.order_id == "ord_1", lines.c.environment == "LIVE")
        .order_by(lines.c.position, lines.c.id),
        select(tags.c.name)
        .where(tags.c.customer_id == "cus_1", tags.c.environment == "LIVE")
        .order_by(tags.c.position, tags.c.id),
    )
    for plan, index in zip(
        plans,
        [
            "ix_order_customer_id_placed_at",
            "ix_order_line_order_id_position",
            "ix_customer_tag_customer_id_position",
        ],
        strict=True,
    ):
        assert index in plan
        assert "B-TREE" not in plan
        assert "Sort" not in plan


def test_a_customer_is_found_by_name_without_regard_to_case(database_url: str) -> None:
    key = sort_key(customer.c.last_name, Scalar.STRING, nullable=True)
    (plan,) = explained(
        database_url, select(customer.c.id).where(customer.c.environment == "LIVE", key == "lovelace")
    )
    assert "ix_customer_last_name" in plan


def test_what_only_filters_has_an_index_of_the_rows_that_have_it(database_url: str) -> None:
    """A customer without a reference costs that index nothing, and a filter by reference uses it all the same."""
    key = sort_key(customer.c.reference, Scalar.STRING, nullable=True)
    (index,) = (index for index in customer.indexes if index.name == "ix_customer_reference")
    assert str(index.dialect_options["sqlite"]["where"]) == "customer.reference IS NOT NULL"
    present: ColumnElement[Any] = customer.c.reference.is_not(None)
    if database_url.startswith("sqlite"):
        present = DIALECTS["sqlite"].likely(present)
    (plan,) = explained(
        database_url,
        select(customer.c.id).where(customer.c.environment == "LIVE", key == "a-1", present),
    )
    assert "ix_customer_reference " in f"{plan} "


def test_every_foreign_key_leads_an_index() -> None:
    """A delete at the other end looks for the rows that point there."""
    for entity in ENTITIES:
        table = table_of(entity)
        if view_of(table) is None:
            leading = {next(iter(index.expressions)) for index in table.indexes}
            leading |= {
                next(iter(rule.columns)) for rule in table.constraints if isinstance(rule, UniqueConstraint)
            }
            assert {key.parent.name for key in table.foreign_keys if key.parent not in leading} == set()


def test_names_are_unique_and_short_enough() -> None:
    names = [str(index.name) for entity in ENTITIES for index in table_of(entity).indexes]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 63


def test_declaring_again_adds_nothing() -> None:
    before = {entity: len(table_of(entity).indexes) for entity in ENTITIES}
    declare_indexes(ENTITIES)
    assert {entity: len(table_of(entity).indexes) for entity in ENTITIES} == before


def test_relationships_join_on_one_column() -> None:
    """The index of a relationship, and the planner, count on that."""
    for entity in ENTITIES:
        for relationship in inspect(entity).relationships:
            assert len(relationship.local_remote_pairs or ()) == 1
