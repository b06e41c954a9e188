"""How much two people are alike, and why."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.sources.likeness.blocking import MOST_IN_A_BLOCK, KeyKind, keys
from gateway.sources.likeness.folding import sound
from gateway.sources.likeness.likeness import ReasonCode, score
from gateway.sources.likeness.pairing import Pairing
from gateway.sources.likeness.person import Person

ADA = Person(
    "a",
    first="Ada",
    last="Lovelace",
    company="Engines GmbH",
    email_normalized="ada.lovelace@gmail.com",
    phone_normalized="+4930111",
    birthdate=date(1990, 5, 1),
    line1="Gartenstr. 5",
    postal_code="10115",
    city="Ahrenfeld",
    country_code="DE",
)
NAME = Person("n", first="Ada", last="Lovelace")


def told(one: Person, other: Person) -> tuple[int, list[tuple[str, int]]]:
    likeness = score(one, other)
    return likeness.score, [(reason.code.value, reason.points) for reason in likeness.reasons]


def test_who_agrees_in_all_has_a_hundred() -> None:
    assert told(ADA, replace(ADA, id="b")) == (
        100,
        [
            ("SAME_EMAIL", 62),
            ("SIMILAR_NAME", 40),
            ("SAME_PHONE", 36),
            ("SAME_BIRTHDATE", 28),
            ("SAME_ADDRESS", 24),
            ("SIMILAR_COMPANY", 10),
        ],
    )


def test_a_reason_tells_both_values() -> None:
    other = Person("b", name="lovelace ada", email_normalized="adalovelace+shop@googlemail.com")
    first = score(ADA, other).reasons[0]
    assert (first.code, first.one, first.other) == (
        ReasonCode.SAME_MAILBOX,
        "ada.lovelace@gmail.com",
        "adalovelace+shop@googlemail.com",
    )


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (NAME, (40, [("SIMILAR_NAME", 40)])),
        (Person("x", name="Ada Lovelcae"), (39, [("SIMILAR_NAME", 39)])),
        (Person("x", name="A. Lovelace"), (20, [("SIMILAR_NAME", 20)])),
        (Person("x", first="Ada", last="Byron"), (0, [("DIFFERENT_FAMILY", -16)])),
        (Person("x", name="Jack Smith"), (0, [("DIFFERENT_NAME", -45)])),
        (Person("x", birthdate=date(1990, 5, 2)), (0, [("DIFFERENT_BIRTHDATE", -45)])),
        (Person("x", phone_normalized="+4930111"), (36, [("SAME_PHONE", 36)])),
        (Person("x", line1="Gartenstraße 5", postal_code="10115"), (24, [("SAME_ADDRESS", 24)])),
        (Person("x", line1="Gartenstraße 6", postal_code="10115"), (0, [])),
        (Person("x", line1="Gartenstraße 5", postal_code="10117"), (0, [])),
        (Person("x", company="ENGINES Ltd"), (10, [("SIMILAR_COMPANY", 10)])),
        (Person("x", email_normalized="adalovelace@post.example"), (12, [("SIMILAR_EMAIL", 12)])),
        (Person("x"), (0, [])),
    ],
)
def test_what_each_piece_of_evidence_is_worth(
    other: Person, expected: tuple[int, list[tuple[str, int]]]
) -> None:
    assert told(ADA, other) == expected
    assert told(other, ADA) == expected


def test_relatives_share_all_but_their_names() -> None:
    """Twins: one mailbox, number, roof and birthday."""
    anna, anne = replace(ADA, first="Anna"), replace(ADA, first="Anne")
    assert score(anna, anne).score == 50
    assert score(ADA, replace(ADA, last="Lovelace jr.")).score == 50


def test_a_mailbox_of_a_role_says_little() -> None:
    info = Person("x", email_normalized="info@x.example")
    assert told(info, replace(info, id="y")) == (12, [("SAME_EMAIL", 12)])


def test_names_of_other_scripts_are_compared_as_they_sound() -> None:
    assert told(Person("x", name="Иван Петров"), Person("y", name="Ivan Petrov")) == (
        40,
        [("SIMILAR_NAME", 40)],
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("meyer", "maier"), ("schmidt", "schmitt"), ("lovelace", "lovellace"), ("clara", "klara")],
)
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_the_keys_of_a_person() -> None:
    assert [(kind.name, text) for kind, text in keys(ADA)] == [
        ("PHONE", "+4930111"),
        ("MAILBOX", "adalovelace@gmail.com"),
        ("LOCAL_PART", "adalovelace"),
        ("NAME_AND_BIRTHDATE", "at|1990-05-01"),
        ("NAME_AND_BIRTHDATE", "lblk|1990-05-01"),
        ("NAME_AND_POSTAL_CODE", "at|DE 10115"),
        ("NAME_AND_POSTAL_CODE", "lblk|DE 10115"),
        ("NAMES_AND_CITY", "at lblk|ahrenfeld"),
        ("NAME_AND_COMPANY", "at|engines"),
        ("NAME_AND_COMPANY", "lblk|engines"),
        ("HOUSE", "gartenstrasse 5|10115"),
    ]


def test_people_who_share_several_keys_are_one_pair() -> None:
    with Pairing() as pairing:
        for ordinal, person in enumerate((ADA, Person("x", name="Jack Smith"), ADA, ADA)):
            pairing.add(ordinal, keys(person))
        assert list(pairing.pairs()) == [(0, 2), (0, 3), (2, 3)]
        assert not pairing.over_full


def test_an_over_full_block_gives_no_pairs_and_is_counted() -> None:
    with Pairing() as pairing:
        for ordinal in range(MOST_IN_A_BLOCK + 1):
            pairing.add(ordinal, keys(Person(str(ordinal), phone_normalized="+4930111")))
        assert list(pairing.pairs()) == []
        assert pairing.over_full == {KeyKind.PHONE: 1}
