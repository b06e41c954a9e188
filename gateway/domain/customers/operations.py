"""What can be done to a customer: each act checks, changes rows and appends its event, in one transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from gateway.database import Transaction
from gateway.domain.customers import rules
from gateway.domain.customers.contact import normalise_email, normalise_phone
from gateway.domain.customers.model import Customer, CustomerGroup, CustomerSearchTerm, CustomerTag
from gateway.domain.customers.search import search_terms
from gateway.domain.orders.model import Order
from gateway.entity import now
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.store import NewEvent, append, changes_between
from gateway.identifier import new_id
from gateway.planner.catalog import camel
from gateway.view import table_of
from gateway.viewer import Viewer

Values = Mapping[str, Any]
"""Columns → values; `tags` is a list of names."""

_DEFAULTS: Values = {
    "preferred_language": "en",
    "preferred_contact_method": "EMAIL",
    "is_validated_names": False,
    "status": "PROSPECT",
}
"""What a new customer has that is told nothing else. Defaults are for new rows: an update never sees them."""

_NAMES = frozenset({"first_name", "last_name", "name"})
_SEARCHED = frozenset({*_NAMES, "email", "phone", "company"})


def create_customer(transaction: Transaction, viewer: Viewer, values: Values) -> str:
    """A new customer from the columns given; returns its id.

    Raises:
        Rejected: a value breaks a rule.
    """
    values = {column: value for column, value in values.items() if value is not None}
    _check(transaction, viewer, values)
    at = now()
    row = {
        **_DEFAULTS,
        **_derived(values),
        **_columns(values),
        "id": new_id(Customer.__prefix__),
        "environment": viewer.environment.value,
        "version": 1,
        "created_at": at,
        "updated_at": at,
        "total_orders_count": 0,
    }
    transaction.insert(Customer, row)
    _write_tags(transaction, row, values.get("tags", ()))
    _write_terms(transaction, row)
    _record(transaction, viewer, "create", row, changes_between({}, _shown({**_DEFAULTS, **values})))
    return str(row["id"])


def update_customer(
    transaction: Transaction, viewer: Viewer, customer_id: str, values: Values, expected_version: int | None
) -> str:
    """Changes the columns given, and only those; None clears. Nothing is written when nothing differs.

    Raises:
        Rejected: there is no such customer, it was changed meanwhile, or a value breaks a rule.
    """
    row = _existing(transaction, viewer, customer_id, expected_version)
    _check(transaction, viewer, values)
    before = {**row, "tags": read_tags(transaction, customer_id) if "tags" in values else None}
    after = {column: value for column, value in values.items() if before.get(column) != value}
    for column, default in _DEFAULTS.items():
        if column in after and after[column] is None:
            after[column] = default
    if _NAMES & after.keys() and "is_validated_names" not in values and row["is_validated_names"]:
        after["is_validated_names"] = False
    if not after:
        return customer_id
    version = row["version"] + 1
    changed = {**_columns(after), **_derived(after), "version": version, "updated_at": now()}
    transaction.update(Customer, customer_id, changed)
    row |= changed
    if "tags" in after:
        # At once: what is inserted below must not meet what is deleted here.
        transaction.run("delete tags of a customer", _delete_tags, {"customer": customer_id})
        _write_tags(transaction, row, after["tags"] or ())
    if _SEARCHED & after.keys():
        _change_terms(transaction, before, row)
    _record(
        transaction,
        viewer,
        "update",
        row,
        changes_between(_shown({name: before.get(name) for name in after}), _shown(after)),
    )
    return customer_id


def delete_customer(
    transaction: Transaction, viewer: Viewer, customer_id: str, expected_version: int | None
) -> str:
    """Deletes a customer without orders, with all that hangs on it.

    Raises:
        Rejected: there is no such customer, it was changed meanwhile, or it has orders: those are anonymized.
    """
    row = _existing(transaction, viewer, customer_id, expected_version)
    (counted,) = transaction.select("orders of a customer", _count_orders, {"customer": customer_id})
    if counted[0]:
        message = (
            f"The customer has {counted[0]} orders; a customer with orders can be anonymized, not deleted."
        )
        raise Rejected(UserError(message, ("input", "id"), UserErrorCode.CONFLICT))
    transaction.delete(Customer, customer_id)
    event = NewEvent("customer.deleted", "destroy", "customer", customer_id, None, row["version"], {})
    append(transaction, viewer.environment.value, who_of(viewer), [event])
    return customer_id


def read_tags(transaction: Transaction, customer_id: str) -> list[str]:
    """The customer's tags, in their order."""
    return [
        name for (name,) in transaction.select("tags of a customer", _select_tags, {"customer": customer_id})
    ]


