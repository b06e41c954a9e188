"""Acts on who is who in tests, and all rows of all tables."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import SQLModel

from gateway.database import Database
from gateway.domain.privacy.personal import PERSONAL
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from tests.privacy.canaries import filled, values_of

T = TypeVar("T")
Row = dict[str, Any]
All = dict[str, list[Row]]

STAFF = Viewer(Role.USER, Environment.LIVE, "usr_1", "app_1")
_HISTORY = frozenset(
    {"event", "event_store", "event_position", "merged_customer", "shared_past", "alembic_version"}
)
_NOT_FILLED = _HISTORY | {
    "anonymization_request",
    "identity_link",
    "identity_suggestion",
    "idempotency_key",
    "known_contact",
    "password_reset",
    "waiting_record",
    "webhook_delivery",
}
"""Tables whose rows mean something to a merge, or are none of a customer's."""
FILLED = tuple(each for each in PERSONAL if each.table.name not in _NOT_FILLED)
PARTS = tuple(str(each.table.name) for each in FILLED if each.table.name != "customer")
_LABELS = {"name", "term"}


async def decide(database: Database, work: Callable[[Act], T], viewer: Viewer = STAFF) -> T:
    """Runs an act as staff does."""
    settings = Settings(database_url="sqlite:///unused.db")
    return await database.write(lambda transaction: work(Act(transaction, viewer, settings, "req_1")))


async def everything(database: Database) -> All:
    """Every row of every table but the history, without what counts changes."""
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in _HISTORY]

    def read(transaction: Any) -> All:
        found = {}
        for table in tables:
            columns = [column for column in table.columns if column.computed is None]
            rows = transaction.fetch(select(*columns))
            rows = [{k: v for k, v in row.items() if k not in ("version", "updated_at")} for row in rows]
            found[str(table.name)] = sorted(rows, key=lambda row: str(sorted(row.items(), key=str)))
        return found

    return await database.write(read)


async def fill(database: Database, number: int, tables: frozenset[str], values: Mapping[str, Any]) -> str:
    """A customer with a row in each of these tables that can have one; its id."""

    def write(transaction: Any) -> str:
        ids: dict[str, str] = {}
        waiting = {str(each.table.name): each for each in FILLED}
        while waiting:
            for name, personal in list(waiting.items()):
                targets = {
                    key.column.table.name for column in personal.table.columns for key in column.foreign_keys
                }
                if targets & waiting.keys() - {name}:
                    continue
                del waiting[name]
                needs = {
                    key.column.table.name
                    for column in personal.table.columns
                    for key in column.foreign_keys
                    if not column.nullable
                }
                if name != "customer" and (name not in tables or not needs <= ids.keys()):
                    continue
                given = personal.erase | personal.secret | personal.rewrite | (personal.gone & _LABELS)
                row = filled(personal, ids) | values_of(personal, given, number)
                if name == "customer":
                    row |= {"own_values": None, "anonymization_status": None, **values}
                transaction.insert(personal.table, row)
                ids[name] = row.get("id", "")
        return ids["customer"]

    return await database.write(write)
