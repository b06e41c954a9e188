"""The event store is only ever added to: the database itself refuses to change or delete an event.

One thing is let through. Where a customer is anonymized or deleted, its events are rewritten: a row in `event_erasure`
says so, which stands there for that transaction alone.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event

import gateway.events.erasure  # noqa: F401 — declares `event_erasure`.
from gateway.events.event import EventStore
from gateway.view import table_of

TRIGGERS = ("event_store_no_delete", "event_store_no_update", "event_store_no_truncate")
"""Names of the triggers; SQLite has no TRUNCATE, and so not the last one."""

_REFUSAL = "The event store is append-only."
_TABLE = table_of(EventStore)


def _on_sqlite() -> tuple[str, ...]:
    refuse = f"BEGIN\n    SELECT RAISE(ABORT, '{_REFUSAL}');\nEND"
    is_erased = "EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id)"
    delete = f"CREATE TRIGGER event_store_no_delete BEFORE DELETE ON event_store\nWHEN NOT {is_erased}"
    update = f"CREATE TRIGGER event_store_no_update BEFORE UPDATE ON event_store\nWHEN NOT {is_erased}"
    return f"{delete}\n{refuse}", f"{update}\n{refuse}"


_POSTGRESQL = (
    """\
CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id) THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
    END IF;
    RAISE EXCEPTION 'The event store is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END
$$""",
    *(
        f"CREATE TRIGGER event_store_no_{act.lower()} BEFORE {act} ON event_store\n"
        f"FOR EACH {each} EXECUTE FUNCTION refuse_change_of_event()"
        for act, each in (("DELETE", "ROW"), ("UPDATE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ),
)

STATEMENTS: Mapping[str, tuple[str, ...]] = {"sqlite": _on_sqlite(), "postgresql": _POSTGRESQL}
"""What makes the triggers, by the name of the database."""

REPLACEMENTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": (*(f"DROP TRIGGER {name}" for name in TRIGGERS[:2]), *STATEMENTS["sqlite"]),
    "postgresql": ("DROP FUNCTION refuse_change_of_event() CASCADE", *STATEMENTS["postgresql"]),
}
"""What puts them in the place of others of the same names."""

FUNCTION_BODY = STATEMENTS["postgresql"][0].split("$$")[1]
"""What PostgreSQL keeps of the function that its triggers call."""


def _make(_: Any, connection: Any, **__: Any) -> None:
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(_TABLE, "after_create", _make)
