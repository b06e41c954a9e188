"""What can be done to a customer: each act checks, changes rows and appends its event, in one transaction."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, delete

from gateway.database import Transaction
from gateway.domain import rows
from gateway.domain.customers.contact import normalise_email, normalise_phone
from gateway.domain.customers.model import Customer, CustomerGroup, CustomerSearchTerm
from gateway.domain.customers.operations.email_claims import is_held_by_another, pass_on
from gateway.domain.customers.operations.passwords import check_password, set_password, void_resets
from gateway.domain.customers.operations.tags import combined, read_tags, replace_tags, write_tags
from gateway.domain.customers.own_values import NAMES, pin, with_own, with_own_tags
from gateway.domain.customers.rules import CUSTOMER
from gateway.domain.customers.search import search_terms
from gateway.domain.privacy.operations.deletion import business_of, erase_and_delete
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, refuse
from gateway.domain.rules import check
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act, who_of
from gateway.events.changes import change
from gateway.events.store import append
from gateway.view import table_of

Values = Mapping[str, Any]
"""Columns → values; `tags`, `add_tags` and `remove_tags` are lists of names."""

_DEFAULTS: Values = {
    "preferred_language": "en",
    "preferred_contact_method": "EMAIL",
    "is_validated_names": False,
}
"""What a new customer has that is told nothing else, and what one has again that is cleared. An update that does not
mention them never sees them."""

EMAIL_TAKEN = UserError("Another customer has this e-mail address.", (*INPUT, "email"), UserErrorCode.TAKEN)

_TELLING = (
    *("email", "phone", "first_name", "last_name", "name", "company"),
    *("source_id", "external_customer_id", "reference", "shopper_reference", "profile_id"),
    *("description", "notes", "metadata", "custom_fields"),
)
"""Of a new customer at least one is given. No system demands more of all that it sends, and imports take any."""
_SEARCHED = frozenset({*NAMES, "email", "phone", "company"})
_NO_COLUMNS = frozenset({"tags", "add_tags", "remove_tags", "password"})


def create_customer(act: Act, values: Values) -> str:
    """A new customer from the columns given; returns its id.

    Raises:
        Rejected: a value breaks a rule.
    """
    values = {column: value for column, value in values.items() if value is not None}
    refusals = Refusals()
    check_customer(act, values, {}, refusals)
    with refusals.collecting():
        _check_told(values)
    _check_held(act, values, None, refusals)
    refusals.tell()
    password = values.get("password")
    shown = {"hasPassword": change(False, True)} if password else {}
    tags = list(dict.fromkeys(values.get("tags", ())))
    given = {**_derived(act, values), **_columns(values)}
    own = with_own(None, {**given, "created_at": act.at}, act)
    row = rows.add(
        act,
        Customer,
        {
            **_DEFAULTS,
            "status": "PROSPECT",
            "total_orders_count": 0,
            **given,
            "own_values": with_own_tags(own, [], tags, act) if tags else own,
            **({"password_hash": password.hash} if password else {}),
        },
        shown=shown | ({"tags": change(None, tags)} if tags else {}),
    )
    write_tags(act, row["id"], tags)
    _write_terms(act.transaction, row)
    return str(row["id"])


def update_customer(
    act: Act,
    customer_id: str,
    values: Values,
    expected_version: int | None,
    *,
    path: tuple[str, ...] = ("input", "id"),
) -> str:
    """Changes the columns given, and only those; None clears. Nothing is written when nothing differs.

    Raises:
        Rejected: there is no such customer, it was changed meanwhile, or a value breaks a rule.
    """
    refusals = Refusals()
    row = refusals.found(
        lambda: rows.find(act, Customer, customer_id, path=path, expected_version=expected_version)
    )
    check_customer(act, values, row, refusals)
    _check_held(act, values, customer_id, refusals)
    with refusals.collecting():
        _check_tags(values)
    refusals.tell()
    new = dict(values)
    for column, default in _DEFAULTS.items():
        if column in new and new[column] is None:
            new[column] = default
    along: set[str] = set()
    if "is_validated_names" not in new and any(new.get(name, row[name]) != row[name] for name in NAMES):
        new["is_validated_names"] = False
        along = {"is_validated_names"}
    tags = _retagged(act, customer_id, new)
    shown = {"tags": tags} if tags else None
    derived = _derived(act, new)
    if derived.get("email_normalized", "") == row["email_normalized"]:
        # Whoever has the same address as before holds it, or does not, as before.
        derived["email_claim"] = row["email_claim"]
    written = {**_columns(new), **derived}
    own = with_own(row["own_values"], written, act, row, along)
    if tags:
        own = with_own_tags(own, tags["from"], tags["to"], act)
    if tags or any(row[column] != _stored(value) for column, value in written.items()):
        written["own_values"] = own or None
    else:
        pin(act, row, own)
    after = rows.change(act, Customer, row, written, shown=shown)
    if after["email_claim"] != row["email_claim"]:
        pass_on(act, row["email_claim"])
    if after["email_normalized"] != row["email_normalized"]:
        void_resets(act, customer_id)
    if "password" in new:
        set_password(act, after, new["password"])
    if tags:
        replace_tags(act, customer_id, tags["to"])
    if any(after[column] != row[column] for column in _SEARCHED):
        _change_terms(act.transaction, row, after)
    return customer_id


def delete_customer(act: Act, customer_id: str, expected_version: int | None) -> str:
    """Deletes a customer without business, with all that hangs on it; in what stays nothing personal is left.

    Raises:
        Rejected: there is no such customer, it was changed meanwhile, or it has records of business, such as orders:
            those are anonymized.
    """
    row = rows.find(act, Customer, customer_id, expected_version=expected_version, may_be_anonymized=True)
    kept = business_of(act.transaction, customer_id)
    if kept:
        message = f"The customer has {kept}; a customer with those can be anonymized, not deleted."
        refuse(UserErrorCode.CONFLICT, message, "input", "id")
    # Whose data goes, goes without being written down once more.
    act.record(rows.event_of(Customer, row, "destroy", "deleted", {}))
    erased = erase_and_delete(act.transaction, customer_id, act.at)
    event = rows.event_of(Customer, row, "erase", "erased", {}, {"erased": erased})
    # Without the request's id and key, which callers choose.
    append(act.transaction, act.environment, who_of(act.viewer), [event], at=act.at)
    pass_on(act, row["email_claim"])
    return customer_id


def check_customer(act: Act, values: Values, row: Values, refusals: Refusals) -> None:
    """Checks the values given; `row` is what the customer was before them."""
    with refusals.collecting():
        check(Customer, CUSTOMER, {name: value for name, value in values.items() if name != "password"})
    with refusals.collecting():
        check_password(values.get("password"), {**row, **values})
    group = values.get("customer_group_id")
    if group is not None:
        with refusals.collecting():
            rows.find(act, CustomerGroup, group, path=(*INPUT, "customerGroupId"))


def _check_held(act: Act, values: Values, customer_id: str | None, refusals: Refusals) -> None:
    """Looks whether another customer has the e-mail address, beside what is refused already."""
    # Of an input that is good the database says so when the row is written, whoever else writes at the same time.
    if refusals.errors and values.get("email") and not refusals.is_refused(*INPUT, "email"):
        email = normalise_email(values["email"])
        if email and is_held_by_another(act, email, customer_id):
            refusals.add(EMAIL_TAKEN)


def _check_told(values: Values) -> None:
    """One of whom nothing is told can be found by nobody, and is nobody's."""
    if not any(_is_telling(values.get(column)) for column in _TELLING):
        message = (
            "input tells nobody; expected at least one of firstName, lastName, name, company, email, phone, "
            "an identifier such as reference, description, notes, metadata or customFields."
        )
        refuse(UserErrorCode.REQUIRED, message, *INPUT)


