"""The event store is only ever added to: the database itself refuses to change or delete an event.

Two things are let through. Where a customer is deleted, its events lose their pointer to it. And where a customer is
anonymized, its events are rewritten: a row in `event_erasure` says so, which stands there for that transaction alone.
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
_KEPT = [column.name for column in _TABLE.columns if column.name != "customer_id" and column.computed is None]


def _on_sqlite() -> tuple[str, ...]:
    refuse = f"BEGIN\n    SELECT RAISE(ABORT, '{_REFUSAL}');\nEND"
    is_erased = "EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id)"
    is_gone = "OLD.customer_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)"
    same = "\n    AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
    loses_pointer = f"NEW.customer_id IS NULL AND {is_gone}\n    AND {same}"
    delete = f"CREATE TRIGGER event_store_no_delete BEFORE DELETE ON event_store\nWHEN NOT {is_erased}"
    update = f"CREATE TRIGGER event_store_no_update BEFORE UPDATE ON event_store\nWHEN NOT {is_erased}"
    return f"{delete}\n{refuse}", f"{update}\n    AND NOT ({loses_pointer})\n{refuse}"


_POSTGRESQL = (
    """\
CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM event_erasure WHERE customer_id = OLD.customer_id) THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.customer_id IS NULL AND OLD.customer_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)
            AND to_jsonb(NEW) - '{customer_id,event_id}'::text[] = to_jsonb(OLD) - '{customer_id,event_id}'::text[]
        THEN
            RETURN NEW;
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


def _make(_: Any, connection: Any, **__: Any) -> None:
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(_TABLE, "after_create", _make)
