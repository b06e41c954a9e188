"""A project of Voucherify: keys in headers, at most 100 records and 99 pages, a cursor on the instant of creation.

What was never changed has no `updated_at`: a customer lacks it, an order has null. No filter on it finds those.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tests.fakes.standing_in import Document, Fake, json_response, shown

_ORDERS = ("created_at", "-created_at", "updated_at", "-updated_at", "source_id", "-source_id")


class Voucherify(Fake):
    """The project, with one pair of keys."""

    app_id = "project-of-nia"
    app_token = "hush-of-nia"

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/customers", self._customers),
            Route("/v1/customers/{id}", self._customer),
            Route("/v1/orders", self._orders),
            Route("/v1/loyalties", self._campaigns),
            Route("/v1/loyalties/{id}/{list}", self._of_campaign),
        ]

    def add(self, resource: str = "customers", **fields: Any) -> Document:
        number = next(self.numbers)
        kind = resource.removesuffix("s")
        given = {"name": f"Nia Okoye {number}", "email": f"nia{number}@points.example"}
        order = {"status": "PAID", "amount": 1200, "items": [], "updated_at": None}
        record: Document = {
            "id": f"{kind[:4]}_{number:05d}",
            "source_id": f"crm-{number}",
            "metadata": {},
            **(given if kind == "customer" else order),
            "created_at": shown(self.tick()),
            "object": kind,
        } | fields
        self.tables.setdefault(resource, {})[record["id"]] = record
        return record

    def hold(self, table: str, external_id: str, **fields: Any) -> Document:
        """A record of what belongs to loyalty: a campaign, or a member, tier or transaction of one."""
        record: Document = {"id": external_id, "created_at": shown(self.tick())} | fields
        self.tables.setdefault(table, {})[external_id] = record
        return record

    def change(self, record: Document, **fields: Any) -> None:
        record |= fields | {"updated_at": shown(self.tick())}

    def remove(self, record: Document) -> None:
        del self.tables[f"{record['object']}s"][record["id"]]

    async def _customers(self, request: Request) -> Response:
        query = request.query_params
        rows = self.rows("customers")
        for name in ("created_at", "updated_at"):
            after, before = query.get(f"{name}[after]"), query.get(f"{name}[before]")
            if after or before:
                rows = [row for row in rows if row.get(name)]
            rows = [row for row in rows if after is None or row[name] > after]
            rows = [row for row in rows if before is None or row[name] < before]
        if start := query.get("starting_after"):
            is_rising = not query.get("order", "-created_at").startswith("-")
            rows = [
                row for row in rows if (row["created_at"] > start) is is_rising and row["created_at"] != start
            ]
        return self._page(request, "customers", rows)

    async def _orders(self, request: Request) -> Response:
        return self._page(request, "orders", self.rows("orders"))

    async def _campaigns(self, request: Request) -> Response:
        return self._page(request, "campaigns", self.rows("campaigns"))

    async def _of_campaign(self, request: Request) -> Response:
        """Members are vouchers; tiers and transactions come as `data`, transactions after an id, newest first."""
        name, campaign = request.path_params["list"], request.path_params["id"]
        rows = [row for row in self.rows(name) if row["campaign_id"] == campaign]
        if name != "transactions":
            return self._page(request, "vouchers" if name == "members" else "data", rows)
        if problem := self._problem(request):
            return problem
        rows.reverse()
        ids = [row["id"] for row in rows]
        start = (
            ids.index(request.query_params["starting_after_id"]) + 1
            if request.query_params.get("starting_after_id")
            else 0
        )
        limit = int(request.query_params.get("limit", 10))
        chosen = rows[start : start + limit]
        has_more = start + limit < len(rows)
        following = chosen[-1]["id"] if has_more else None
        return json_response(
            {
                "object": "list",
                "data_ref": "data",
                "data": chosen,
                "has_more": has_more,
                "more_starting_after": following,
            }
        )

    async def _customer(self, request: Request) -> Response:
        if problem := self._problem(request):
            return problem
        wanted = request.path_params["id"]
        for row in self.rows("customers"):
            if wanted in (row["id"], row["source_id"]):
                return json_response(row)
        return _error(404, "not_found")

    def _page(self, request: Request, resource: str, rows: list[Document]) -> Response:
        if problem := self._problem(request):
            return problem
        query = request.query_params
        limit, page = int(query.get("limit", 10)), int(query.get("page", 1))
        order = query.get("order", "-created_at")
        if not 1 <= limit <= 100 or not 1 <= page <= 99 or order not in _ORDERS:
            return _error(400, "invalid_query_params")
        rows = sorted(rows, key=lambda row: _text(row, order.lstrip("-")), reverse=order.startswith("-"))
        chosen = rows[(page - 1) * limit : page * limit]
        listing = {
            "object": "list",
            "data_ref": resource,
            resource: chosen,
            "total": len(self.rows(resource)),
        }
        if "starting_after" in query:
            listing["has_more"] = len(rows) > page * limit
        return json_response(listing)

    def _problem(self, request: Request) -> Response | None:
        given = (request.headers.get("x-app-id"), request.headers.get("x-app-token"))
        return None if given == (self.app_id, self.app_token) else _error(401, "unauthorized")


def _text(row: Document, name: str) -> str:
    return str(row.get(name) or "")


def _error(status: int, key: str) -> Response:
    return json_response({"code": status, "key": key, "message": key, "details": key}, status)
