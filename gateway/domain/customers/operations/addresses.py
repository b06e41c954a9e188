"""What can be done to an address book: as soon as there is an address, exactly one is primary."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.countries import code_of_country
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.customers.operations.belongings import find_and_check, given, hold, restored
from gateway.domain.customers.own_values import pin, with_own_address, with_own_columns, without_address
from gateway.domain.customers.rules import ADDRESS, in_country
from gateway.domain.rows import INPUT, Row, refuse
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of

Values = Mapping[str, Any]

_DEFAULTS: Values = {"is_primary": False, "business": False}
_PLACE = ("line1", "line2", "city", "region", "postal_code", "country", "country_code")


def create_address(act: Act, customer_id: str, values: Values) -> str:
    """A new address; the first one is primary, and one that is to be primary takes that from the other.

    Raises:
        Rejected: there is no such customer, or a value breaks a rule.
    """
    values = _with_country(given(values))
    new = {**_DEFAULTS, **values}
    customer = find_and_check(
        lambda: hold(act, Customer, customer_id, *INPUT, "customerId"),
        CustomerAddress,
        in_country(ADDRESS, values.get("country_code")),
        values,
        *_problems(values, new),
    )
    primary = _primary_ids(act, customer["id"])
    new["is_primary"] = new["is_primary"] or not primary
    if new["is_primary"]:
        _demote(act, primary)
    address_id = str(rows.add(act, CustomerAddress, {**new, "customer_id": customer["id"]})["id"])
    if new["is_primary"]:
        _choose(act, customer, address_id)
    return address_id


def update_address(act: Act, address_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears.

    Raises:
        Rejected: there is no such address, it was changed meanwhile, a value breaks a rule, or the customer would be
            left without a primary address.
    """
    new = restored(_with_country(values), _DEFAULTS)
    row = find_and_check(
        lambda: rows.find(act, CustomerAddress, address_id, expected_version=expected_version),
        CustomerAddress,
        lambda row: in_country(ADDRESS, {**row, **new}.get("country_code")),
        values,
        problems=lambda row: _problems(values, {**row, **new}),
    )
    if new.get("is_primary", row["is_primary"]) != row["is_primary"]:
        customer = hold(act, Customer, row["customer_id"])
        if row["is_primary"]:
            message = "A customer with addresses has a primary one; make another address primary instead."
            refuse(UserErrorCode.INVALID, message, *INPUT, "isPrimary")
        _demote(act, _primary_ids(act, row["customer_id"]))
        _choose(act, customer, address_id)
    rows.change(act, CustomerAddress, row, with_own_columns(row, new))
    return address_id


def set_primary_address(act: Act, address_id: str, expected_version: int | None) -> str:
    """Makes an address primary instead of the one that is.

    Raises:
        Rejected: there is no such address, or it was changed meanwhile.
    """
    return update_address(act, address_id, {"is_primary": True}, expected_version)


def delete_address(act: Act, address_id: str, expected_version: int | None) -> str:
    """Deletes an address; of the others, the one that was changed last becomes primary in its place.

    Returns the id of the customer.

    Raises:
        Rejected: there is no such address, or it was changed meanwhile.
    """
    row = rows.find(act, CustomerAddress, address_id, expected_version=expected_version)
    customer_id = str(row["customer_id"])
    customer = hold(act, Customer, customer_id)
    rows.remove(act, CustomerAddress, row)
    own = without_address(customer["own_values"], row["source_record_id"], act)
    if row["is_primary"]:
        for (heir,) in act.transaction.select("newest address", _newest, {"customer": customer_id}):
            rows.change(act, CustomerAddress, rows.find(act, CustomerAddress, heir), {"is_primary": True})
            own = with_own_address(own, heir, act)
    pin(act, customer, own)
    return customer_id


def _with_country(values: Values) -> dict[str, Any]:
    """The country's name and its code go together: what is given of the two decides the other."""
    if "country" in values and "country_code" not in values:
        name = values["country"]
        return {**values, "country_code": code_of_country(name) if name else None}
    if "country_code" in values and "country" not in values:
        return {**values, "country": values["country_code"]}
    return dict(values)


def _problems(values: Values, row: Values) -> Iterator[UserError]:
    """What is wrong with the address that the values make."""
    if all(not row.get(column) for column in _PLACE):
        message = (
            "The address names no place; expected at least one of its lines, a city, a region or a country."
        )
        yield UserError(message, (*INPUT, "line1"), UserErrorCode.REQUIRED)
    # Addresses of other systems often name nobody; who says what the recipient is must name it.
    is_told = "business" in values or (row["business"] and "company" in values)
    if is_told and row["business"] and not row.get("company"):
        message = "company is missing; a business address names its company."
        yield UserError(message, (*INPUT, "company"), UserErrorCode.REQUIRED)
    if is_told and not row["business"] and values["business"] is not None:
        for column, name in (("first_name", "firstName"), ("last_name", "lastName")):
            if not row.get(column):
                message = f"{name} is missing; an address that is not of a business names a person."
                yield UserError(message, (*INPUT, name), UserErrorCode.REQUIRED)


def _choose(act: Act, customer: Row, address_id: str) -> None:
    """From now on systems do not decide which address is primary."""
    pin(act, customer, with_own_address(customer["own_values"], address_id, act))


def _demote(act: Act, address_ids: list[str]) -> None:
    """Before another address is made primary: at no moment may two be."""
    for address_id in address_ids:
        row: Row = rows.find(act, CustomerAddress, address_id)
        rows.change(act, CustomerAddress, row, {"is_primary": False})


def _primary_ids(act: Act, customer_id: str) -> list[str]:
    found = act.transaction.select("primary addresses", _primary, {"customer": customer_id})
    return [address_id for (address_id,) in found]


_ADDRESSES = table_of(CustomerAddress)
_OF_CUSTOMER = _ADDRESSES.c.customer_id == bindparam("customer")


def _primary() -> Any:
    return select(_ADDRESSES.c.id).where(_OF_CUSTOMER, _ADDRESSES.c.is_primary.is_(True))


def _newest() -> Any:
    newest_first = _ADDRESSES.c.updated_at.desc(), _ADDRESSES.c.id.desc()
    return select(_ADDRESSES.c.id).where(_OF_CUSTOMER).order_by(*newest_first).limit(1)
