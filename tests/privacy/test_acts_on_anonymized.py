"""From the moment at which an anonymization begins no act writes anything personal of the customer any more.

The acts are those of the schema. One that is new is refused, or somebody says here why it need not be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from graphql import GraphQLEnumType, get_named_type
from sqlalchemy import delete, update

from gateway.app import make_catalog
from gateway.domain.orders.model import Order, Return
from gateway.domain.orders.operations.standing import has_reached
from gateway.domain.privacy.fates import Personal
from gateway.domain.privacy.operations.erasure import erase_event
from gateway.domain.privacy.personal import BY_TABLE, PERSONAL
from gateway.errors import UserErrorCode
from gateway.identifier import new_id
from gateway.settings import Settings
from gateway.view import table_of
from tests.privacy.canaries import STEM
from tests.privacy.people import Everything, Person, World, world_of
from tests.viewers.acting import Refused
from tests.viewers.decisions import acts, input_of
from tests.viewers.fitting import filled, with_id
from tests.viewers.pointing import Place, entity_of, ids_of, is_there

ANONYMIZED = ("CONFLICT", "The customer was anonymized.")

_NOBODYS = "is about what is nobody's; a customer's rows only point to it"
_GOES_ON = "business goes on to its end, and of the customer only ids, amounts and states are written"
_TAKES_AWAY = "takes away, and writes nothing"

ALLOWED: Mapping[str, str] = {
    "customerCreate": "makes another customer",
    "customerPasswordResetRequest": "answers everybody alike, so that nobody learns who has an account",
    "customerExport": "tells what is left, and writes only that it did",
    "customerDelete": _TAKES_AWAY,
    "orderDelete": _TAKES_AWAY,
    **dict.fromkeys(("customerGroupCreate", "customerGroupUpdate", "customerGroupDelete"), _NOBODYS),
    **dict.fromkeys(("channelCreate", "channelUpdate", "channelDelete"), _NOBODYS),
    **dict.fromkeys(
        ("marketCreate", "marketUpdate", "marketDisable", "marketEnable", "marketDelete"), _NOBODYS
    ),
    **dict.fromkeys(("stockLocationCreate", "stockLocationUpdate", "stockLocationDelete"), _NOBODYS),
    **dict.fromkeys(("orderApprove", "orderCancel", "orderEdit", "orderSetStatus"), _GOES_ON),
    **dict.fromkeys(("orderSetPaymentStatus", "orderSetFulfillmentStatus"), _GOES_ON),
    **dict.fromkeys(("orderSubscriptionDeactivate", "orderSubscriptionCancel"), _GOES_ON),
    **dict.fromkeys(("returnRequest", "returnApprove", "returnCancel", "returnShip"), _GOES_ON),
    **dict.fromkeys(("returnReject", "returnReceive", "returnRefund"), _GOES_ON),
    **dict.fromkeys(("appointmentConfirm", "appointmentComplete", "appointmentMarkNoShow"), _GOES_ON),
    "appointmentCancel": f"{_GOES_ON}; with a reason it is refused",
    **dict.fromkeys(("reservationConfirm", "reservationCheckIn", "reservationSeat"), _GOES_ON),
    **dict.fromkeys(("reservationComplete", "reservationMarkNoShow"), _GOES_ON),
    "reservationCancel": f"{_GOES_ON}; with a reason it is refused",
}
"""Acts that are not refused, and why."""

STANDS_IN_THE_WAY: Mapping[str, str] = {
    "customerDelete": "the customer has orders",
    "orderDelete": "something is returned from the order, until that is taken away",
    "marketDelete": "orders were sold in it",
    "stockLocationDelete": "returns were sent there",
}
"""Why some of these are not done all the same."""

OTHERWISE: Mapping[str, tuple[str, str]] = {
    "customerRequestAnonymization.id": ("INVALID_TRANSITION", "it has begun already"),
    "customerCancelAnonymization.id": ("INVALID_TRANSITION", "it cannot be withdrawn any more"),
    "customerUnmerge.id": ("NOT_FOUND", "the id of the merged customer is asked for, which is tried as well"),
    "returnCreate.lines.orderLineId": ("NOT_FOUND", "the order has no such line, whoever's it is"),
    "customerPasswordReset.token": ("INVALID", "a token is not valid any more, and does not tell why"),
}
"""What is refused by another code than CONFLICT, and why."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that would write something of a person."""

    act: str
    name: str
    """The act and the place at which the person is named."""
    given: dict[str, Any]
    is_about_what_goes: bool = False
    """Whether what is named is deleted by the anonymization."""


