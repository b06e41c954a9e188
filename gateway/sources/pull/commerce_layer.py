"""Commerce Layer: JSON:API in pages of 25, behind an access token that lives for hours."""

from datetime import datetime

import orjson

from gateway.columns import format_instant
from gateway.domain.records.model import SourceSystem
from gateway.sources.pull.declaration import (
    Access,
    Connection,
    Document,
    OutsideSystem,
    Place,
    PullError,
    Query,
    Resource,
    Sender,
    list_at,
)

PAGE_SIZE = 25
"""The most that the system gives at once."""


def _resource(name: str, *include: str) -> Resource:
    return Resource(name, f"/api/{name}", {"include": ",".join(include)} if include else {})


RESOURCES = (
    _resource(
        "customers",
        "customer_group",
        "customer_addresses.address",
        "customer_payment_sources",
        "customer_subscriptions",
        "attachments",
        "tags",
    ),
    # A change to one of these does not change the customer, who would not be fetched again.
    _resource("customer_addresses", "customer", "address"),
    _resource("customer_payment_sources", "customer"),
    _resource("customer_subscriptions", "customer"),
    _resource("orders", "customer", "market", "line_items", "shipping_address", "billing_address", "tags"),
    _resource("order_subscriptions", "customer", "market", "source_order", "order_subscription_items"),
    _resource("returns", "customer", "order", "stock_location", "return_line_items"),
    _resource("sku_lists", "customer", "sku_list_items"),
)


async def authenticate(connection: Connection, sender: Sender) -> Access:
    """Trades the application's credentials for an access token."""
    form = {
        "grant_type": "client_credentials",
        "client_id": connection.secret("client_id"),
        "client_secret": connection.secret("client_secret"),
    }
    if scope := connection.options.get("scope"):
        form["scope"] = scope
    body = await sender.post(connection.options.get("token_url", f"{connection.base_url}/oauth/token"), form)
    try:
        token = orjson.loads(body)["access_token"]
    except (ValueError, KeyError, TypeError):
        raise PullError(f"{connection}: the answer to its credentials holds no access token.") from None
    return Access(headers={"Authorization": f"Bearer {token}", "Accept": "application/vnd.api+json"})


def ask(resource: Resource, place: Place, since: datetime | None) -> Query:
    """Pages follow the id: numbered pages would skip a record whenever one before it is deleted meanwhile."""
    query = {**resource.query, "page[size]": str(PAGE_SIZE), "sort": "id"}
    if since:
        query["filter[q][updated_at_gteq]"] = format_instant(since)
    if place:
        query["filter[q][id_gt]"] = place["after"]
    return query


def next_place(
    resource: Resource, document: Document, _place: Place, _since: datetime | None
) -> Place | None:
    found = records(resource, document)
    meta = document.get("meta")
    pages = meta.get("page_count") if isinstance(meta, dict) else None
    if not found or (pages <= 1 if isinstance(pages, int) else len(found) < PAGE_SIZE):
        return None
    last = found[-1].get("id")
    if not isinstance(last, str):
        raise ValueError("its last record has no id")
    return {"after": last}


def records(_resource: Resource, document: Document) -> list[Document]:
    return list_at(document, "data")


def changed_at(record: Document) -> object:
    attributes = record.get("attributes")
    return attributes.get("updated_at") if isinstance(attributes, dict) else None


COMMERCE_LAYER = OutsideSystem(
    SourceSystem.COMMERCE_LAYER,
    RESOURCES,
    secrets=("client_id", "client_secret"),
    authenticate=authenticate,
    ask=ask,
    next_place=next_place,
    records=records,
    changed_at=changed_at,
    optional=("scope", "token_url"),
    renews=True,
)
