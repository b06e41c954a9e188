"""Records and own values → the customer: pure, whatever the order."""

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gateway.domain.customers.model.conflicts import ConflictField
from gateway.sources.conflicts import conflicts_of
from gateway.sources.derive import Contribution, derive, derive_one
from gateway.sources.reading import Reading
from gateway.sources.survivorship import DEFAULT, Policy, Rule
from gateway.sources.targets import TAGS


def of(system: str, day: int = 1, tags: list[str] | None = None, **values: Any) -> Contribution:
    lists = {} if tags is None else {TAGS: [{"name": name} for name in tags]}
    changed_at = datetime(2024, 1, day, tzinfo=UTC)
    return Contribution(f"src_{system}", system, "", system.lower(), changed_at, Reading(values, lists=lists))


def own(value: Any) -> dict[str, Any]:
    return {"value": value, "at": "2024-02-01T00:00:00.000Z", "by": {"worker": {"type": "test"}}}


SYSTEMS = ("RUTTER", "COMMERCE_LAYER", "VOUCHERIFY", "BUSINESS")
WORDS = some.one_of(some.none(), some.text(max_size=4))
RECORDS = some.lists(
    some.tuples(
        some.sampled_from(SYSTEMS),
        some.integers(1, 3),
        some.fixed_dictionaries({}, optional={"company": WORDS, "notes": WORDS, "first_name": WORDS}),
        some.one_of(some.none(), some.lists(some.sampled_from("abc"), unique=True)),
    ),
    max_size=4,
    unique_by=lambda each: each[0],
)


@given(RECORDS, some.sampled_from([Rule.SOURCE_PRIORITY, Rule.MOST_RECENT, Rule.MOST_COMPLETE]))
def test_the_order_of_records_never_matters(records: list[Any], rule: Rule) -> None:
    policy = Policy(rules={"company": rule, "notes": rule, "firstName": rule})
    given_ = [of(system, day, tags, **values) for system, day, values, tags in records]
    first = derive(given_, {}, policy)
    for other in itertools.permutations(given_):
        again = derive(list(other), {}, policy)
        assert (again.values, again.tags, again.candidates) == (first.values, first.tags, first.candidates)


SOME = some.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("company", "reference", "reference_origin", "email", "email_normalized"), WORDS),
)


@given(SOME, some.one_of(some.none(), some.lists(some.sampled_from("abc"), unique=True)))
def test_one_record_needs_no_choice(values: dict[str, Any], tags: list[str] | None) -> None:
    record = of("RUTTER", tags=tags, **values)
    assert derive([record], {}, DEFAULT).values == derive_one(record).values
    assert derive([record], {}, DEFAULT).tags == derive_one(record).tags


def test_what_stands_beside_a_value_counts_for_itself_where_nobody_has_one() -> None:
    alone = of("COMMERCE_LAYER", reference=None, reference_origin="crm")
    silent = of("RUTTER", reference=None, reference_origin=None)
    values = derive([alone, silent], {"company": own("ours")}, DEFAULT).values
    assert (values["reference"], values["reference_origin"]) == (None, "crm")


def test_a_value_counts_before_what_stands_beside_none() -> None:
    alone = of("COMMERCE_LAYER", reference=None, reference_origin="crm")
    whole = of("RUTTER", reference="4711", reference_origin="erp")
    derived = derive([alone, whole], {}, DEFAULT)
    assert (derived.values["reference"], derived.values["reference_origin"]) == ("4711", "erp")
    assert [one.contribution for one in derived.candidates["reference"]] == [whole, alone]


@pytest.mark.parametrize(
    ("rule", "winner"),
    [
        (Rule.SOURCE_PRIORITY, "shop"),
        (Rule.MOST_RECENT, "loyal"),
        (Rule.MOST_COMPLETE, "connected"),
    ],
)
def test_each_rule_has_its_winner(rule: Rule, winner: str) -> None:
    records = [
        of("COMMERCE_LAYER", 1, company="shop"),
        of("RUTTER", 2, company="connected"),
        of("VOUCHERIFY", 3, company="loyal"),
    ]
    derived = derive(records, {}, Policy(rules={"company": rule}))
    assert derived.values["company"] == winner
    assert len(derived.candidates["company"]) == 3


def test_metadata_has_the_keys_of_all() -> None:
    records = [of("VOUCHERIFY", metadata={"a": 1, "b": 1}), of("COMMERCE_LAYER", metadata={"a": 2})]
    assert derive(records, {}, DEFAULT).values["metadata"] == {"a": 2, "b": 1}


def test_what_was_written_here_wins_and_once_released_the_system_counts() -> None:
    records = [of("COMMERCE_LAYER", company="shop"), of("RUTTER", company="connected")]
    assert derive(records, {"company": own("ours")}, DEFAULT).values["company"] == "ours"
    assert derive(records, {}, DEFAULT).values["company"] == "shop"


def test_what_was_cleared_here_stays_empty() -> None:
    assert derive([of("RUTTER", company="x")], {"company": own(None)}, DEFAULT).values["company"] is None


def test_nobody_is_a_candidate_who_says_nothing() -> None:
    derived = derive([of("RUTTER", company=None), of("VOUCHERIFY", company="y")], {}, DEFAULT)
    assert [one.value("company") for one in derived.candidates["company"]] == ["y"]


def test_labels_are_those_of_all_with_ours_and_without_those_taken_away() -> None:
    records = [of("RUTTER", tags=["b", "c"]), of("COMMERCE_LAYER", tags=["a"])]
    tags = {"tags": own({"added": ["z"], "removed": ["c"]})}
    assert derive(records, tags, DEFAULT).tags == ["a", "b", "z"]


@pytest.mark.parametrize(
    ("told", "order", "expected"),
    [
        (["a", "b"], ["z", "b", "a"], ["z", "b", "a"]),
        (["a", "n", "b"], ["z", "b", "a"], ["z", "b", "a", "n"]),
        (["n", "a"], ["z", "a"], ["n", "z", "a"]),
        (["b"], ["a", "z", "b"], ["z", "b"]),
    ],
)
def test_labels_stay_as_they_were_ordered_here_and_new_ones_follow_those_before_them(
    told: list[str], order: list[str], expected: list[str]
) -> None:
    tags = {"tags": own({"added": ["z"], "removed": [], "order": order})}
    assert derive([of("RUTTER", tags=told)], tags, DEFAULT).tags == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"company": "Lind  AB "}, {"company": "Lind AB"}, []),
        ({"company": "Lind AB"}, {"company": "Lind"}, [ConflictField.COMPANY]),
        ({"company": "Lind AB"}, {"company": None}, []),
        (
            {"email": "A@b.example", "email_normalized": "a@b.example"},
            {"email": "a@b.example", "email_normalized": "a@b.example"},
            [],
        ),
        (
            {"phone": "+46 8 1", "phone_normalized": "+4681"},
            {"phone": "08 1", "phone_normalized": "+4681"},
            [],
        ),
    ],
)
def test_a_conflict_is_what_is_left_when_spelling_is_looked_past(
    one: dict[str, Any], other: dict[str, Any], expected: list[ConflictField]
) -> None:
    derived = derive([of("RUTTER", **one), of("VOUCHERIFY", **other)], {}, DEFAULT)
    assert conflicts_of(derived.candidates) == expected


def test_what_was_written_here_can_contradict_a_system() -> None:
    derived = derive([of("RUTTER", company="x")], {"company": own("y")}, DEFAULT)
    assert conflicts_of(derived.candidates) == [ConflictField.COMPANY]
