"""Rutter: shops behind connections, each with an access token of its own; pages that a cursor leads through."""

import base64
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tests.fakes.standing_in import Document, Fake, json_response, shown

RESOURCES = ("customers", "orders", "subscriptions", "customer_groups")


class Rutter(Fake):
    """One client; `connections` are access token → the connection that its answers name."""

    client_id = "client-31"
    client_secret = "hush-31"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.connections = {
            "access-one": {"id": "con-1", "orgId": "org-1", "platform": "SHOPIFY"},
            "access-two": {"id": "con-2", "orgId": "org-1", "platform": "COMMERCELAYER"},
        }
        self.stores: dict[str, Document] = {
            token: {
                "id": f"store-{number}",
                "store_name": f"Looms {number}",
                "url": f"https://looms{number}.example",
                "email": f"desk@looms{number}.example",
                "default_currency": "EUR",
            }
            for number, token in enumerate(self.connections, 1)
        }
        self.cursors: dict[str, tuple[str, int]] = {}
        """Cursor → what it goes on with, and where."""

    def routes(self) -> list[BaseRoute]:
        return [Route("/versioned/store", self._show_store), Route("/versioned/{resource}", self._list)]

    def add(self, resource: str = "customers", *, shop: str = "access-one", **fields: Any) -> Document:
        number = next(self.numbers)
        at = shown(self.tick())
        known: dict[str, Document] = {
            "customers": {
                "email": f"nia{number}@market.example",
                "first_name": "Nia",
                "last_name": "Okoye",
                "phone": None,
            },
            "customer_groups": {"name": f"Weavers {number}"},
        }
        record: Document = {
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "platform_id": str(9000 + number),
            **known.get(resource, {}),
            "created_at": at,
            "updated_at": at,
        } | fields
        self.tables.setdefault(f"{shop} {resource}", {})[record["id"]] = record
        return record

    def change(self, record: Document, **fields: Any) -> None:
        record |= fields | {"updated_at": shown(self.tick())}

    def _refusal(self, request: Request) -> Response | None:
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        is_known = request.query_params.get("access_token", "") in self.connections
        if request.headers.get("authorization") != f"Basic {pair}" or not is_known:
            return _error(401, "INVALID_CREDENTIALS")
        if request.headers.get("x-rutter-version") != "2023-03-14":
            return _error(400, "INVALID_VERSION")
        return None

    async def _show_store(self, request: Request) -> Response:
        """The shop behind the connection: one record, and nothing to ask for but that."""
        if refusal := self._refusal(request):
            return refusal
        shop = request.query_params["access_token"]
        if request.query_params.keys() - {"access_token", "expand", "force_fetch"}:
            return _error(400, "INVALID_REQUEST")
        return json_response({"store": self.stores[shop], "connection": self.connections[shop]})

    async def _list(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        query, resource = request.query_params, request.path_params["resource"]
        shop = query["access_token"]
        limit = int(query.get("limit", 50))
        if resource not in RESOURCES or not 1 <= limit <= 500:
            return _error(400, "INVALID_REQUEST")
        start = 0
        table = f"{shop} {resource}"
        if cursor := query.get("cursor"):
            if self.cursors.get(cursor, ("", 0))[0] != table:
                return _error(400, "INVALID_CURSOR")
            start = self.cursors[cursor][1]
        rows = [row for row in self.rows(table) if _stamp(row) >= int(query.get("updated_at_min", 0))]
        following = None
        if start + limit < len(rows):
            following = f"cursor-{len(self.cursors) + 1}"
            self.cursors[following] = (table, start + limit)
        chosen = rows[start : start + limit]
        return json_response(
            {resource: chosen, "next_cursor": following, "connection": self.connections[shop]}
        )


def _stamp(row: Document) -> int:
    return int(datetime.fromisoformat(row["updated_at"]).timestamp() * 1000)


def _error(status: int, code: str) -> Response:
    return json_response({"error_type": code, "error_code": code, "error_message": code}, status)
