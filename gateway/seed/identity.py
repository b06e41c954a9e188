"""Why a customer's records are about one person, and which customers may be one person too."""

from typing import Any

from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.records.model import IdentityLink
from gateway.seed.moment import DAY, HOUR, IMPORT, spell_day, spell_instant
from gateway.seed.person import BUSINESS, COMMERCE_LAYER, RUTTER, VOUCHERIFY, Person
from gateway.seed.rows import Value, Writer, json_text
from gateway.seed.staff import STAFF

_REJECTED = 5
"""Index of the customer of whom somebody knew that it is another person than the one before."""
_SUGGESTED = IMPORT + 6 * HOUR
_DECIDED = _SUGGESTED + DAY
_TELL_THE_NAME = frozenset({RUTTER, VOUCHERIFY, BUSINESS})


def add_link(writer: Writer, person: Person, number: int, row: dict[str, Value], at: int) -> None:
    """That the customer's record of a system, which `number` others preceded, is about it."""
    system = person.systems[number]
    rule, score, evidence = ("FIRST", 100, None) if number == 0 else _found_by(person, system, row)
    writer.add(
        IdentityLink, at, system=system, connection="", external_id=person.external_ids[system], rule=rule,
        evidence=json_text(evidence) if evidence else None, score=score, linked_at=spell_instant(at),
        linked_by=json_text(STAFF if rule == "STAFF" else {"import": system.lower()}),
        source_record_id=person.record_ids[system], customer_id=person.id,
    )  # fmt: skip


def _found_by(person: Person, system: str, row: dict[str, Value]) -> tuple[str, int, dict[str, Value] | None]:
    """What a record has in common with those that came before it: rule, score and evidence."""
    before = person.systems[: person.systems.index(system)]
    if {system, *before} >= {COMMERCE_LAYER, VOUCHERIFY} and system in (COMMERCE_LAYER, VOUCHERIFY):
        return "EXTERNAL_ID", 100, {"identifier": person.external_ids[COMMERCE_LAYER]}
    if row["email_normalized"]:
        return "EMAIL", 95, {"email": row["email_normalized"]}
    both_tell = system in _TELL_THE_NAME and any(each in _TELL_THE_NAME for each in before)
    if both_tell and row["phone_normalized"] and row["first_name"]:
        name = row["name"] if system == VOUCHERIFY else f"{row['first_name']} {row['last_name']}"
        return "PHONE_AND_NAME", 90, {"phone": row["phone_normalized"], "name": name}
    return "STAFF", 100, None


def record_names(system: str, row: dict[str, Value]) -> str | None:
    """The record of another system that a customer's record speaks of, as the import spells it."""
    if system == COMMERCE_LAYER:
        return f"ref/{row['reference_origin']}/{row['reference']}"
    if system == VOUCHERIFY:
        return f"?/{row['source_id']}"
    return f"?/{row['external_customer_id']}" if system == BUSINESS else None


def add_suggestions(writer: Writer, person: Person, twin: Person) -> None:
    """That two customers may be one person, once for each of them."""
    is_rejected = person.index == _REJECTED
    for mine, theirs in ((twin, person), (person, twin)):
        reasons = _reasons(mine, theirs)
        writer.add(
            IdentitySuggestion, _SUGGESTED, _DECIDED if is_rejected else _SUGGESTED, 2 if is_rejected else 1,
            customer_id=mine.id, candidate_id=theirs.id, score=sum(each["points"] for each in reasons),
            reasons=json_text(reasons), status="REJECTED" if is_rejected else "OPEN",
            suggested_at=spell_instant(_SUGGESTED), decided_at=spell_instant(_DECIDED) if is_rejected else None,
            decided_by=json_text(STAFF) if is_rejected else None,
        )  # fmt: skip


def _reasons(mine: Person, theirs: Person) -> list[dict[str, Any]]:
    found = (
        ("SIMILAR_NAME", 40, _name(mine), _name(theirs)),
        ("SAME_BIRTHDATE", 28, spell_day(mine.birth), spell_day(theirs.birth)),
        ("SIMILAR_COMPANY", 10, mine.company, theirs.company),
    )
    return [
        {"code": code, "points": points, "customer": own, "candidate": other}
        for code, points, own, other in found
    ]


def _name(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"
