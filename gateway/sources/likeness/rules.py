"""Two people → the rule by which they are one, or None. What these rules say is linked without asking anybody.

    SAME_EMAIL     one personal address, and the same whole name
    ONLY_EMAIL     one personal address, and a name that says less or nothing: a shop's bare account
    SAME_PHONE     one telephone number, and the same whole name

`ONLY_EMAIL` holds only where nobody else has the address, which two people alone do not tell: `automatic_link` looks.
Two known birthdates that differ, or `jr.` on one side, rule out all three. See docs/decisions/0010.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gateway.sources.likeness.mailboxes import is_shared
from gateway.sources.likeness.names import compatible, could_be, says_less, written
from gateway.sources.likeness.person import Person


class Rule(StrEnum):
    """Why two people are one, the strongest first."""

    SAME_EMAIL = "SAME_EMAIL"
    ONLY_EMAIL = "ONLY_EMAIL"
    SAME_PHONE = "SAME_PHONE"


@dataclass(frozen=True, slots=True)
class Link:
    """To whom somebody belongs, and by which rule."""

    id: str
    rule: Rule


def automatic_rule(one: Person, other: Person) -> Rule | None:
    """The strongest rule by which these two are one person, as far as the two alone can tell."""
    if _differ(one.birthdate, other.birthdate):
        return None
    is_same_name = compatible(one, other)
    if _is_same_address(one, other) and (is_same_name or says_less(one, other)):
        return Rule.SAME_EMAIL if is_same_name else Rule.ONLY_EMAIL
    if is_same_name and one.phone_normalized and one.phone_normalized == other.phone_normalized:
        return Rule.SAME_PHONE
    return None


def automatic_link(one: Person, candidates: Iterable[Person]) -> Link | None:
    """Who of the candidates somebody is, or None: where rules name several people, it is nobody's to guess.

    The candidates are all who share the address or the number, each one once, not only those whom a rule names: that
    somebody else reads the mailbox is what `ONLY_EMAIL` must know.
    """
    others = tuple(other for other in candidates if other.id != one.id)
    found = [(rule, other) for other in others if (rule := automatic_rule(one, other)) is not None]
    for rule in Rule:
        named = [other for found_rule, other in found if found_rule is rule]
        if not named:
            continue
        if rule is Rule.ONLY_EMAIL and not _reads_alone(one, others):
            continue
        return Link(min(other.id for other in named), rule) if _are_one(named) else None
    return None


def _reads_alone(one: Person, others: tuple[Person, ...]) -> bool:
    """Whether all who have somebody's address could be one person."""
    return _are_one([one, *(other for other in others if _is_same_address(one, other))])


def _are_one(people: list[Person]) -> bool:
    """Whether nothing speaks against all of them being one person."""
    # Thousands may have one name and one number; the same name need not be compared with itself.
    different = list({(written(each), each.birthdate): each for each in people}.values())
    return all(
        could_be(first, second) and not _differ(first.birthdate, second.birthdate)
        for index, first in enumerate(different)
        for second in different[:index]
    )


def _is_same_address(one: Person, other: Person) -> bool:
    address = one.email_normalized
    return bool(address) and address == other.email_normalized and not is_shared(address or "")


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other
