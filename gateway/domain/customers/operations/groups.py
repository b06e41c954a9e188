"""What can be done to customer groups, and who is in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from gateway.domain import rows
from gateway.domain.customers.model import Customer, CustomerGroup
from gateway.domain.customers.operations.belongings import check_all, given, hold, let_go
from gateway.domain.customers.own_values import with_own
from gateway.domain.customers.rules import GROUP
from gateway.domain.orders.model import Market
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, Row, refuse
from gateway.errors import Rejected, UserError, UserErrorCode
from gateway.events.act import Act
from gateway.events.changes import change
from gateway.view import table_of

Values = Mapping[str, Any]

CODE_TAKEN = UserError("Another customer group has this code.", (*INPUT, "code"), UserErrorCode.TAKEN)


def create_group(act: Act, values: Values) -> str:
    """A new group, without customers.

    Raises:
        Rejected: a value breaks a rule, or another group has the code.
    """
    values = given(values)
    refusals = Refusals()
    claim: dict[str, Any] = {}
    with refusals.collecting():
        check_all(CustomerGroup, GROUP, values, is_new=True)
    with refusals.collecting():
        if not refusals.is_refused(*INPUT, "code"):
            claim = _claim(act, values, None)
    refusals.tell()
    return str(rows.add(act, CustomerGroup, {**values, **claim})["id"])


def update_group(act: Act, group_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears.

    Raises:
        Rejected: there is no such group, it was changed meanwhile, a value breaks a rule, or the code is taken.
    """
    refusals = Refusals()
    claim: dict[str, Any] = {}
    row = refusals.found(lambda: rows.find(act, CustomerGroup, group_id, expected_version=expected_version))
    with refusals.collecting():
        check_all(CustomerGroup, GROUP, values)
    with refusals.collecting():
        is_new = "code" in values and values["code"] != row.get("code")
        if is_new and not refusals.is_refused(*INPUT, "code"):
            claim = _claim(act, values, group_id)
    refusals.tell()
    rows.change(act, CustomerGroup, row, {**values, **claim})
    return group_id


def delete_group(act: Act, group_id: str, expected_version: int | None) -> str:
    """Deletes a group; its customers and markets have none then, with an event each.

    Raises:
        Rejected: there is no such group, it was changed meanwhile, or more belongs to it than one act changes.
    """
    row = hold(act, CustomerGroup, group_id, *INPUT, "id", expected_version=expected_version)
    pointing = ((Customer, "customer_group_id"), (Market, "customer_group_id"))
    let_go(act, group_id, pointing, "customer group")
    rows.remove(act, CustomerGroup, row)
    return group_id


def add_customers(act: Act, group_id: str, customer_ids: Sequence[str], expected_version: int | None) -> str:
    """Puts customers into a group; each leaves the group that it was in.

    Raises:
        Rejected: there is no such group or customer, or the group was changed meanwhile.
    """
    hold(act, CustomerGroup, group_id, *INPUT, "id", expected_version=expected_version)
    found = _find_customers(act, customer_ids)
    _move(act, [row for row in found if row["customer_group_id"] != group_id], group_id)
    return group_id


def remove_customers(
    act: Act, group_id: str, customer_ids: Sequence[str], expected_version: int | None
) -> str:
    """Takes customers out of a group; those that are not in it stay as they are.

    Raises:
        Rejected: there is no such group or customer, or the group was changed meanwhile.
    """
    hold(act, CustomerGroup, group_id, *INPUT, "id", expected_version=expected_version)
    found = _find_customers(act, customer_ids)
    _move(act, [row for row in found if row["customer_group_id"] == group_id], None)
    return group_id


def _find_customers(act: Act, customer_ids: Sequence[str]) -> list[Row]:
    if not customer_ids:
        refuse(UserErrorCode.REQUIRED, "customerIds is empty.", *INPUT, "customerIds")
    found: list[Row] = []
    errors: list[UserError] = []
    for customer_id, index in {key: index for index, key in reversed([*enumerate(customer_ids)])}.items():
        try:
            found.append(rows.find(act, Customer, customer_id, path=(*INPUT, "customerIds", str(index))))
        except Rejected as rejected:
            errors += rejected.errors
    if errors:
        raise Rejected(*errors)
    return found


def _move(act: Act, customers: Sequence[Row], group_id: str | None) -> None:
    """Writes the customers, then all their events together."""
    events = []
    for row in customers:
        after = {
            "customer_group_id": group_id,
            "own_values": with_own(row["own_values"], {"customer_group_id": group_id}, act),
            "version": row["version"] + 1,
            "updated_at": act.at,
        }
        act.transaction.update(Customer, row["id"], after)
        changes = {"customerGroupId": change(row["customer_group_id"], group_id)}
        events.append(rows.event_of(Customer, {**row, **after}, "update", "updated", changes))
    act.record(*events)


def _claim(act: Act, values: Values, group_id: str | None) -> dict[str, Any]:
    """The code as this group alone holds it. Groups that other systems brought hold none, but keep theirs."""
    code = values.get("code")
    if code:
        key = {"environment": act.environment, "code": code}
        found = act.transaction.select("customer groups by code", _by_code, key)
        if any(other != group_id for (other,) in found):
            raise Rejected(CODE_TAKEN)
    return {"code_claim": code or None}


_GROUPS = table_of(CustomerGroup)


def _by_code() -> Any:
    return select(_GROUPS.c.id).where(
        _GROUPS.c.environment == bindparam("environment"), _GROUPS.c.code == bindparam("code")
    )
