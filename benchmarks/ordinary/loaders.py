"""DataLoaders: each relation of all the rows of a level is one statement."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from strawberry.dataloader import DataLoader

from benchmarks.ordinary.session import Sessions
from gateway.columns import LowestInstant
from gateway.domain.customers.model import Customer, CustomerAddress, CustomerSubscription
from gateway.domain.loyalty.model import CustomerLoyalty, LoyaltyCard, LoyaltyTransaction
from gateway.domain.orders.model import Order, OrderLine

T = TypeVar("T")

Load = Callable[[list[str]], Awaitable[Sequence[Any]]]


class Loaders:
    """The loaders of one request."""

    def __init__(self, sessions: Sessions) -> None:
        self.customer: DataLoader[str, Customer | None] = DataLoader(_one_by(sessions, Customer, Customer.id))
        self.addresses: DataLoader[str, list[CustomerAddress]] = DataLoader(
            _first_by(
                sessions,
                CustomerAddress,
                CustomerAddress.customer_id,
                10,
                col(CustomerAddress.created_at).desc(),
                col(CustomerAddress.id).desc(),
            )
        )
        self.subscriptions: DataLoader[str, list[CustomerSubscription]] = DataLoader(
            _first_by(
                sessions,
                CustomerSubscription,
                CustomerSubscription.customer_id,
                10,
                col(CustomerSubscription.created_at).desc(),
                col(CustomerSubscription.id).desc(),
            )
        )
        self.orders: DataLoader[str, list[Order]] = DataLoader(
            _first_by(
                sessions,
                Order,
                Order.customer_id,
                10,
                func.coalesce(col(Order.placed_at), LowestInstant()).desc(),
                col(Order.id).desc(),
            )
        )
        self.lines: DataLoader[str, list[OrderLine]] = DataLoader(
            _first_by(sessions, OrderLine, OrderLine.order_id, 20, col(OrderLine.position), col(OrderLine.id))
        )
        self.loyalty: DataLoader[str, CustomerLoyalty | None] = DataLoader(
            _one_by(sessions, CustomerLoyalty, CustomerLoyalty.customer_id)
        )
        self.cards: DataLoader[str, list[LoyaltyCard]] = DataLoader(
            _first_by(
                sessions,
                LoyaltyCard,
                LoyaltyCard.loyalty_id,
                5,
                col(LoyaltyCard.created_at).desc(),
                col(LoyaltyCard.id).desc(),
            )
        )
        self.transactions: DataLoader[str, list[LoyaltyTransaction]] = DataLoader(
            _first_by(
                sessions,
                LoyaltyTransaction,
                LoyaltyTransaction.loyalty_card_id,
                20,
                col(LoyaltyTransaction.created_at).desc(),
                col(LoyaltyTransaction.id).desc(),
            )
        )


def _one_by(sessions: Sessions, model: Any, key: Any) -> Load:
    async def load(keys: list[str]) -> Sequence[Any]:
        statement = select(model).where(key.in_(keys), model.environment == "LIVE")
        async with sessions() as session:
            found = {getattr(row, key.key): row for row in await session.exec(statement)}
        return [found.get(each) for each in keys]

    return load


def _first_by(sessions: Sessions, model: Any, key: Any, size: int, *order: Any) -> Load:
    """The first rows of each key. A window function numbers them, so that only those are loaded."""

    async def load(keys: list[str]) -> Sequence[Any]:
        found: dict[str, list[Any]] = defaultdict(list)
        condition = (key.in_(keys), model.environment == "LIVE")
        if len(keys) == 1:
            statement: Any = select(model).where(*condition).order_by(*order).limit(size)
        else:
            place = func.row_number().over(partition_by=key, order_by=order).label("place")
            numbered = select(model, place).where(*condition).subquery()
            row = aliased(model, numbered)
            statement = select(row).where(numbered.c.place <= size).order_by(numbered.c.place)
        async with sessions() as session:
            for each in await session.exec(statement):
                found[getattr(each, key.key)].append(each)
        return [found[each] for each in keys]

    return load
