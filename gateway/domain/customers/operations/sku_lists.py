"""What can be done to wish lists and other lists of articles."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, func, select

from gateway.domain import rows
from gateway.domain.customers.model import Customer, SkuList, SkuListItem
from gateway.domain.customers.operations.belongings import check_all, find_and_check, given, hold, restored
from gateway.domain.customers.rules import SKU_LIST
from gateway.domain.refusals import Refusals
from gateway.domain.rows import INPUT, refuse
from gateway.errors import UserError, UserErrorCode
from gateway.events.act import Act
from gateway.view import table_of
from gateway.viewer import Role

Values = Mapping[str, Any]

_DEFAULTS: Values = {"manual": True}


def create_list(act: Act, customer_id: str | None, values: Values) -> str:
    """A new list, of the customer when one is named. What a customer makes is its own.

    Raises:
        Rejected: there is no such customer, or a value breaks a rule.
    """
    if customer_id is None and act.viewer.role is Role.CUSTOMER:
        customer_id = act.viewer.owner_id
    refusals = Refusals()
    if customer_id is not None:
        with refusals.collecting():
            hold(act, Customer, customer_id, *INPUT, "customerId")
    new = {**_DEFAULTS, **given(values)}
    with refusals.collecting():
        check_all(SkuList, SKU_LIST, new, *_problems(new, new), is_new=True)
    refusals.tell()
    new["slug"] = new.get("slug") or slug_of(new["name"])
    return str(rows.add(act, SkuList, {**new, "customer_id": customer_id})["id"])


def update_list(act: Act, list_id: str, values: Values, expected_version: int | None) -> str:
    """Changes the columns given, and only those; None clears. A new name leaves the slug as it is.

    Raises:
        Rejected: there is no such list, it was changed meanwhile, a value breaks a rule, or it has articles and shall
            no longer be manual.
    """
    new = restored(values, _DEFAULTS)
    row = find_and_check(
        lambda: hold(act, SkuList, list_id, *INPUT, "id", expected_version=expected_version),
        SkuList,
        SKU_LIST,
        values,
        problems=lambda row: _problems(values, {**row, **new}),
    )
    after = {**row, **new}
    if "slug" in new:
        new["slug"] = new["slug"] or slug_of(after["name"] or "")
    if row["manual"] and not after["manual"]:
        ((count,),) = act.transaction.select("count articles", _count_items, {"list": list_id})
        if count:
            message = f"The list has {count} articles; expected none on a list that is not manual."
            refuse(UserErrorCode.CONFLICT, message, *INPUT, "manual")
    rows.change(act, SkuList, row, new)
    return list_id


def delete_list(act: Act, list_id: str, expected_version: int | None) -> str:
    """Deletes a list with what is on it.

    Raises:
        Rejected: there is no such list, or it was changed meanwhile.
    """
    row = rows.find(act, SkuList, list_id, expected_version=expected_version)
    rows.remove(act, SkuList, row)
    return list_id


def slug_of(name: str) -> str:
    """`Für Ada & Grace` → `fur-ada-grace`; `list` for a name without a letter or digit."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))
    return "-".join(words) or "list"


def _problems(values: Values, row: Values) -> Iterator[UserError]:
    """A slug is fit for an address, and a list that nobody fills says which articles are on it."""
    slug = values.get("slug")
    if slug and slug != slug_of(slug):
        message = f"slug is {slug!r}; expected small letters, digits and hyphens such as {slug_of(slug)!r}."
        yield UserError(message, (*INPUT, "slug"), UserErrorCode.INVALID)
    is_told = values.keys() & {"manual", "sku_code_regex"}
    if is_told and not row["manual"] and not row.get("sku_code_regex"):
        message = "skuCodeRegex is missing; it tells which articles are on a list that is not manual."
        yield UserError(message, (*INPUT, "skuCodeRegex"), UserErrorCode.REQUIRED)


_ITEMS = table_of(SkuListItem)


def _count_items() -> Any:
    return select(func.count()).select_from(_ITEMS).where(_ITEMS.c.sku_list_id == bindparam("list"))
