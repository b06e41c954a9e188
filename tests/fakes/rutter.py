"""Rutter: shops behind connections, each with an access token of its own; pages that a cursor leads through."""

import base64
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tests.fakes.standing_in import Document, Fake, json_response, shown

RESOURCES = ("customers", "orders", "subscriptions")


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
        self.cursors: dict[str, tuple[str, int]] = {}
        """Cursor → what it goes on with, and where."""

    def routes(self) -> list[BaseRoute]:
        return [Route("/versioned/{resource}", self._list)]

    def add(self, resource: str = "customers", *, shop: str = "access-one", **fields: Any) -> Document:
        number = next(self.numbers)
        at = shown(self.tick())
        customer = {
            "email": f"nia{number}@market.example",
            "first_name": "Nia",
            "last_name": "Okoye",
            "phone": None,
        }
        record: Document = {
            "id": f"00000000-0000-4000-8000-{number:012d}",
            "platform_id": str(9000 + number),
            **(customer if resource == "customers" else {}),
            "created_at": at,
            "updated_at": at,
        } | fields
        self.tables.setdefault(f"{shop} {resource}", {})[record["id"]] = record
        return record

    def change(self, record: Document, **fields: Any) -> None:
        record |= fields | {"updated_at": shown(self.tick())}

    async def _list(self, request: Request) -> Response:
        query, resource = request.query_params, request.path_params["resource"]
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        shop = query.get("access_token", "")
        if request.headers.get("authorization") != f"Basic {pair}" or shop not in self.connections:
            return _error(401, "INVALID_CREDENTIALS")
        if request.headers.get("x-rutter-version") != "2023-03-14":
            return _error(400, "INVALID_VERSION")
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
