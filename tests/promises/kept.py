"""What must hold whatever was sent and done."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from gateway.database import Transaction
from gateway.domain.customers.model import Customer
from gateway.domain.privacy.shared_past import past_of
from gateway.domain.records.model import SourceSystem
from gateway.events.erasure import EVENTS
from gateway.sources.survivorship import read_policy
from gateway.sources.tables import RECORDS
from gateway.view import table_of
from tests.databases import toys
from tests.proof.world import World
from tests.sources.imports import Imports
from tests.survivorship.test_recompute import rebuild
from tests.survivorship.test_truth import PLACE, SHOWN

BOOK = f"addresses(first: 50) {{ nodes {{ id isPrimary {PLACE} }} }}"
PERSON = f"id anonymizationStatus {SHOWN} {BOOK}"
EVERYBODY = f"{{ customers(first: 50) {{ nodes {{ {PERSON} }} }} }}"
THEN = f"query($id: ID!, $then: DateTime) {{ customer(id: $id, asOf: $then) {{ {PERSON} }} }}"
TOLD = f"""{{ customers(first: 50) {{ nodes {{
  {PERSON} provenance {{ field value system }} conflicts {{ field }} orders(first: 0) {{ totalCount }}
}} }} }}"""
MERGED = f"""customer {{
  {PERSON} loyalty {{ points }} orders(first: 50) {{ nodes {{ id }} }} identity {{ links {{ id rule }} }}
  provenance {{ field value system isPinned reason }} conflicts {{ field }}
}} moved"""
CONTRADICTORY = """query($field: ConflictField!) {
  customers(first: 50, filter: { hasConflict: { field: $field } }) { nodes { id } }
}"""
CONTRADICTED = (
    "EMAIL PHONE FIRST_NAME LAST_NAME NAME COMPANY BIRTHDATE TIMEZONE PREFERRED_LANGUAGE"
    " PREFERRED_CONTACT_METHOD NOTES DESCRIPTION ADDRESS"
)
_CUSTOMERS = table_of(Customer)
CLOCKS = {"version", "updated_at", "received_at", "updatedAt"}
HISTORY = {"event", "event_store", "event_position", "shared_past", "alembic_version"}
REMEMBERED = {"overruled_value"}
"""What records were found to say, so that they need not be read again; who reads them all forgets it."""

GIVEN_BACK = f"""{{ customers(first: 50) {{ nodes {{
  id {" ".join(f"{each.value}: as(system: {each.value})" for each in SourceSystem)}
}} }} }}"""
REJOINED = {("customer", act) for act in ("create", "merge", "unmerge", "link", "unlink")}
"""What somebody does to customers that changes nothing of what is known of them."""

Person = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and everybody as they were then."""

    time: str
    people: list[Person]


def imports_of(world: World) -> Imports:
    """By the policy under which everything in this world is done."""
    return Imports(world.database, read_policy(world.settings.survivorship_file))


def everybody(world: World) -> list[Person]:
    people: list[Person] = world.ask(EVERYBODY)["customers"]["nodes"]
    return people


def dump(world: World) -> dict[str, list[str]]:
    """Every row of every table but the history, without clocks."""
    return world.runner.run(world.database.write(every_row))


def every_row(transaction: Transaction) -> dict[str, list[str]]:
    """The same, by its transaction."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name in HISTORY | REMEMBERED | toys():
            continue
        columns = [
            column for column in table.columns if column.computed is None and column.name not in CLOCKS
        ]
        rows = transaction.fetch(select(*columns))
        found[table.name] = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return found


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """What is not there any more, and what is new."""
    gone = [f"- {name} {row}" for name, rows in before.items() for row in rows if row not in after[name]]
    new = [f"+ {name} {row}" for name, rows in after.items() for row in rows if row not in before[name]]
    return gone + new


def check_rebuilding(world: World) -> None:
    """What is here is what the raw records, and what was done here, make of it."""
    before = dump(world)
    told = world.runner.run(rebuild(imports_of(world)))
    assert differences(before, dump(world)) == []
    assert told == {}


def check_now(world: World) -> None:
    """What is told of the customers agrees with them."""
    people = world.ask(TOLD)["customers"]["nodes"]
    for one in people:
        shown = {**one, **(one["assets"] or {})}
        told = {each["field"]: each["value"] for each in one["provenance"]}
        assert told == {field: shown[field] for field in told}
        assert sum(each["isPrimary"] for each in one["addresses"]["nodes"]) <= 1
    for field in CONTRADICTED.split():
        expected = {one["id"] for one in people if field in [each["field"] for each in one["conflicts"]]}
        found = world.ask(CONTRADICTORY, field=field)["customers"]["nodes"]
        assert {each["id"] for each in found} == expected, field


def check_given_back(world: World) -> None:
    """Where nothing was written here, of nobody whom one was with either, each system gets its document as it came."""

    def read(transaction: Transaction) -> tuple[set[str], list[dict[str, Any]]]:
        written = {
            event["customer_id"]
            for event in transaction.fetch(select(EVENTS))
            if "import" not in event["who"] and (event["resource_type"], event["event"]) not in REJOINED
        }
        # Who says once more what is so already pins it, and no event tells of that.
        pinned = select(_CUSTOMERS.c.id).where(_CUSTOMERS.c.own_values.is_not(None))
        written |= {row["id"] for row in transaction.fetch(pinned)}
        with_them = {each for one in written for each in past_of(transaction, one)}
        return written | with_them, transaction.fetch(select(RECORDS))

    written, stored = world.runner.run(world.database.write(read))
    for one in world.ask(GIVEN_BACK)["customers"]["nodes"]:
        for system in SourceSystem if one["id"] not in written else ():
            is_its_own = {"customer_id": one["id"], "resource_id": one["id"], "system": system.value}
            sent = [row["payload"] for row in stored if is_its_own.items() <= row.items()]
            if len(sent) == 1:
                assert one[system.value] == sent[0], f"{one['id']} for {system.value}"


def check_past(world: World, past: list[Moment]) -> None:
    """Whoever is here is shown as they were, at every moment since they came."""
    here = {each["id"] for each in everybody(world)}
    for moment in past:
        for person in moment.people:
            if person["id"] in here:
                then = world.ask(THEN, id=person["id"], then=moment.time)["customer"]
                assert _in_order(then) == _in_order(person), f"{person['id']} at {moment.time}"


def _in_order(person: Person) -> Person:
    book = sorted(person["addresses"]["nodes"], key=lambda each: str(each["id"]))
    return {**person, "updatedAt": None, "addresses": book}


def without_clocks(value: Any) -> Any:
    """What was answered, without versions and times of changes."""
    if isinstance(value, dict):
        return {key: without_clocks(inner) for key, inner in value.items() if key not in CLOCKS}
    if isinstance(value, list):
        told = [each for each in value if not (isinstance(each, dict) and each.get("field") == "updatedAt")]
        return [without_clocks(each) for each in told]
    return value
