"""What the acts on things that belong together share: holding a row, and letting go of one that goes away."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from gateway.domain import rows
from gateway.domain.customers.model import Customer
from gateway.domain.refusals import Refusals
from gateway.domain.rows import Row, refuse
from gateway.domain.rules import Rules, check
from gateway.entity import Entity
from gateway.errors import UserError, UserErrorCode
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
    refusals = Refusals()
    with refusals.collecting():
        check(entity, rules, values, is_new=is_new)
    refusals.add(*others)
    refusals.tell()


def find_and_check(
    find: Callable[[], Row],
    entity: type[Entity],
    rules: Rules | Callable[[Row], Rules],
    values: Values,
    *others: UserError,
    is_new: bool = False,
    problems: Callable[[Row], Iterable[UserError]] | None = None,
) -> Row:
    """The row that an act is about, or hangs something on, beside a check of the columns that are given.

    `problems` are those that only the row shows; the rules may depend on it as well.

    Raises:
        Rejected: with every problem there is, be it that there is no such row.
    """
    refusals = Refusals()
    row = refusals.found(find)
    with refusals.collecting():
        shown = problems(row) if problems and row else ()
        of_row = rules(row) if callable(rules) else rules
        check_all(entity, of_row, values, *others, *shown, is_new=is_new)
    refusals.tell()
    return row


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
            act.nameless.update(_anonymized_owners(act, entity, column, key))
            _clear(act, entity, column, key)


def _count(act: Act, entity: type[Entity], column: str, key: str) -> int:
    table = table_of(entity)

    def make() -> Any:
        return select(func.count()).select_from(table).where(table.c[column] == bindparam("key"))

    ((count,),) = act.transaction.select(f"count {table.name} by {column}", make, {"key": key})
    return int(count)


def _anonymized_owners(act: Act, entity: type[Entity], column: str, key: str) -> set[str]:
    """Of whom nothing personal is written any more, of those whose records point to the row."""
    owner = entity.__owner__
    if owner is None:
        return set()
    table, customers = table_of(entity), table_of(Customer).alias("owner")

    def make() -> Any:
        is_anonymized = or_(*(customers.c.anonymization_status == each for each in sorted(rows.ANONYMIZED)))
        joined = table.join(customers, table.c[owner] == customers.c.id)
        mine = table.c[column] == bindparam("key")
        return select(customers.c.id).select_from(joined).where(mine, is_anonymized).distinct()

    found = act.transaction.select(f"anonymized owners of {table.name} by {column}", make, {"key": key})
    return {each for (each,) in found}


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
