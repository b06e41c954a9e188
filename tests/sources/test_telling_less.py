"""Documents of which each tells some of what there is, one after the other: all are taken in, and a rebuild agrees."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from gateway.sources.refusal import RefusalCode
from tests.sources.documents import Document
from tests.sources.documents_of_all_kinds import DOCUMENTS
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild

_ALWAYS = frozenset(
    "id type object customer customerId customer_id guestId holder_id created_at updated_at createdAt updatedAt".split()  # noqa: SIM905
)
_INNER = ("attributes", "relationships", "data")
_DAY = 86_400_000


def less(document: Document, random: Random, share: float) -> Document:
    """A document without some of its fields; ids, owners and times stay."""
    left: Document = {}
    for name, value in document.items():
        if name in _INNER and isinstance(value, dict):
            left[name] = less(value, random, share)
        elif name in _ALWAYS or random.random() >= share:
            left[name] = value
    return left


def of_day(value: Any, day: int) -> Any:
    """The same, changed on a day."""
    if isinstance(value, list):
        return [of_day(each, day) for each in value]
    if not isinstance(value, dict):
        return value
    times = {"updated_at": f"2024-06-{day:02d}T12:00:00.000Z", "updatedAt": 1719856000000 + day * _DAY}
    return {
        name: times[name] if name in times and each is not None else of_day(each, day)
        for name, each in value.items()
    }


def days(system: str, random: Random) -> Iterator[list[Document]]:
    for day in range(1, 5):
        documents = [
            of_day(less(each, random, random.choice([0, 0.2, 0.5])), day) for each in DOCUMENTS[system]
        ]
        random.shuffle(documents)
        yield documents


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("system", sorted(DOCUMENTS))
async def test_whatever_is_told_and_left_out_is_taken_in(
    sqlite_imports: Imports, system: str, seed: int
) -> None:
    random = Random(f"{system} {seed}")  # noqa: S311 (nothing secret)
    for documents in days(system, random):
        together = [documents] if random.random() < 0.5 else [[each] for each in documents]
        for batch in together:
            await sqlite_imports.take(system, *batch)
    by_database = [each for each in sqlite_imports.refusals if each.code is RefusalCode.REFUSED_BY_DATABASE]
    assert by_database == []
    assert len(await sqlite_imports.records()) > len(DOCUMENTS[system]) / 2
    assert await rebuild(sqlite_imports) == {}