def who_of(viewer: Viewer) -> dict[str, Any]:
    """The actor of an event: the application and the owner of its token."""
    who: dict[str, Any] = {"application": {"kind": viewer.role.value, "id": viewer.application_id}}
    return who | {"owner": {"id": viewer.owner_id}} if viewer.owner_id else who


def _existing(
    transaction: Transaction, viewer: Viewer, customer_id: str, expected_version: int | None
) -> dict[str, Any]:
    row = transaction.get(Customer, customer_id)
    if row is None or row["environment"] != viewer.environment:
        message = f"There is no customer {customer_id!r}."
        raise Rejected(UserError(message, ("input", "id"), UserErrorCode.NOT_FOUND))
    if expected_version is not None and row["version"] != expected_version:
        message = f"The customer has version {row['version']}; expected was {expected_version}."
        raise Rejected(UserError(message, ("input", "expectedVersion"), UserErrorCode.CONFLICT))
    return row


def _check(transaction: Transaction, viewer: Viewer, values: Values) -> None:
    rules.check(values, {column: camel(column) for column in values})
    group = values.get("customer_group_id")
    if group is not None:
        found = transaction.get(CustomerGroup, group)
        if found is None or found["environment"] != viewer.environment:
            message = f"There is no customer group {group!r}."
            raise Rejected(UserError(message, ("input", "customerGroupId"), UserErrorCode.NOT_FOUND))


def _columns(values: Values) -> dict[str, Any]:
    return {column: value for column, value in values.items() if column != "tags"}


def _derived(values: Values) -> dict[str, Any]:
    """The columns that follow from others, for those that are given."""
    derived = {}
    if "email" in values:
        derived["email_normalized"] = normalise_email(values["email"]) if values["email"] else None
    if "phone" in values:
        derived["phone_normalized"] = normalise_phone(values["phone"]) if values["phone"] else None
    return derived


def _shown(values: Values) -> dict[str, Any]:
    """Columns as events name them: as the graph does, and as JSON can hold them."""
    return {camel(column): value for column, value in values.items()}


def _write_tags(transaction: Transaction, row: Values, names: Iterable[str]) -> None:
    rows = [
        {
            "id": new_id(CustomerTag.__prefix__),
            "environment": row["environment"],
            "version": 1,
            "created_at": row["updated_at"],
            "updated_at": row["updated_at"],
            "name": name,
            "position": position,
            "customer_id": row["id"],
        }
        for position, name in enumerate(dict.fromkeys(names))
    ]
    transaction.insert_many(CustomerTag, rows)


def _write_terms(transaction: Transaction, row: Values) -> None:
    _add_terms(transaction, row, _terms_of(row))


def _change_terms(transaction: Transaction, before: Values, row: Values) -> None:
    """Takes away the words that no longer find the customer, and adds those that do now."""
    known, terms = _terms_of(before), _terms_of(row)
    for term in sorted(known - terms):
        key = {"environment": row["environment"], "term": term, "customer": row["id"]}
        transaction.change("delete search term", _delete_term, key)
    _add_terms(transaction, row, terms - known)


def _add_terms(transaction: Transaction, row: Values, terms: Iterable[str]) -> None:
    rows = [
        {"environment": row["environment"], "term": term, "customer_id": row["id"]} for term in sorted(terms)
    ]
    transaction.insert_many(_TERMS, rows)


def _terms_of(row: Values) -> set[str]:
    return search_terms(
        names=[row.get("first_name"), row.get("last_name"), row.get("name")],
        email=row.get("email"),
        phone=row.get("phone_normalized") or row.get("phone"),
        company=row.get("company"),
    )


def _record(
    transaction: Transaction,
    viewer: Viewer,
    event: str,
    row: Values,
    changes: Mapping[str, Mapping[str, Any]],
) -> None:
    kind = {"create": "customer.created", "update": "customer.updated"}[event]
    appended = NewEvent(kind, event, "customer", row["id"], row["id"], row["version"], changes)
    append(transaction, viewer.environment.value, who_of(viewer), [appended], at=row["updated_at"])


_TERMS = table_of(CustomerSearchTerm)
_TAGS = table_of(CustomerTag)
_ORDERS = table_of(Order)


def _select_tags() -> Any:
    return select(_TAGS.c.name).where(_TAGS.c.customer_id == bindparam("customer")).order_by(_TAGS.c.position)


def _count_orders() -> Any:
    return select(func.count()).select_from(_ORDERS).where(_ORDERS.c.customer_id == bindparam("customer"))


def _delete_tags() -> Any:
    return delete(_TAGS).where(_TAGS.c.customer_id == bindparam("customer"))


def _delete_term() -> Any:
    return delete(_TERMS).where(
        _TERMS.c.environment == bindparam("environment"),
        _TERMS.c.term == bindparam("term"),
        _TERMS.c.customer_id == bindparam("customer"),
    )
