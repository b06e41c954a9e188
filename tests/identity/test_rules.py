"""Which two people are one without asking anybody."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.sources.likeness import rules
from gateway.sources.likeness.mailboxes import is_shared, mailbox
from gateway.sources.likeness.names import could_be
from gateway.sources.likeness.person import Person
from gateway.sources.likeness.rules import Link, Rule, automatic_link, automatic_rule

ADA = Person(
    "a", first="Ada", last="Lovelace", email_normalized="ada@example.com", phone_normalized="+4930111"
)
BARE = Person("b", email_normalized="ada@example.com")
BEN = Person("c", first="Ben", last="Lovelace", email_normalized="ada@example.com")
BORN = date(1990, 5, 1)


def test_one_address_and_one_name_are_one_person() -> None:
    assert automatic_rule(ADA, Person("x", name="Lovelace, Ada", email_normalized="ada@example.com")) is (
        Rule.SAME_EMAIL
    )


def test_one_number_and_one_name_are_one_person() -> None:
    assert (
        automatic_rule(ADA, Person("x", name="Ada Lovelace", phone_normalized="+4930111")) is Rule.SAME_PHONE
    )


def test_a_bare_account_is_whose_mailbox_it_names() -> None:
    assert automatic_rule(BARE, ADA) is Rule.ONLY_EMAIL
    assert automatic_link(BARE, [ADA]) == Link("a", Rule.ONLY_EMAIL)


def test_a_bare_account_of_a_mailbox_with_two_readers_is_nobodys() -> None:
    assert automatic_link(BARE, [ADA, BEN]) is None


def test_people_with_the_same_whole_name_are_found_among_other_readers() -> None:
    assert automatic_link(replace(ADA, id="x"), [BEN, BARE, ADA]) == Link("a", Rule.SAME_EMAIL)


def test_nobody_is_linked_to_itself() -> None:
    assert automatic_link(ADA, [ADA]) is None


def test_two_people_whom_one_rule_names_are_not_chosen_between() -> None:
    """Both have her number and name, and were born on different days."""
    one, other = replace(ADA, id="x", birthdate=BORN), replace(ADA, id="y", birthdate=date(1960, 1, 1))
    assert automatic_link(ADA, [one, other]) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(BEN, phone_normalized="+4930111"),
        Person("x", phone_normalized="+4930111"),
        Person(
            "x", first="A.", last="Lovelace", phone_normalized="+4930111", email_normalized="ada@example.com"
        ),
        Person("x", first="Ada", last="Byron", email_normalized="ada@example.com"),
        Person(
            "x", first="Ada", last="Lovelace", line1="Gartenstraße 1", postal_code="10115", company="Engines"
        ),
        Person("x", first="Ada", last="Lovelace", email_normalized="ada+shop@example.com"),
        Person("x", first="Ada", last="Lovelace"),
    ],
    ids=[
        "relatives at one mailbox and number",
        "a number without a name",
        "an initial",
        "another family name",
        "an address and a company",
        "a mailbox that is spelled differently",
        "a name alone",
    ],
)
def test_what_is_only_similar_is_no_link(other: Person) -> None:
    ada = replace(ADA, line1="Gartenstraße 1", postal_code="10115", company="Engines")
    assert automatic_rule(ada, other) is None
    assert automatic_link(ada, [other]) is None


@pytest.mark.parametrize("other", [replace(ADA, id="x"), replace(BARE, id="x")])
def test_birthdates_that_differ_rule_everything_out(other: Person) -> None:
    assert automatic_rule(ADA, other) is not None
    born = replace(ADA, birthdate=BORN)
    assert automatic_rule(born, replace(other, birthdate=date(1990, 5, 2))) is None


@pytest.mark.parametrize(
    "email",
    [
        "info@x.example",
        "sales.emea@x.example",
        "office+1@x.example",
        "no-reply@x.example",
        "order_desk@x.example",
    ],
)
def test_a_mailbox_of_a_role_links_nobody(email: str) -> None:
    assert is_shared(email)
    one = Person("a", first="Ada", last="Lovelace", email_normalized=email)
    assert automatic_rule(one, replace(one, id="b")) is None


def test_a_mailbox_of_a_person_is_not_a_roles() -> None:
    assert [is_shared(f"{local}@x.example") for local in ("ada", "ada.sales", "infante", "orderly")] == [
        False
    ] * 4


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("ada.lovelace+shop@googlemail.com", "adalovelace@gmail.com"),
        ("ada.lovelace+shop@example.com", "ada.lovelace@example.com"),
        ("+shop@example.com", "+shop@example.com"),
    ],
)
def test_the_mailbox_behind_an_address(email: str, expected: str) -> None:
    assert mailbox(email) == expected


def test_a_name_that_many_share_is_not_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among 400 accounts of Ada and 400 bare ones are two names: one pair, for the mailbox and for who is named."""
    compared: list[tuple[str | None, str | None]] = []

    def counted(one: Person, other: Person) -> bool:
        compared.append((one.first, other.first))
        return could_be(one, other)

    monkeypatch.setattr(rules, "could_be", counted)
    accounts = [
        replace(person, id=f"{person.id}{number:03}") for number in range(400) for person in (ADA, BARE)
    ]
    assert automatic_link(BARE, accounts) == Link("a000", Rule.ONLY_EMAIL)
    assert [set(pair) for pair in compared] == [{"Ada", None}] * 2
