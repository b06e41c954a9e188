"""What the acts on things that belong together share: holding a row, and letting go of one that goes away."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update

from gateway.domain import rows
from gateway.domain.rows import Row, refuse
from gateway.domain.rules import Rules, check
from gateway.entity import Entity
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import change, shown_columns
from gateway.view import table_of

Values = Mapping[str, Any]

MOST_LEFT_BEHIND = 1_000
"""Most records that one act lets go of what they point to."""


def hold(
    act: Act,
    entity: type[Entity],
    key: str,
    *path: str,
    expected_version: int | None = None,
    may_be_anonymized: bool = False,
) -> Row:
    """The row, as `rows.find` gives it; whoever else holds it waits until the act ends.

    Acts that must see all that hangs on a row, such as which address is primary, hold that row; so do those that hang
    something on it, since it could go away meanwhile.
    """
    table = table_of(entity)
    if "\0" not in key:
        act.transaction.run(
            f"hold {table.name}",
            lambda: select(table.c.id).where(table.c.id == bindparam("key")).with_for_update(key_share=True),
            {"key": key},
        )
    return rows.find(
        act,
        entity,
        key,
        path=path,
        expected_version=expected_version,
        may_be_anonymized=may_be_anonymized,
    )


def given(values: Values) -> dict[str, Any]:
    """The columns of a new row that are told: null says nothing."""
    return {column: value for column, value in values.items() if value is not None}


def restored(values: Values, defaults: Values) -> dict[str, Any]:
    """What is cleared has its default again."""
    return {column: defaults.get(column) if value is None else value for column, value in values.items()}


def check_all(
    entity: type[Entity], rules: Rules, values: Values, *others: UserError, is_new: bool = False
) -> None:
    """Checks columns by their rules, and reports what else is wrong with them.

    Raises:
        Rejected: with every problem there is.
    """
    errors = list(others)
    try:
        check(entity, rules, values, is_new=is_new)
    except Rejected as rejected:
        errors = [*rejected.errors, *errors]
    if errors:
        raise Rejected(*errors)


def let_go(act: Act, key: str, pointing: Sequence[tuple[type[Entity], str]], what: str) -> None:
    """Clears the columns that point to a row that goes away; each record has a new version and an event of it.

    `what` names the row for people: `customer group`.

    Raises:
        Rejected: more records point to it than one act changes.
    """
    counts = [_count(act, entity, column, key) for entity, column in pointing]
    if sum(counts) > MOST_LEFT_BEHIND:
        message = (
            f"{sum(counts)} records point to the {what}; expected at most {MOST_LEFT_BEHIND}. "
            "Let them point elsewhere first."
        )
        refuse(UserErrorCode.CONFLICT, message, "input", "id")
    for (entity, column), count in zip(pointing, counts, strict=True):
        if count:
            _clear(act, entity, column, key)


def _count(act: Act, entity: type[Entity], column: str, key: str) -> int:
    table = table_of(entity)

    def make() -> Any:
        return select(func.count()).select_from(table).where(table.c[column] == bindparam("key"))

    ((count,),) = act.transaction.select(f"count {table.name} by {column}", make, {"key": key})
    return int(count)


def _clear(act: Act, entity: type[Entity], column: str, key: str) -> None:
    table, owner = table_of(entity), entity.__owner__
    names = ["id", "version", *([owner] if owner and owner != "id" else [])]

    def make() -> Any:
        return (
            update(table)
            .where(table.c[column] == bindparam("key"))
            .values({column: None, "version": table.c.version + 1, "updated_at": bindparam("at")})
            .returning(*(table.c[name] for name in names))
        )

    changes = {shown_columns(entity)[column]: change(key, None)}
    changed = act.transaction.run(f"clear {table.name} by {column}", make, {"key": key, "at": act.at})
    found = (dict(zip(names, row, strict=True)) for row in changed)
    act.record(*(rows.event_of(entity, row, "update", "updated", changes) for row in found))
