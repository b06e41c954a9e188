"""Rows for tests: each maker fills in what every row has, a test names what matters to it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from gateway.entity import Entity
from gateway.identifier import new_id
from gateway.view import table_of

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def row(entity: type[Entity], **values: Any) -> dict[str, Any]:
    """A row of an entity, live and at its first version."""
    base = {"id": new_id(entity.__prefix__), "environment": "LIVE", "version": 1}
    return base | {"created_at": NOON, "updated_at": NOON} | values


def store(connection: Connection, entity: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """Writes a row and returns it."""
    connection.execute(insert(table_of(entity)).values(values))
    return values