def _is_telling(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _is_retagging(values: Values) -> bool:
    return values.get("add_tags") is not None or values.get("remove_tags") is not None


def _check_tags(values: Values) -> None:
    if "tags" in values and _is_retagging(values):
        message = "tags replaces all labels; expected it without addTags and removeTags."
        refuse(UserErrorCode.INVALID, message, *INPUT, "tags")


def _retagged(act: Act, customer_id: str, values: Values) -> dict[str, list[str]] | None:
    """What becomes of the tags: `{from, to}`, or None when they stay."""
    if "tags" not in values and not _is_retagging(values):
        return None
    before = read_tags(act.transaction, customer_id)
    added, removed = values.get("add_tags") or (), values.get("remove_tags") or ()
    after = (
        list(dict.fromkeys(values["tags"] or ()))
        if "tags" in values
        else combined(before, added, removed, path=("input", "addTags"))
    )
    return change(before, after) if after != before else None


def _stored(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _columns(values: Values) -> dict[str, Any]:
    return {column: value for column, value in values.items() if column not in _NO_COLUMNS}


def _derived(act: Act, values: Values) -> dict[str, Any]:
    """The columns that follow from others, for those that are given."""
    derived = {}
    if "email" in values:
        email = normalise_email(values["email"]) if values["email"] else None
        derived["email_normalized"] = email
        derived["email_claim"] = email if act.settings.unique_email else None
    if "phone" in values:
        derived["phone_normalized"] = normalise_phone(values["phone"]) if values["phone"] else None
    return derived


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


_TERMS = table_of(CustomerSearchTerm)


def _delete_term() -> Any:
    return delete(_TERMS).where(
        _TERMS.c.environment == bindparam("environment"),
        _TERMS.c.term == bindparam("term"),
        _TERMS.c.customer_id == bindparam("customer"),
    )
