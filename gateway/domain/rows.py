"""Rows that change: every change raises the version and leaves an event with what was before and after.

    find(act, SkuList, given_id)          a row of the viewer's environment that is the viewer's to touch
    add(act, SkuList, values)             a new row, `sku_list.created`
    change(act, SkuList, row, values)     what differs, `sku_list.updated`; nothing when nothing differs
    remove(act, SkuList, row)             `sku_list.deleted`

Refusals are `Rejected`: nothing of the act stays.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, NoReturn

from sqlalchemy import and_, bindparam, or_, select

from gateway.domain.customers.model import AnonymizationStatus, Customer
from gateway.entity import Entity
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import Changes, came, changes_of, went
from gateway.events.store import NewEvent
from gateway.identifier import new_id
from gateway.view import table_of
from gateway.viewer import Role

Row = dict[str, Any]
Values = Mapping[str, Any]

INPUT = ("input",)


def refuse(code: UserErrorCode, message: str, *path: str) -> NoReturn:
    """Ends the act. `path` is where in the arguments: `"input", "countryCode"`."""
    raise Rejected(UserError(message, path or None, code))


def find(
    act: Act,
    entity: type[Entity],
    key: str,
    *,
    path: tuple[str, ...] = ("input", "id"),
    expected_version: int | None = None,
    may_be_anonymized: bool = False,
) -> Row:
    """The row with this id, which cannot change any more before the act ends.

    Whose data was erased gets no new data: what is a customer's can be had after an anonymization has begun only by
    acts that say so, because they write nothing personal.

    Raises:
        Rejected: NOT_FOUND when there is none that the viewer may touch; CONFLICT when it has another version, or
            when its customer was anonymized.
    """
    # PostgreSQL refuses a text with a NUL, even one to look for.
    row = act.transaction.get(entity, key) if "\0" not in key else None
    if row is None or row["environment"] != act.environment or not _is_own(act, entity, row):
        refuse(UserErrorCode.NOT_FOUND, f"There is no {words(entity)} {key!r}.", *path)
    if expected_version is not None and row["version"] != expected_version:
        refuse(
            UserErrorCode.CONFLICT,
            f"The {words(entity)} has version {row['version']}; expected was {expected_version}.",
            *path[:-1],
            "expectedVersion",
        )
    if _is_anonymized(act, entity, row):
        if not may_be_anonymized:
            refuse(UserErrorCode.CONFLICT, "The customer was anonymized.", *path)
        act.nameless.add(row[entity.__owner__ or "id"])
    owner = row[entity.__owner__] if entity.__owner__ else None
    if owner is not None and not may_be_anonymized:
        # An anonymization that begins now waits until the act is over, and then erases what it wrote.
        act.transaction.hold(owner, "hold a customer", _hold_customer, {"customer": owner})
    return row


ANONYMIZED = frozenset({AnonymizationStatus.STARTED.value, AnonymizationStatus.COMPLETED.value})
"""From here on nothing personal is written any more."""


def _is_anonymized(act: Act, entity: type[Entity], row: Row) -> bool:
    """Whether the customer whose row it is was anonymized, or is being so."""
    if entity is Customer:
        return row["anonymization_status"] in ANONYMIZED
    owner = row[entity.__owner__] if entity.__owner__ else None
    if owner is None:
        return False
    found = act.transaction.select("anonymization of an owner", _find_anonymization, {"customer": owner})
    return bool(found) and found[0][0] in ANONYMIZED


def _find_anonymization() -> Any:
    customers = table_of(Customer)
    return select(customers.c.anonymization_status).where(customers.c.id == bindparam("customer"))


def _hold_customer() -> Any:
    customers = table_of(Customer)
    status = customers.c.anonymization_status
    may_be_written = or_(status.is_(None), and_(*(status != each for each in sorted(ANONYMIZED))))
    return (
        select(customers.c.id)
        .where(customers.c.id == bindparam("customer"), may_be_written)
        .with_for_update(read=True)
    )


def _is_own(act: Act, entity: type[Entity], row: Row) -> bool:
    if act.viewer.is_staff or entity.__owner__ is None:
        return True
    return act.viewer.role is Role.CUSTOMER and row[entity.__owner__] == act.viewer.owner_id


def add(
    act: Act,
    entity: type[Entity],
    values: Values,
    *,
    shown: Changes | None = None,
    event: str = "create",
    done: str = "created",
) -> Row:
    """A new row from the columns given, and its event. `shown` are changes that its columns do not tell."""
    row = {
        **{column: _plain(value) for column, value in values.items()},
        "id": values.get("id") or new_id(entity.__prefix__),
        "environment": act.environment,
        "version": 1,
        "created_at": act.at,
        "updated_at": act.at,
    }
    act.transaction.insert(entity, row)
    act.record(event_of(entity, row, event, done, came(entity, row) | (shown or {})))
    return row


def change(
    act: Act,
    entity: type[Entity],
    row: Row,
    values: Values,
    *,
    shown: Changes | None = None,
    event: str = "update",
    done: str = "updated",
) -> Row:
    """Writes the columns whose value differs, and the event; the row as it is then. `shown` as in `add`."""
    new = {column: _plain(value) for column, value in values.items()}
    differing = {column: value for column, value in new.items() if row.get(column) != value}
    if not differing and not shown:
        return row
    raised = {"version": row["version"] + 1, "updated_at": act.at}
    act.transaction.update(entity, row["id"], {**differing, **raised})
    act.before.setdefault(row["id"], row)
    after = act.after[row["id"]] = {**row, **differing, **raised}
    changes = changes_of(entity, row, differing)
    act.record(event_of(entity, after, event, done, changes | (shown or {})))
    return after


def remove(
    act: Act, entity: type[Entity], row: Row, *, event: str = "destroy", done: str = "deleted"
) -> None:
    """Deletes the row and, by the foreign keys, what hangs on it; the event says what it was."""
    act.transaction.delete(entity, row["id"])
    act.record(event_of(entity, row, event, done, went(entity, row)))


def event_of(
    entity: type[Entity],
    row: Values,
    event: str,
    done: str,
    changes: Changes,
    payload: Mapping[str, Any] | None = None,
) -> NewEvent:
    """The event of an act on a row: `event` is the act (`activate`), `done` what it became (`activated`)."""
    name = table_of(entity).name
    customer_id = row[entity.__owner__] if entity.__owner__ else None
    version = row["version"]
    return NewEvent(f"{name}.{done}", event, name, row["id"], customer_id, version, changes, payload)


def words(entity: type[Entity]) -> str:
    """`CustomerAddress` → `customer address`."""
    return table_of(entity).name.replace("_", " ")


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
