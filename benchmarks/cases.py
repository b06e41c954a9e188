"""What is asked: the cases, and the variables with which each is asked again and again."""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks import documents

PAGE_SIZE = 50
_REQUESTS = 400
"""Different requests of a reading case; they are sent in turn."""

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Material:
    """What a database offers to ask about."""

    customers: tuple[str, ...]
    """Ids of customers, spread over the whole table."""
    cursors: tuple[str, ...]
    """Ends of pages in the default order, spread likewise."""


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request. The operation's name is the path of the apps without GraphQL."""

    title: str
    operation: str
    document: str
    variables: Callable[[Material], Iterator[Variables]]
    """Endless for writes, whose values must not come twice."""
    is_write: bool = False
    at_least_of_handwritten: float | None = None
    at_least_of_ordinary: float | None = None


def _customers(material: Material) -> Iterator[Variables]:
    for identifier in _shuffled(material.customers):
        yield {"id": identifier}


def _pages(material: Material) -> Iterator[Variables]:
    for cursor in (None, *_shuffled(material.cursors)):
        yield {"first": PAGE_SIZE, "after": cursor}


def _filtered(_: Material) -> Iterator[Variables]:
    for status, year, month in itertools.product(("ACQUIRED", "REPEAT"), (2024, 2025), range(1, 13)):
        yield {"status": status, "since": f"{year}-{month:02d}-01T00:00:00.000Z", "first": PAGE_SIZE}


def _nothing(_: Material) -> Iterator[Variables]:
    yield {}


_numbers = itertools.count(1)


def _creations(_: Material) -> Iterator[Variables]:
    for number in _numbers:
        yield {
            "input": {
                "email": f"ada.lovelace.{number}@example.com",
                "firstName": "Ada",
                "lastName": f"Lovelace {number}",
                "company": f"Analytical Engines {number}",
                "phone": f"+4420794{number % 100_000:05d}",
            }
        }


def _updates(material: Material) -> Iterator[Variables]:
    for number, identifier in zip(_numbers, itertools.cycle(_shuffled(material.customers)), strict=False):
        yield {
            "input": {
                "id": identifier,
                "company": f"Difference Engines {number}",
                "notes": f"Wants engine {number}.",
            }
        }


def _shuffled(items: tuple[str, ...]) -> list[str]:
    return random.Random(1).sample(items, min(len(items), _REQUESTS))  # noqa: S311 (nothing secret)


CASES: tuple[Case, ...] = (
    Case("one customer by id, 10 fields", "Customer", documents.CUSTOMER, _customers, False, 0.7, 10),
    Case(
        "one customer with addresses, orders, lines, subscriptions, loyalty",
        "Profile",
        documents.PROFILE,
        _customers,
        False,
        0.85,
        20,
    ),
    Case("a page of 50", "Page", documents.PAGE, _pages, False, None, None),
    Case("a page of 50, each with 10 orders with lines", "Orders", documents.ORDERS, _pages, False, 0.85, 20),
    Case("a filtered, sorted list", "Filtered", documents.FILTERED, _filtered, False, None, None),
    Case("introspection", "IntrospectionQuery", documents.INTROSPECTION, _nothing, False, None, None),
    Case("create a customer", "Create", documents.CREATE, _creations, True, 0.7, 5),
    Case("update a customer", "Update", documents.UPDATE, _updates, True, 0.7, 5),
)
