"""All customers → suggestions of who may be one person, both sides of each pair.

    read in order of ids → keys → pairs → likeness → rows: new ones, changed ones, and those that are withdrawn

Suggestions are derived, so they leave no events; what is decided about them does. A decided pair is left alone.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from gateway.database import Database, Transaction
from gateway.entity import now
from gateway.sources.likeness.blocking import KeyKind, keys
from gateway.sources.likeness.keeping import Suggested, keep, withdraw
from gateway.sources.likeness.likeness import score
from gateway.sources.likeness.pairing import Pairing
from gateway.sources.likeness.people import People, read_people
from gateway.sources.likeness.person import Person
from gateway.viewer import Environment

SUGGESTED_FROM = 55
"""The least likeness that is worth a person's time."""
_WRITTEN_AT_ONCE = 200
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Advance = Callable[[int], None]


@dataclass(slots=True)
class Summary:
    """What a run has done."""

    customers: int = 0
    pairs: int = 0
    suggestions: int = 0
    """Pairs that look alike now and are not decided."""
    new: int = 0
    withdrawn: int = 0
    over_full: Counter[KeyKind] = field(default_factory=Counter)

    def __str__(self) -> str:
        blocks = ", ".join(f"{count} {kind.name}" for kind, count in sorted(self.over_full.items()))
        return (
            f"{self.customers} customers, {self.pairs} pairs compared, {self.suggestions} suggestions: "
            f"{self.new} new, {self.withdrawn} withdrawn. "
            f"{self.over_full.total()} over-full blocks{f' ({blocks})' if blocks else ''}."
        )


async def suggest(database: Database, *, since_days: int | None, advance: Advance) -> Summary:
    """Compares the customers of each environment among themselves; `advance` is told how many more were read.

    With `since_days` only pairs with a customer that changed in these days are compared, and nothing is withdrawn.
    """
    summary = Summary()
    since = _LONG_AGO if since_days is None else now() - timedelta(days=since_days)
    for environment in Environment:
        await _suggest_in(database, environment.value, since, summary, advance)
    return summary


async def _suggest_in(
    database: Database, environment: str, since: datetime, summary: Summary, advance: Advance
) -> None:
    people = People()
    recent = bytearray()
    try:
        with Pairing() as pairing:
            async for person, is_recent in _walk(database, environment, since, advance):
                pairing.add(people.add(person), keys(person))
                recent.append(is_recent)
            people.settle()
            summary.customers += len(people)
            seen: set[int] = set()
            waiting: list[Suggested] = []
            for suggested in _alike(people, pairing, recent, summary):
                seen.add(pair_digest(suggested.one, suggested.other))
                waiting.append(suggested)
                if len(waiting) >= _WRITTEN_AT_ONCE:
                    await _write(database, environment, waiting, summary)
                    waiting = []
            await _write(database, environment, waiting, summary)
            summary.over_full += pairing.over_full
        if since == _LONG_AGO:
            summary.withdrawn += await _withdraw(database, environment, seen)
    finally:
        people.close()


async def _walk(
    database: Database, environment: str, since: datetime, advance: Advance
) -> AsyncIterator[tuple[Person, bool]]:
    after = ""
    while batch := await database.write(
        partial(read_people, environment=environment, after=after, since=since)
    ):
        for each in batch:
            yield each
        advance(len(batch))
        after = batch[-1][0].id


def _alike(people: People, pairing: Pairing, recent: bytearray, summary: Summary) -> Iterator[Suggested]:
    for first, second in pairing.pairs():
        if not (recent[first] or recent[second]):
            continue
        summary.pairs += 1
        one, other = people.get(first), people.get(second)
        likeness = score(one, other)
        if likeness.score >= SUGGESTED_FROM:
            yield Suggested(one.id, other.id, likeness)


async def _write(database: Database, environment: str, suggested: list[Suggested], summary: Summary) -> None:
    if suggested:
        kept = await database.write(partial(keep, environment=environment, suggested=suggested, at=now()))
        summary.suggestions += kept.open
        summary.new += kept.new


async def _withdraw(database: Database, environment: str, seen: set[int]) -> int:
    """Deletes what is open and was not seen; returns how many pairs."""
    rows, after = 0, ""

    def is_seen(one: str, other: str) -> bool:
        return pair_digest(one, other) in seen

    while True:

        def work(transaction: Transaction, after: str = after) -> tuple[int, str | None]:
            return withdraw(transaction, environment, after, is_seen)

        deleted, last = await database.write(work)
        rows += deleted
        if last is None:
            return rows // 2
        after = last


def pair_digest(one: str, other: str) -> int:
    """A pair in eight bytes; good for one run."""
    return hash((min(one, other), max(one, other)))
