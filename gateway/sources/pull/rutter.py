"""Rutter: pages of 500 that a cursor leads through, one access token for each shop behind a connection.

The shop itself is no list: it is one record, without pages and without a time of its last change.
"""

import base64
from collections.abc import Mapping
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

PAGE_SIZE = 500
VERSION = "2023-03-14"

LISTS = (
    Resource("customers", "/customers"),
    Resource("orders", "/orders", {"expand": "transactions"}),
    Resource("subscriptions", "/subscriptions"),
    Resource("customer_groups", "/customer_groups"),
)
STORE = Resource("stores", "/store", can_tell_changes=False)


async def authenticate(connection: Connection, _sender: Sender) -> Access:
    pair = f"{connection.secret('client_id')}:{connection.secret('client_secret')}"
    return Access(
        headers={
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "X-Rutter-Version": VERSION,
        },
        query={"access_token": connection.secret("access_token")},
    )


def ask(resource: Resource, place: Place, since: datetime | None) -> Query:
    if resource is STORE:
        return {}
    query = {**resource.query, "limit": str(PAGE_SIZE)}
    if since:
        query["updated_at_min"] = str(int(since.timestamp() * 1000))
    if place:
        query["cursor"] = place["cursor"]
    return query


def next_place(
    _resource: Resource, document: Document, _place: Place, _since: datetime | None
) -> Place | None:
    cursor = document.get("next_cursor")
    if cursor is None or cursor == "":
        return None
    if not isinstance(cursor, str):
        raise ValueError("its next_cursor is no text")
    return {"cursor": cursor}


def records(resource: Resource, document: Document) -> list[Document]:
    if resource is not STORE:
        return list_at(document, resource.name)
    store = document.get("store")
    if not isinstance(store, Mapping):
        raise ValueError("it has no record at store")
    return [store]


def changed_at(record: Document) -> object:
    return record.get("updated_at")


RUTTER = OutsideSystem(
    SourceSystem.RUTTER,
    (*LISTS, STORE),
    secrets=("client_id", "client_secret", "access_token"),
    authenticate=authenticate,
    ask=ask,
    next_place=next_place,
    records=records,
    changed_at=changed_at,
    base_url="https://production.rutterapi.com/versioned",
)
