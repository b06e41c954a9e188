"""A shop of Commerce Layer: JSON:API, pages of at most 25, filters and sorting, tokens by client credentials."""

import re
from math import ceil
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tests.fakes.standing_in import Document, Fake, json_response, shown

MEDIA_TYPE = "application/vnd.api+json"
MOST = 25
RESOURCES = (
    "customers",
    "customer_groups",
    "customer_addresses",
    "customer_payment_sources",
    "customer_subscriptions",
    "orders",
    "order_subscriptions",
    "returns",
    "sku_lists",
)
_FILTER = re.compile(r"filter\[q\]\[([a-z_]+)_(eq|gt|gteq|lt|lteq)\]")


class CommerceLayer(Fake):
    """The shop, with one application that may sign in."""

    client_id = "app-5521"
    client_secret = "hush-5521"
    tokens = 0
    """How many access tokens were given out; only the last one is accepted."""

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/oauth/token", self._token, methods=["POST"]),
            Route("/api/{resource}", self._list),
            Route("/api/{resource}/{id}", self._retrieve),
        ]

    @property
    def token(self) -> str:
        return f"token-{self.tokens}"

    def forget_tokens(self) -> None:
        """As if two hours had gone by."""
        self.tokens += 1

    def add(self, resource: str = "customers", **attributes: Any) -> Document:
        """A new record; its id does not tell when it was made."""
        number = next(self.numbers)
        external_id = f"{(number * 7919) % 100_000:05d}{resource[:3].title()}"
        at = shown(self.tick())
        given = (
            {"email": f"nia{number}@shop.example", "status": "prospect"} if resource == "customers" else {}
        )
        record: Document = {
            "id": external_id,
            "type": resource,
            "links": {"self": f"https://looms.shop.example/api/{resource}/{external_id}"},
            "attributes": {**given, "created_at": at, "updated_at": at, **attributes},
            "relationships": {},
            "meta": {"mode": "live"},
        }
        self.tables.setdefault(resource, {})[external_id] = record
        return record

    def change(self, record: Document, **attributes: Any) -> None:
        record["attributes"] |= {**attributes, "updated_at": shown(self.tick())}

    def remove(self, record: Document) -> None:
        del self.tables[record["type"]][record["id"]]

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return json_response({"error": "invalid_client"}, 401)
        self.tokens += 1
        return json_response({"access_token": self.token, "token_type": "Bearer", "expires_in": 7200})

    async def _list(self, request: Request) -> Response:
        resource = request.path_params["resource"]
        if problem := self._problem(request, resource):
            return problem
        query = request.query_params
        size, page = int(query.get("page[size]", 10)), int(query.get("page[number]", 1))
        if not 1 <= size <= MOST or page < 1:
            return _error(400, "INVALID_PAGE")
        rows = [row for row in self.rows(resource) if _matches(row, dict(query))]
        for key in reversed(query.get("sort", "created_at").split(",")):
            rows.sort(key=lambda row: _value(row, key.lstrip("-")), reverse=key.startswith("-"))
        pages = max(1, ceil(len(rows) / size))
        here = str(request.url)
        links = {"first": here, "last": here} | ({"next": here} if page < pages else {})
        meta = {"record_count": len(rows), "page_count": pages}
        chosen = rows[(page - 1) * size : page * size]
        return json_response({"data": chosen, "meta": meta, "links": links}, media_type=MEDIA_TYPE)

    async def _retrieve(self, request: Request) -> Response:
        resource = request.path_params["resource"]
        if problem := self._problem(request, resource):
            return problem
        row = self.tables.get(resource, {}).get(request.path_params["id"])
        return json_response({"data": row}, media_type=MEDIA_TYPE) if row else _error(404, "RECORD_NOT_FOUND")

    def _problem(self, request: Request, resource: str) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _error(401, "INVALID_TOKEN")
        if MEDIA_TYPE not in request.headers.get("accept", ""):
            return _error(406, "NOT_ACCEPTABLE")
        return None if resource in RESOURCES else _error(404, "NOT_FOUND")


def _value(row: Document, name: str) -> str:
    return str(row["id"] if name == "id" else row["attributes"].get(name) or "")


def _matches(row: Document, query: dict[str, str]) -> bool:
    """Whether a record is what all filters ask for."""
    for key, asked in query.items():
        if found := _FILTER.fullmatch(key):
            value = _value(row, found[1])
            holds = {
                "eq": value == asked,
                "gt": value > asked,
                "gteq": value >= asked,
                "lt": value < asked,
                "lteq": value <= asked,
            }
            if not holds[found[2]]:
                return False
    return True


def _error(status: int, code: str) -> Response:
    error = {"title": code.lower(), "detail": code, "code": code, "status": str(status)}
    return json_response({"errors": [error]}, status, MEDIA_TYPE)
