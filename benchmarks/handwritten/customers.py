"""What the hand-written app can be asked for: each answer is finished JSON text."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

Given = Mapping[str, Any]
"""The variables of a request."""

Answer = Callable[[Given], Awaitable[str]]


class Customers(Protocol):
    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def customer(self, given: Given) -> str: ...

    async def profile(self, given: Given) -> str: ...

    async def page(self, given: Given) -> str: ...

    async def orders(self, given: Given) -> str: ...

    async def filtered(self, given: Given) -> str: ...

    async def create(self, given: Given) -> str: ...

    async def update(self, given: Given) -> str: ...


def answers_of(customers: Customers) -> dict[str, Answer]:
    """Name of the operation → what answers it."""
    return {
        "Customer": customers.customer,
        "Profile": customers.profile,
        "Page": customers.page,
        "Orders": customers.orders,
        "Filtered": customers.filtered,
        "Create": customers.create,
        "Update": customers.update,
    }
