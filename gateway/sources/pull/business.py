"""WIIL, the business-management platform: numbered pages, and no way to ask for changes alone."""

from datetime import datetime

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

PAGE_SIZE = 1000

RESOURCES = (
    # In the order of creation, what is added meanwhile comes at the end.
    Resource("customers", "/customers", {"sortBy": "createdAt"}, can_tell_changes=False),
    Resource("menu-orders", "/menu-orders", can_tell_changes=False),
    Resource("product-orders", "/product-orders", can_tell_changes=False),
    Resource("service-appointments", "/service-appointments", can_tell_changes=False),
    Resource("reservations", "/reservations", can_tell_changes=False),
)


async def authenticate(connection: Connection, _sender: Sender) -> Access:
    return Access(headers={"X-WIIL-API-Key": connection.secret("api_key")})


def ask(resource: Resource, place: Place, _since: datetime | None) -> Query:
    return {**resource.query, "page": str(place.get("page", 1)), "pageSize": str(PAGE_SIZE)}


def next_place(
    _resource: Resource, document: Document, place: Place, _since: datetime | None
) -> Place | None:
    data = document.get("data")
    meta = data.get("meta") if isinstance(data, dict) else None
    if not isinstance(meta, dict) or not isinstance(meta.get("hasNextPage"), bool):
        raise ValueError("it does not tell at data.meta.hasNextPage whether there is another page")
    return {"page": place.get("page", 1) + 1} if meta["hasNextPage"] else None


def records(_resource: Resource, document: Document) -> list[Document]:
    return list_at(document, "data", "data")


def changed_at(record: Document) -> object:
    return record.get("updatedAt")


BUSINESS = OutsideSystem(
    SourceSystem.BUSINESS,
    RESOURCES,
    secrets=("api_key",),
    authenticate=authenticate,
    ask=ask,
    next_place=next_place,
    records=records,
    changed_at=changed_at,
    base_url="https://api.wiil.io/v1",
)