_STATUS = {
    "orderSetPaymentStatus": ("payment_status",),
    "orderSetFulfillmentStatus": ("fulfillment_status",),
}
"""Columns of the states that acts change, where it is not `status`."""


def is_persons(act: str, place: Place) -> bool:
    return make_catalog().types[entity_of(act, place)].entity.__owner__ is not None


def attempt(world: World, act: str, place: Place, person: Person) -> Attempt:
    """The act with the person's own row at one place, and rows of who stays at all others."""
    given = filled(input_of(act))
    for other in ids_of(act):
        if other == place or is_there(given, other):
            given = with_id(
                act, given, other, _id(world, act, other, person if other == place else world.staying)
            )
    table = str(make_catalog().types[entity_of(act, place)].table.name)
    # A record stays, but whose it was is told by a link, which goes.
    is_about_what_goes = BY_TABLE[table].is_deleted or table == "source_record"
    return Attempt(act, ".".join((act, *place)), given, is_about_what_goes)


def _id(world: World, act: str, place: Place, person: Person) -> str:
    entity = entity_of(act, place)
    if is_persons(act, place):
        return person.id_of(entity)
    key: str = world.around[str(make_catalog().types[entity].table.name)]["id"]
    return key


def attempts(world: World, person: Person) -> Iterator[Attempt]:
    """Every act that is not allowed, at every place that can name somebody or something of somebody's."""
    for act in acts():
        places = [place for place in ids_of(act) if is_persons(act, place)]
        if act not in ALLOWED:
            yield from (attempt(world, act, place, person) for place in places)
    yield from _named_otherwise(person)


def _named_otherwise(person: Person) -> Iterator[Attempt]:
    """By what no field for an id says, and what is refused only with more than is demanded."""
    merged = person.rows["merged_customer"]["id"]
    reason = {"cancelReason": "Ada is ill."}
    for act, name, given in (
        ("customerPasswordReset", "token", {"token": person.token, "password": "a lighthouse of 23 steps"}),
        ("customerUnmerge", "merged", {"id": merged}),
        ("customerUpdate", "merged", {"id": merged, "lastName": "Lovelace"}),
        ("appointmentCancel", "reason", {"id": person.id_of("Appointment"), **reason}),
        ("reservationCancel", "reason", {"id": person.id_of("Reservation"), **reason}),
    ):
        yield Attempt(act, f"{act}.{name}", given)


def expected(attempted: Attempt, person: Person, world: World) -> str:
    if attempted.name in OTHERWISE:
        return OTHERWISE[attempted.name][0]
    return "NOT_FOUND" if attempted.is_about_what_goes and person is world.completed else "CONFLICT"


def is_refused(refused: tuple[Refused, ...], code: str) -> bool:
    """By the code, and where that is CONFLICT because of the anonymization."""
    told = [each for each in refused if each.code == code]
    return any(code != "CONFLICT" or "anonymized" in each.message for each in told)


def test_every_act_is_refused_or_allowed_for_a_reason() -> None:
    """One that names nobody cannot be tried: somebody must decide."""
    naming = {act for act in acts() if any(is_persons(act, place) for place in ids_of(act))}
    named = {name.partition(".")[0] for name in OTHERWISE}
    assert set(acts()) - naming - named - ALLOWED.keys() == set()
    assert ALLOWED.keys() - acts().keys() == set()
    assert named & ALLOWED.keys() == set()


