"""How well people are told apart on generated data: `python -m tests.identity.measure [HOUSEHOLDS [SEED]]`."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from random import Random
from typing import Any

from gateway.sources.likeness.blocking import keys
from gateway.sources.likeness.likeness import score
from gateway.sources.likeness.pairing import Pairing
from gateway.sources.likeness.person import Person
from gateway.sources.likeness.rules import Rule, automatic_link
from gateway.sources.likeness.suggesting import SUGGESTED_FROM
from tests.identity.people import Record, people

BANDS = ((90, 100), (80, 89), (70, 79), (55, 69))
Customer = tuple[Person, str]
"""Somebody as the records linked make them, and who it is."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many."""

    good: int
    all: int

    @property
    def value(self) -> float:
        return self.good / self.all if self.all else 1.0

    def __str__(self) -> str:
        return f"{self.value:.4f}  ({self.good} of {self.all})"


@dataclass(frozen=True, slots=True)
class Linked:
    """What the rules do by themselves."""

    rules: dict[Rule, Ratio]
    """Links to a record of the same person; a bare account's, to one who reads its mailbox."""
    bare_by_opener: Ratio
    """Bare accounts that were linked to the very person who opened them."""
    arriving: Ratio
    """Right links when records come one by one, and each is linked to those before it for good."""
    recall: Ratio
    """Pairs of records of one person that end in one customer by links alone."""
    customers: list[Customer]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is suggested among the customers that the links leave."""

    pairs: int
    over_full: int
    suggestions: int
    recall: Ratio
    """Pairs of customers that are one person and are suggested."""
    bands: dict[tuple[int, int], Ratio]
    """Of the suggestions in a band of scores, those that are right."""
    reciprocal_rank: float
    """Of customers with a right suggestion, the mean of one over its place in their list."""
    first: Ratio
    """Of customers with a right suggestion, those whose list begins with one."""


def link(records: Sequence[Record]) -> Linked:
    """Links each record to those that all the others offer."""
    by_contact = _by_contact(records)
    by_id = {record.person.id: record for record in records}
    right: dict[Rule, list[bool]] = {rule: [] for rule in Rule}
    opened = []
    groups = _Groups(by_id)
    for record in records:
        found = automatic_link(record.person, _candidates(record, by_contact))
        if found is None:
            continue
        other = by_id[found.id]
        right[found.rule].append(_is_right(record, other))
        if _is_bare(record) or _is_bare(other):
            opened.append(record.truth == other.truth)
        groups.join(record.person.id, found.id)
    return Linked(
        {rule: Ratio(sum(each), len(each)) for rule, each in right.items()},
        Ratio(sum(opened), len(opened)),
        _arriving(records),
        _recall(records, groups),
        [_customer([by_id[key] for key in group]) for group in groups.all()],
    )


def suggest(customers: Sequence[Customer]) -> Suggested:
    """Compares the customers that share a key."""
    with Pairing() as pairing:
        for ordinal, (person, _) in enumerate(customers):
            pairing.add(ordinal, keys(person))
        pairs = list(pairing.pairs())
        over_full = pairing.over_full.total()
    scored = [(score(customers[one][0], customers[other][0]).score, one, other) for one, other in pairs]
    found = [each for each in scored if each[0] >= SUGGESTED_FROM]
    right = {(one, other) for _, one, other in found if customers[one][1] == customers[other][1]}
    truths = Counter(truth for _, truth in customers)
    possible = sum(count * (count - 1) // 2 for count in truths.values())
    ranks = list(_ranks(found, right))
    return Suggested(
        len(pairs),
        over_full,
        len(found),
        Ratio(len(right), possible),
        {band: _precision(found, right, band) for band in BANDS},
        sum(1 / rank for rank in ranks) / max(1, len(ranks)),
        Ratio(ranks.count(1), len(ranks)),
    )


def _precision(
    found: Iterable[tuple[int, int, int]], right: set[tuple[int, int]], band: tuple[int, int]
) -> Ratio:
    within = [(one, other) in right for score, one, other in found if band[0] <= score <= band[1]]
    return Ratio(sum(within), len(within))


def _ranks(found: Iterable[tuple[int, int, int]], right: set[tuple[int, int]]) -> Iterator[int]:
    """The place of the first right suggestion in the list of each customer who has one."""
    lists: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for likeness, one, other in found:
        for each in (one, other):
            # Of two that are equally alike the wrong one comes first: no luck is counted.
            lists[each].append((-likeness, (one, other) in right))
    for suggestions in lists.values():
        places = [place for place, (_, is_right) in enumerate(sorted(suggestions), 1) if is_right]
        if places:
            yield places[0]


def _by_contact(records: Iterable[Record]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for record in records:
        for contact in (record.person.email_normalized, record.person.phone_normalized):
            if contact:
                found[contact].append(record.person)
    return found


def _candidates(record: Record, by_contact: dict[str, list[Person]]) -> list[Person]:
    person = record.person
    both = [
        *by_contact.get(person.email_normalized or "", ()),
        *by_contact.get(person.phone_normalized or "", ()),
    ]
    return list({each.id: each for each in both}.values())


def _is_bare(record: Record) -> bool:
    """An account that says nothing but its mailbox."""
    return not (record.person.first or record.person.last or record.person.name)


def _is_right(one: Record, other: Record) -> bool:
    """A bare account is whoever reads its mailbox: more than that it does not say."""
    if one.truth == other.truth:
        return True
    return (_is_bare(one) and other.truth in one.readers) or (_is_bare(other) and one.truth in other.readers)


def _arriving(records: Sequence[Record]) -> Ratio:
    shuffled = list(records)
    Random(7).shuffle(shuffled)  # noqa: S311 (test data)
    by_id = {record.person.id: record for record in records}
    known: dict[str, list[Person]] = defaultdict(list)
    right = []
    for record in shuffled:
        found = automatic_link(record.person, _candidates(record, known))
        if found is not None:
            right.append(_is_right(record, by_id[found.id]))
        for contact in (record.person.email_normalized, record.person.phone_normalized):
            if contact:
                known[contact].append(record.person)
    return Ratio(sum(right), len(right))


def _recall(records: Iterable[Record], groups: "_Groups") -> Ratio:
    by_truth: dict[str, list[str]] = defaultdict(list)
    for record in records:
        by_truth[record.truth].append(record.person.id)
    joined = [
        groups.of(one) == groups.of(other) for ids in by_truth.values() for one, other in combinations(ids, 2)
    ]
    return Ratio(sum(joined), len(joined))


def _customer(records: Sequence[Record]) -> Customer:
    """The first value of each field; who it is, by the records that have a name."""
    values: dict[str, Any] = {
        each.name: next((v for r in records if (v := getattr(r.person, each.name)) is not None), None)
        for each in fields(Person)
    }
    named = [record.truth for record in records if not _is_bare(record)] or [records[0].truth]
    return Person(**values), named[0]


class _Groups:
    """Who has been joined to whom."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parents = {key: key for key in ids}

    def of(self, key: str) -> str:
        while self._parents[key] != key:
            self._parents[key] = key = self._parents[self._parents[key]]
        return key

    def join(self, one: str, other: str) -> None:
        self._parents[self.of(one)] = self.of(other)

    def all(self) -> list[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._parents:
            found[self.of(key)].append(key)
        return list(found.values())


def table(records: Sequence[Record]) -> str:
    """What was measured, for people to read."""
    linked = link(records)
    suggested = suggest(linked.customers)
    lines = [
        ("records / people", f"{len(records)} / {len({record.truth for record in records})}"),
        *((f"links by {rule}: precision", str(ratio)) for rule, ratio in linked.rules.items()),
        ("bare accounts: to who opened them", str(linked.bare_by_opener)),
        ("links one by one, as records arrive: precision", str(linked.arriving)),
        ("pairs of records joined by links: recall", str(linked.recall)),
        ("customers that are left", str(len(linked.customers))),
        ("pairs compared / over-full blocks", f"{suggested.pairs} / {suggested.over_full}"),
        ("pairs of customers suggested: recall", str(suggested.recall)),
        *(
            (f"suggestions {low} to {high}: precision", str(each))
            for (low, high), each in suggested.bands.items()
        ),
        ("mean reciprocal rank", f"{suggested.reciprocal_rank:.4f}"),
        ("right suggestion comes first", str(suggested.first)),
    ]
    return "\n".join(f"{name:48} {value}" for name, value in lines)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.stdout.write(
        table(people(households=given[0] if given else 5_000, seed=given[1] if given[1:] else 1)) + "\n"
    )
