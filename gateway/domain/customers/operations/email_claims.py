"""Which customer alone holds an e-mail address; who holds it no more passes it on to the oldest that has it too."""

from typing import Any

from sqlalchemy import bindparam, select, update

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.events.act import Act
from gateway.view import table_of

_CUSTOMERS = table_of(Customer)


def is_held_by_another(act: Act, address: str, customer_id: str | None) -> bool:
    """Whether another customer holds the address, which a customer is to have."""
    if not act.settings.unique_email:
        return False
    values = {"in_environment": act.environment, "address": address}
    found = act.transaction.select("holder of an e-mail address", _select_holder, values)
    return any(holder != customer_id for (holder,) in found)


def _select_holder() -> Any:
    is_theirs = _CUSTOMERS.c.environment == bindparam("in_environment")
    return select(_CUSTOMERS.c.id).where(is_theirs, _CUSTOMERS.c.email_claim == bindparam("address"))


def pass_on(act: Act, released: str | None) -> None:
    """Gives an address that its holder let go of to the oldest other customer that has it."""
    if released is not None and act.settings.unique_email:
        pass_on_in(act.transaction, act.environment, released)


def pass_on_in(transaction: Transaction, environment: str, released: str) -> str | None:
    """The same where nobody acts: in an import. Who holds it now."""
    values = {"in_environment": environment, "address": released}
    found = transaction.run("pass on an e-mail address", _pass_on, values)
    return str(found[0][0]) if found else None


def _pass_on() -> Any:
    other = _CUSTOMERS.alias("other")
    oldest = (
        select(other.c.id)
        .where(
            other.c.environment == bindparam("in_environment"),
            other.c.email_normalized == bindparam("address"),
        )
        .order_by(other.c.created_at, other.c.id)
        .limit(1)
        .scalar_subquery()
    )
    # Said again of the row itself: it may have changed since it was chosen.
    return (
        update(_CUSTOMERS)
        .where(
            _CUSTOMERS.c.id == oldest,
            _CUSTOMERS.c.email_normalized == bindparam("address"),
            _CUSTOMERS.c.email_claim.is_(None),
        )
        .values(email_claim=bindparam("address"))
        .returning(_CUSTOMERS.c.id)
    )
