"""Voucherify: pages of 100; customers follow their creation, transactions their ids, all else has numbers.

A customer has no `updated_at` before its first change, so that a filter on it does not find who is new. What changed
since an instant is therefore asked for in two passes, and who is in both comes twice, which changes nothing:

    {} → {"after": …} → …                                        updated_at[after]
    {"by": "created_at"} → {"by": "created_at", "after": …} → …  created_at[after]
"""

from datetime import datetime, timedelta

from gateway.columns import format_instant, parse_instant
from gateway.domain.records.model import SourceSystem
from gateway.sources.pull.declaration import (
    Access,
    Connection,
    Document,
    OutsideSystem,
    Place,
    Query,
    Resource,
    Sender,
    list_at,
)

PAGE_SIZE = 100
LAST_PAGE = 99
"""The system shows no page behind this one."""
_BEFORE_ALL = "1970-01-01T00:00:00.000Z"
_THE_NEW: Place = {"by": "created_at"}
"""Where the second pass begins."""

CUSTOMERS = Resource("customers", "/v1/customers")
ORDERS = Resource("orders", "/v1/orders", can_tell_changes=False)
CAMPAIGNS = Resource("campaigns", "/v1/loyalties", can_tell_changes=False)


def _of_campaign(name: str, path: str) -> Resource:
    return Resource(name, f"/v1/loyalties/{{id}}/{path}", can_tell_changes=False, parent=CAMPAIGNS.name)


TIERS = _of_campaign("loyalty_tiers", "tiers")
CARDS = _of_campaign("loyalty_cards", "members")
TRANSACTIONS = _of_campaign("loyalty_transactions", "transactions")


async def authenticate(connection: Connection, _sender: Sender) -> Access:
    return Access(
        headers={"X-App-Id": connection.secret("app_id"), "X-App-Token": connection.secret("app_token")}
    )


def ask(resource: Resource, place: Place, since: datetime | None) -> Query:
    """In the order of creation: what changes meanwhile keeps its place."""
    query = {"limit": str(PAGE_SIZE)}
    if resource is TRANSACTIONS:
        return query | ({"starting_after_id": place["after_id"]} if "after_id" in place else {})
    query["order"] = "created_at"
    if resource is CUSTOMERS:
        query["starting_after"] = place.get("after", _BEFORE_ALL)
        if since:
            query[f"{place.get('by', 'updated_at')}[after]"] = format_instant(since)
    if place.get("page", 1) > 1:
        query["page"] = str(place["page"])
    return query


def next_place(resource: Resource, document: Document, place: Place, since: datetime | None) -> Place | None:
    """Behind the last page of who changed comes the first one of who is new."""
    following = _next_page(resource, document, place)
    if following is None and resource is CUSTOMERS and since and "by" not in place:
        return _THE_NEW
    return following


def _next_page(resource: Resource, document: Document, place: Place) -> Place | None:
    """Customers go on a millisecond before the last one: others may have been created in the same one."""
    found = records(resource, document)
    has_more = document.get("has_more")
    if not found or has_more is False or (has_more is None and len(found) < PAGE_SIZE):
        return None
    if resource is TRANSACTIONS:
        last = document.get("more_starting_after") or found[-1].get("id")
        if not isinstance(last, str):
            raise ValueError("its last transaction has no id")
        return {"after_id": last}
    if resource is CUSTOMERS:
        created = found[-1].get("created_at")
        if not isinstance(created, str):
            raise ValueError("its last customer has no created_at")
        after = format_instant(parse_instant(created) - timedelta(milliseconds=1))
        if after > place.get("after", _BEFORE_ALL):
            return {name: value for name, value in place.items() if name != "page"} | {"after": after}
    page = place.get("page", 1) + 1
    if page > LAST_PAGE:
        raise ValueError(f"it is page {LAST_PAGE}, the last that the system shows, and not the last there is")
    return {**place, "page": page}


def records(resource: Resource, document: Document) -> list[Document]:
    """An answer names its list itself."""
    named = document.get("data_ref")
    return list_at(document, named if isinstance(named, str) else resource.name)


def changed_at(record: Document) -> object:
    return record.get("updated_at") or record.get("created_at")


VOUCHERIFY = OutsideSystem(
    SourceSystem.VOUCHERIFY,
    (CUSTOMERS, ORDERS, CAMPAIGNS, TIERS, CARDS, TRANSACTIONS),
    secrets=("app_id", "app_token"),
    authenticate=authenticate,
    ask=ask,
    next_place=next_place,
    records=records,
    changed_at=changed_at,
    base_url="https://api.voucherify.io",
)
