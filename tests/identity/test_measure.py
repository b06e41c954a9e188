"""How well people are told apart, on generated people whose truth is known."""

from functools import cache

import pytest

from gateway.sources.likeness.rules import Rule
from tests.identity.measure import Linked, Suggested, link, suggest
from tests.identity.people import people

SEEDS = (1, 2)


@cache
def linked(seed: int) -> Linked:
    return link(people(seed, households=2_000))


@cache
def suggested(seed: int) -> Suggested:
    return suggest(linked(seed).customers)


def test_the_same_seed_makes_the_same_people() -> None:
    assert people(3, households=50) == people(3, households=50)
    assert people(3, households=50) != people(4, households=50)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rule", Rule)
def test_every_link_is_right(seed: int, rule: Rule) -> None:
    """A bare account is right with any reader of its mailbox: it says no more than that."""
    found = linked(seed).rules[rule]
    assert found.all > 900
    assert found.good == found.all


@pytest.mark.parametrize("seed", SEEDS)
def test_links_are_right_when_records_come_one_by_one(seed: int) -> None:
    assert linked(seed).arriving.good == linked(seed).arriving.all


@pytest.mark.parametrize("seed", SEEDS)
def test_bare_accounts_mostly_go_to_who_opened_them(seed: int) -> None:
    assert 0.98 < linked(seed).bare_by_opener.value < 1


@pytest.mark.parametrize("seed", SEEDS)
def test_links_join_about_half_of_the_records_of_one_person(seed: int) -> None:
    """The rest has typos, other addresses, or nothing in common."""
    assert linked(seed).recall.value > 0.46


@pytest.mark.parametrize("seed", SEEDS)
def test_suggestions_find_most_of_what_leaves_a_trace(seed: int) -> None:
    """Of the third that is missed, most are bare accounts of a second mailbox, of which nothing tells."""
    assert suggested(seed).recall.value > 0.62


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("band", "floor"), [((90, 100), 0.98), ((80, 89), 0.88), ((70, 79), 0.88), ((55, 69), 0.92)]
)
def test_most_suggestions_are_right(seed: int, band: tuple[int, int], floor: float) -> None:
    assert suggested(seed).bands[band].value > floor


@pytest.mark.parametrize("seed", SEEDS)
def test_the_right_suggestion_comes_first(seed: int) -> None:
    assert suggested(seed).reciprocal_rank > 0.99
    assert suggested(seed).first.value > 0.985


@pytest.mark.parametrize("seed", SEEDS)
def test_few_pairs_are_compared(seed: int) -> None:
    """Of some 35 million."""
    assert len(linked(seed).customers) > 8_000
    assert suggested(seed).pairs < 60_000
