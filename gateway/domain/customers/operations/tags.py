"""What can be done to the labels of a customer: they keep their order, and each is there once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select

from gateway.database import Transaction
from gateway.domain import rows
from gateway.domain.customers.model import Customer, CustomerTag
from gateway.domain.customers.own_values import with_own_tags
from gateway.domain.customers.rules import CUSTOMER, MOST_TAGS
from gateway.domain.rows import refuse
from gateway.domain.rules import check
from gateway.errors import UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import change
from gateway.identifier import new_id
from gateway.view import table_of


def add_tags(act: Act, customer_id: str, names: Sequence[str], expected_version: int | None) -> str:
    """Labels that the customer does not have yet, after those it has.

    Raises:
        Rejected: there is no such customer, it was changed meanwhile, or a label breaks a rule or is one too many.
    """
    return _change_tags(act, customer_id, names, (), expected_version)


def remove_tags(act: Act, customer_id: str, names: Sequence[str], expected_version: int | None) -> str:
    """The customer without these labels; those that it does not have are no mistake.

    Raises:
        Rejected: there is no such customer, or it was changed meanwhile.
    """
    return _change_tags(act, customer_id, (), names, expected_version)


def _change_tags(
    act: Act, customer_id: str, added: Sequence[str], removed: Sequence[str], expected_version: int | None
) -> str:
    row = rows.find(act, Customer, customer_id, expected_version=expected_version)
    check(Customer, CUSTOMER, {"tags": list(added)})
    before = read_tags(act.transaction, customer_id)
    after = combined(before, added, removed, path=("input", "tags"))
    if after != before:
        own = with_own_tags(row["own_values"], before, after, act)
        rows.change(act, Customer, row, {"own_values": own}, shown={"tags": change(before, after)})
        replace_tags(act, customer_id, after)
    return customer_id


def combined(
    before: Sequence[str], added: Iterable[str], removed: Iterable[str], *, path: tuple[str, ...]
) -> list[str]:
    """`[a, b]`, `[c]`, `[a]` → `[b, c]`: what is removed goes after what is added has come.

    Raises:
        Rejected: there would be too many.
    """
    gone = frozenset(removed)
    after = [name for name in dict.fromkeys((*before, *added)) if name not in gone]
    if len(after) > max(MOST_TAGS, len(before)):
        message = f"The customer would have {len(after)} tags; expected at most {MOST_TAGS}."
        refuse(UserErrorCode.INVALID, message, *path)
    return after


def read_tags(transaction: Transaction, customer_id: str) -> list[str]:
    """The customer's tags, in their order."""
    return [
        name for (name,) in transaction.select("tags of a customer", _select_tags, {"customer": customer_id})
    ]


def replace_tags(act: Act, customer_id: str, names: Iterable[str]) -> None:
    """The customer's tags from now on. The caller records the change."""
    # At once: what is inserted below must not meet what is deleted here.
    act.transaction.run("delete tags of a customer", _delete_tags, {"customer": customer_id})
    write_tags(act, customer_id, names)


def write_tags(act: Act, customer_id: str, names: Iterable[str]) -> None:
    """Rows for tags of a customer that has none."""
    act.transaction.insert_many(
        CustomerTag,
        [
            {
                "id": new_id(CustomerTag.__prefix__),
                "environment": act.environment,
                "version": 1,
                "created_at": act.at,
                "updated_at": act.at,
                "name": name,
                "position": position,
                "customer_id": customer_id,
            }
            for position, name in enumerate(names)
        ],
    )


_TAGS = table_of(CustomerTag)


def _select_tags() -> Any:
    return select(_TAGS.c.name).where(_TAGS.c.customer_id == bindparam("customer")).order_by(_TAGS.c.position)


def _delete_tags() -> Any:
    return delete(_TAGS).where(_TAGS.c.customer_id == bindparam("customer"))
