"""The root fields."""

from enum import StrEnum
from typing import Any

import strawberry
from sqlalchemy import func, tuple_
from sqlmodel import col, select
from strawberry import ID
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import Info

from benchmarks.handwritten import drafts
from benchmarks.handwritten.pages import BY_CREATION, BY_LAST_NAME, read_cursor, write_cursor
from benchmarks.ordinary.session import Sessions
from benchmarks.ordinary.types import (
    SCALARS,
    CustomerConnection,
    CustomerCreateInput,
    CustomerFields,
    CustomerFilter,
    CustomerPayload,
    CustomerType,
    CustomerUpdateInput,
    PageInfo,
    UserError,
    loaders_of,
)
from benchmarks.ordinary.writes import create_customer, update_customer
from gateway.columns import format_instant, parse_instant
from gateway.database import Seal
from gateway.domain.customers.model import Customer
from gateway.errors import Rejected


@strawberry.enum
class CustomerOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"
    LAST_NAME = "LAST_NAME"


@strawberry.enum
class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


@strawberry.input
class CustomerOrderBy:
    field: CustomerOrderField
    direction: OrderDirection = OrderDirection.ASC


_LAST_NAME = func.lower(func.coalesce(col(Customer.last_name), ""))


@strawberry.type
class Query:
    @strawberry.field
    async def customer(self, info: Info, id: ID) -> CustomerType | None:  # noqa: A002 (the graph's name)
        return await loaders_of(info).customer.load(id)  # type: ignore[return-value]

    @strawberry.field
    async def customers(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        filter: CustomerFilter | None = None,  # noqa: A002 (the graph's name)
        order_by: list[CustomerOrderBy] | None = None,
    ) -> CustomerConnection:
        by_name = bool(order_by and order_by[0].field is CustomerOrderField.LAST_NAME)
        statement = select(Customer).where(Customer.environment == "LIVE")
        if by_name:
            statement = statement.order_by(_LAST_NAME, col(Customer.id))
        else:
            statement = statement.order_by(col(Customer.created_at).desc(), col(Customer.id).desc())
        if after is not None:
            key, identifier = read_cursor(after, info.context["seal"])
            mine = tuple_(col(Customer.created_at), col(Customer.id))
            statement = statement.where(mine < (parse_instant(key), identifier))
        if filter and filter.status and filter.status.eq:
            statement = statement.where(col(Customer.status) == filter.status.eq)
        if filter and filter.created_at and filter.created_at.gte:
            statement = statement.where(col(Customer.created_at) >= filter.created_at.gte)
        sessions: Sessions = info.context["reading"]
        async with sessions() as session:
            rows = list(await session.exec(statement.limit(first + 1)))
        return _page(rows, first, info.context["seal"], by_name=by_name)


def _page(rows: list[Customer], first: int, seal: Seal, *, by_name: bool) -> CustomerConnection:
    shown = rows[:first]
    cursor = None
    if shown:
        last = shown[-1]
        order = BY_LAST_NAME if by_name else BY_CREATION
        key = (last.last_name or "").lower() if by_name else format_instant(last.created_at)
        cursor = write_cursor(order, key, last.id, seal)
    nodes: Any = shown
    return CustomerConnection(
        nodes=nodes, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=cursor)
    )


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def customer_create(self, info: Info, input: CustomerCreateInput) -> CustomerPayload:  # noqa: A002
        try:
            values = _values(input)
        except Rejected as rejected:
            return _refused(rejected)
        customer: Any = await create_customer(info.context["writing"], values)
        return CustomerPayload(customer=customer, user_errors=[])

    @strawberry.mutation
    async def customer_update(self, info: Info, input: CustomerUpdateInput) -> CustomerPayload:  # noqa: A002
        try:
            values = _values(input)
        except Rejected as rejected:
            return _refused(rejected)
        customer: Any = await update_customer(info.context["writing"], input.id, values)
        if customer is None:
            error = UserError(
                message=f"There is no customer {input.id!r}.", field=["input", "id"], code="NOT_FOUND"
            )
            return CustomerPayload(customer=None, user_errors=[error])
        return CustomerPayload(customer=customer, user_errors=[])


def _values(given: CustomerFields) -> dict[str, Any]:
    return drafts.read_input(
        {
            field: maybe.value
            for field, column in drafts.COLUMNS.items()
            if (maybe := getattr(given, column)) is not None
        }
    )


def _refused(rejected: Rejected) -> CustomerPayload:
    errors = [
        UserError(message=error.message, field=list(error.field or ()), code=error.code)
        for error in rejected.errors
    ]
    return CustomerPayload(customer=None, user_errors=errors)


SCHEMA = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    extensions=[ParserCache, ValidationCache],
    config=StrawberryConfig(scalar_map=SCALARS),
)