def test_every_other_act_is_refused_and_changes_nothing(settings: Settings) -> None:
    with world_of(settings) as world:
        before = world.everything()
        wrong = []
        for person in (world.started, world.completed):
            for attempted in attempts(world, person):
                refused = world.acting.act(attempted.act, attempted.given)
                if not is_refused(refused, expected(attempted, person, world)):
                    wrong.append((attempted.name, person is world.completed, refused))
        assert wrong == []
        assert world.everything() == before


def test_who_is_being_erased_is_not_written_to_by_what_identifies_it(settings: Settings) -> None:
    with world_of(settings) as world:
        before, row = world.everything(), world.started.rows["customer"]
        for identifier in (
            {"email": world.started.email},
            {"sourceId": row["source_id"]},
            {"externalCustomerId": row["external_customer_id"]},
            {"reference": {"reference": row["reference"], "origin": row["reference_origin"]}},
        ):
            refused = world.acting.act("customerSet", {"identifier": identifier, "lastName": "Lovelace"})
            assert [(each.code, each.message) for each in refused] == [ANONYMIZED], identifier
        assert world.everything() == before


@pytest.mark.parametrize("act", ["customerSuggestionAccept", "customerSuggestionReject"])
def test_who_is_being_erased_is_no_candidate(settings: Settings, act: str) -> None:
    with world_of(settings) as world:
        before = world.everything()
        refused = world.acting.act(act, {"id": world.suggestion})
        assert [(each.code, each.message) for each in refused] == [ANONYMIZED]
        assert world.everything() == before


@pytest.mark.parametrize("which", ["started", "completed"])
@pytest.mark.parametrize(
    ("status", "asked"),
    [("DRAFT", "PENDING"), ("DRAFT", "PLACED"), ("PENDING", "CONFIRMED"), ("PLACING", "PLACED")],
)
def test_nobody_begins_to_buy_who_was_anonymized(
    settings: Settings, which: str, status: str, asked: str
) -> None:
    with world_of(settings) as world:
        order = order_of(world, getattr(world, which), status)
        before = world.everything()
        refused = world.acting.act("orderSetStatus", {"id": order, "status": asked})
        assert [(each.code, each.message) for each in refused] == [ANONYMIZED]
        assert world.everything() == before


@pytest.mark.parametrize(
    ("status", "asked"),
    [("DRAFT", "CANCELLED"), ("PENDING", "CANCELLED"), ("PLACED", "APPROVED"), ("CONFIRMED", "PREPARING")],
)
def test_what_was_begun_by_one_who_was_anonymized_comes_to_its_end(
    settings: Settings, status: str, asked: str
) -> None:
    with world_of(settings) as world:
        order = order_of(world, world.completed, status)
        assert world.acting.act("orderSetStatus", {"id": order, "status": asked}) == ()


def order_of(world: World, person: Person, status: str) -> str:
    """The person's order, in a state to which it came; one that was not bought yet has no time of it."""
    orders = table_of(Order)
    key = person.id_of("Order")
    is_bought = has_reached({"placed_at": None, "status": status})
    values = {"status": status} | ({} if is_bought else {"placed_at": None})
    world.write(update(orders).where(orders.c.id == key).values(**values))
    return key


def test_what_a_deleted_channel_leaves_keeps_nothing_of_the_caller_s_words(settings: Settings) -> None:
    with world_of(settings) as world:
        world = replace(world, acting=replace(world.acting, request_id=f"{STEM}-request".encode()))
        before = {event["id"] for event in world.everything()["event_store"]}
        channel = world.around["channel"]["id"]
        assert world.acting.act("channelDelete", {"id": channel, "idempotencyKey": f"{STEM}-key"}) == ()
        new = [event for event in world.everything()["event_store"] if event["id"] not in before]
        told = {
            person.customer: {
                (event["request_id"], event["idempotency_key"])
                for event in new
                if event["customer_id"] == person.customer
            }
            for person in (world.completed, world.staying)
        }
        assert told == {
            world.completed.customer: {(None, None)},
            world.staying.customer: {(f"{STEM}-request", f"{STEM}-key")},
        }


