"""WIIL: a key in a header, numbered pages of at most 1,000, everything in an envelope of success."""

from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tests.fakes.standing_in import Document, Fake, json_response

MOST = 1000
RESOURCES = ("customers", "menu-orders", "product-orders", "service-appointments", "reservations")


class Business(Fake):
    """The back office, with one key. It has no filter on changes, as the vendor documents none."""

    api_key = "wiil-key-8812"
    most = MOST
    """Records on a page, whatever is asked for; less makes more pages of few records."""

    def routes(self) -> list[BaseRoute]:
        return [Route("/v1/{resource}", self._list), Route("/v1/customers/{id}", self._retrieve)]

    def add(self, resource: str = "customers", **fields: Any) -> Document:
        number = next(self.numbers)
        at = int(self.tick().timestamp() * 1000)
        customer = {"firstname": "Nia", "lastname": "Okoye", "email": f"nia{number}@office.example"}
        record: Document = {
            "id": f"{resource[:4]}_{number:06d}",
            **(customer if resource == "customers" else {}),
            "createdAt": at,
            "updatedAt": at,
        } | fields
        self.tables.setdefault(resource, {})[record["id"]] = record
        return record

    def change(self, record: Document, **fields: Any) -> None:
        record |= fields | {"updatedAt": int(self.tick().timestamp() * 1000)}

    async def _list(self, request: Request) -> Response:
        query, resource = request.query_params, request.path_params["resource"]
        if request.headers.get("x-wiil-api-key") != self.api_key:
            return self._error(401, "UNAUTHORIZED")
        if resource not in RESOURCES:
            return self._error(404, "NOT_FOUND")
        page, size = int(query.get("page", 1)), int(query.get("pageSize", 20))
        if page < 1 or not 1 <= size <= MOST:
            return self._error(400, "VALIDATION_ERROR")
        size = min(size, self.most)
        rows = self.rows(resource)
        pages = max(1, ceil(len(rows) / size))
        meta = {
            "page": page,
            "pageSize": size,
            "totalCount": len(rows),
            "totalPages": pages,
            "hasNextPage": page < pages,
            "hasPreviousPage": page > 1,
        }
        return self._success({"data": rows[(page - 1) * size : page * size], "meta": meta})

    async def _retrieve(self, request: Request) -> Response:
        if request.headers.get("x-wiil-api-key") != self.api_key:
            return self._error(401, "UNAUTHORIZED")
        row = self.tables.get("customers", {}).get(request.path_params["id"])
        return self._success(row) if row else self._error(404, "NOT_FOUND")

    def _success(self, data: Any) -> Response:
        return json_response({"success": True, "data": data, "metadata": self._metadata()})

    def _error(self, status: int, code: str) -> Response:
        error = {"code": code, "message": code.lower()}
        return json_response({"success": False, "error": error, "metadata": self._metadata()}, status)

    def _metadata(self) -> Document:
        return {"timestamp": int(self.clock.timestamp() * 1000), "version": "v1"}