# ── What is allowed ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", ["started", "completed"])
def test_what_is_allowed_writes_nothing_personal(settings: Settings, which: str) -> None:
    """Each act is done, in one of the states that its row may have; only what is used is not deleted."""
    with world_of(settings) as world:
        person: Person = getattr(world, which)
        world = replace(world, acting=replace(world.acting, request_id=f"{STEM}-request".encode()))
        before = world.everything()
        done = {
            act for act in sorted(ALLOWED, key=lambda act: act.endswith("Delete")) if do(world, act, person)
        }
        assert not do(world, "orderDelete", person)
        returns = table_of(Return)
        world.write(delete(returns).where(returns.c.customer_id == person.customer))
        assert do(world, "orderDelete", person)
        after = world.everything()
        assert ALLOWED.keys() - done == STANDS_IN_THE_WAY.keys()
        held = personal_values(before, person)
        came = {key: value for key, value in personal_values(after, person).items() if held.get(key) != value}
        assert came == {}
        if person is world.completed:
            # Events of an anonymization that is under way are rewritten before it ends.
            known = {event["id"] for event in before["event_store"]}
            theirs = (event for event in after["event_store"] if event["customer_id"] == person.customer)
            new = [event for event in theirs if event["id"] not in known]
            assert len(new) > 30
            assert [event["kind"] for event in new if is_telling(event)] == []
            assert STEM not in str([(event["request_id"], event["idempotency_key"]) for event in new])


def do(world: World, act: str, person: Person) -> bool:
    """Whether the act is done, in one of the states that the row may have."""
    given = filled(input_of(act))
    for place in ids_of(act):
        given = with_id(act, given, place, _id(world, act, place, person))
    given |= {"email": person.email} if act == "customerPasswordResetRequest" else {}
    given |= {"lastName": "Lovelace"} if act == "customerCreate" else {}
    if "idempotencyKey" in input_of(act).fields:
        # Callers may put anything into it.
        given["idempotencyKey"] = f"{STEM}-{new_id('key')}"
    for each in _with_every_choice(act, given):
        for _ in _states(world, act, person):
            refused = world.acting.act(act, each)
            assert {every.code for every in refused} <= set(UserErrorCode), (act, refused)
            if not refused:
                return True
    return False


def _with_every_choice(act: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the act takes the row to a state that is told, each of them."""
    for name, field in input_of(act).fields.items():
        type_ = get_named_type(field.type)
        if isinstance(type_, GraphQLEnumType) and name in given and act.startswith("orderSet"):
            return [{**given, name: value} for value in type_.values]
    return [given]


def _states(world: World, act: str, person: Person) -> Iterator[None]:
    """Each state in turn, in the row that the act is about."""
    table = make_catalog().types[entity_of(act, ("id",))].table
    column = next((table.c[name] for name in _STATUS.get(act, ("status",)) if name in table.c), None)
    if column is None or str(table.name) not in BY_TABLE or table.name == "customer":
        yield
        return
    for state in column.info["enum"]:
        world.write(
            update(table)
            .where(table.c.id == person.rows[str(table.name)]["id"])
            .values({column.name: state.value})
        )
        yield


_OF_THEIR_OWN = {"event_store", "idempotency_key"}
"""Events are looked at one by one; a key is kept for a day, since a retry must be known by it, and then deleted."""


def personal_values(everything: Everything, person: Person) -> dict[tuple[str, str, str], Any]:
    """Table, row and column → what would be erased of the person's, in rows that are there."""
    return {
        (str(personal.table.name), _key_of(personal, row), column): row[column]
        for personal in PERSONAL
        for row in everything[str(personal.table.name)]
        if row[personal.owner] == person.customer and personal.table.name not in _OF_THEIR_OWN
        for column in personal.erase
        | personal.secret
        | personal.rewrite
        | personal.gone
        | personal.replace.keys()
        if row[column] is not None
    }


def _key_of(personal: Personal, row: Mapping[str, Any]) -> str:
    return repr([row[column.name] for column in personal.table.primary_key.columns])


def is_telling(event: Mapping[str, Any]) -> bool:
    """Whether an erasure would find something in it."""
    erased = erase_event(event)
    return any(event[name] != erased[name] for name in erased)
