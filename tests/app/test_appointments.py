"""Appointments: agreed, moved and called off, and never two of one person at the same time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.app.client import Gateway
from tests.app.shop import Bearer, Shop, errors, make_customer

SHOWN = "appointment { id version status startsAt endsAt duration }"
STATE = """
    query($id: ID!) { node(id: $id) { ... on Appointment {
      version status startsAt endsAt duration providerId cancelReason
      totalPrice { amount currency minorUnits } depositPaid { minorUnits }
    } } }
"""
NINE, TEN = "2030-05-06T09:00:00.000Z", "2030-05-06T10:00:00.000Z"


@pytest.fixture
def staff(shop: Shop) -> Bearer:
    return shop.staff


def book(gateway: Gateway, customer: str, **given: Any) -> Any:
    return gateway.act(
        "appointmentCreate", SHOWN, **{"customerId": customer, "startsAt": NINE, "currency": "EUR", **given}
    )


def make(gateway: Gateway, **given: Any) -> str:
    payload = book(gateway, make_customer(gateway), **given)
    assert payload["userErrors"] == []
    identifier: str = payload["appointment"]["id"]
    return identifier


def state(gateway: Gateway, appointment: str) -> Any:
    return gateway.ask(STATE, id=appointment)["node"]


def act(gateway: Gateway, name: str, appointment: str, **given: Any) -> Any:
    return gateway.act(f"appointment{name}", SHOWN, id=appointment, **given)


def test_a_new_appointment_waits_to_be_confirmed_and_lasts_half_an_hour(shop: Shop, staff: Bearer) -> None:
    appointment = make(staff, providerId="amira", totalPrice="45.50")
    assert state(staff, appointment) == {
        "version": 1,
        "status": "PENDING",
        "startsAt": NINE,
        "endsAt": "2030-05-06T09:30:00.000Z",
        "duration": 30,
        "providerId": "amira",
        "cancelReason": None,
        "totalPrice": {"amount": "45.50", "currency": "EUR", "minorUnits": 4550},
        "depositPaid": {"minorUnits": 0},
    }
    ((kind, version, _),) = shop.history(appointment)
    assert (kind, version) == ("appointment.created", 1)


def test_the_end_follows_from_the_duration_and_the_duration_from_the_end(staff: Bearer) -> None:
    by_duration, by_end = make(staff, duration=90), make(staff, endsAt="2030-05-06T12:00:00+02:00")
    assert state(staff, by_duration)["endsAt"] == "2030-05-06T10:30:00.000Z"
    assert (state(staff, by_end)["endsAt"], state(staff, by_end)["duration"]) == (TEN, 60)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"endsAt": NINE}, ("endsAt", "INVALID")),
        ({"endsAt": "2030-05-06T08:00:00Z"}, ("endsAt", "INVALID")),
        ({"endsAt": "2030-05-06T09:00:30Z"}, ("endsAt", "INVALID")),
        ({"endsAt": TEN, "duration": 30}, ("duration", "INVALID")),
        ({"duration": 0}, ("duration", "INVALID")),
        ({"duration": 366 * 24 * 60 + 1}, ("duration", "INVALID")),
        ({"startsAt": "9999-12-31T23:59:00Z", "duration": 5}, ("startsAt", "INVALID")),
        ({"totalPrice": "1.234"}, ("totalPrice", "INVALID")),
        ({"depositPaid": "-1"}, ("depositPaid", "INVALID")),
        ({"currency": "ZZZ"}, ("currency", "INVALID")),
        ({"customerEmail": "nobody"}, ("customerEmail", "INVALID")),
        ({"channelId": "chn_01h00000000000000000000000"}, ("channelId", "NOT_FOUND")),
        ({"customerId": "cus_01h00000000000000000000000"}, ("customerId", "NOT_FOUND")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_booked(
    shop: Shop, given: dict[str, Any], refused: tuple[str, str]
) -> None:
    staff = shop.staff
    customer = make_customer(staff)
    before = shop.count_events()
    payload = book(staff, customer, **given)
    assert payload["appointment"] is None
    assert errors(payload) == [refused]
    assert shop.count_events() == before


def test_several_problems_are_told_together(staff: Bearer) -> None:
    payload = book(staff, make_customer(staff), duration=0, totalPrice="-1", customerEmail="nobody")
    assert sorted(errors(payload)) == [
        ("customerEmail", "INVALID"),
        ("duration", "INVALID"),
        ("totalPrice", "INVALID"),
    ]


def test_a_time_without_a_zone_is_none(staff: Bearer) -> None:
    query = "mutation($input: AppointmentCreateInput!) { appointmentCreate(input: $input) { userErrors { code } } }"
    given = {"customerId": make_customer(staff), "startsAt": "2030-05-06T09:00:00", "currency": "EUR"}
    answer = staff.post(query, input=given)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


def test_a_person_has_one_appointment_at_a_time(shop: Shop, staff: Bearer) -> None:
    make(staff, providerId="amira", duration=60)
    customer = make_customer(staff)
    before = shop.count_events()
    for starts in ("2030-05-06T08:31:00Z", "2030-05-06T09:00:00Z", "2030-05-06T09:59:00Z"):
        payload = book(staff, customer, providerId="amira", startsAt=starts)
        assert payload == {
            "appointment": None,
            "userErrors": [
                {
                    "message": f"amira is booked from {NINE} until {TEN}.",
                    "field": ["input", "startsAt"],
                    "code": "OVERLAP",
                }
            ],
        }
    assert shop.count_events() == before


def test_an_appointment_may_start_when_another_ends_and_at_the_time_of_another_person(staff: Bearer) -> None:
    make(staff, providerId="amira", duration=60)
    make(staff, providerId="amira", startsAt=TEN)
    make(staff, providerId="amira", startsAt="2030-05-06T08:30:00Z")
    make(staff, providerId="jon", duration=60)
    make(staff)
    make(staff)


@pytest.mark.parametrize("name", ["Cancel", "MarkNoShow"])
def test_what_is_called_off_or_missed_keeps_nobody_from_its_time(shop: Shop, name: str) -> None:
    staff = shop.staff
    first = make(staff, providerId="amira")
    act(staff, "Confirm", first)
    assert act(staff, name, first)["userErrors"] == []
    make(staff, providerId="amira")


def test_what_has_taken_place_still_has_its_time(
    staff: Bearer,
) -> None:
    first = make(staff, providerId="amira")
    act(staff, "Confirm", first)
    act(staff, "Complete", first)
    assert errors(book(staff, make_customer(staff), providerId="amira")) == [("startsAt", "OVERLAP")]
    make(staff, providerId="amira", startsAt="2030-05-07T09:00:00Z")


def test_of_parallel_bookings_of_one_time_one_wins(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    before = shop.count_events()

    def try_to_book(_: int) -> list[str]:
        return [error["code"] for error in book(staff, customer, providerId="amira")["userErrors"]]

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(try_to_book, range(10)))
    assert sorted(answers) == [[]] + [["OVERLAP"]] * 9
    assert shop.count_events() == before + 1
    query = "query($id: ID!) { customer(id: $id) { appointments { totalCount } } }"
    assert staff.ask(query, id=customer)["customer"]["appointments"] == {"totalCount": 1}


def test_an_appointment_cannot_be_moved_to_where_another_is(shop: Shop, staff: Bearer) -> None:
    make(staff, providerId="amira", startsAt=TEN)
    other = make(staff, providerId="jon", startsAt=TEN)
    early = make(staff, providerId="amira")
    before = state(staff, other), state(staff, early)
    assert errors(act(staff, "Update", other, providerId="amira")) == [("startsAt", "OVERLAP")]
    assert errors(act(staff, "Update", early, duration=61)) == [("startsAt", "OVERLAP")]
    assert (state(staff, other), state(staff, early)) == before
    assert len(shop.history(other)) == len(shop.history(early)) == 1


def test_an_appointment_that_starts_later_lasts_as_long_and_is_not_in_its_own_way(
    shop: Shop, staff: Bearer
) -> None:
    appointment = make(staff, providerId="amira", duration=60)
    payload = act(staff, "Update", appointment, startsAt="2030-05-06T09:30:00Z")
    assert payload["appointment"] == {
        "id": appointment,
        "version": 2,
        "status": "PENDING",
        "startsAt": "2030-05-06T09:30:00.000Z",
        "endsAt": "2030-05-06T10:30:00.000Z",
        "duration": 60,
    }
    assert shop.history(appointment)[1] == (
        "appointment.updated",
        2,
        {
            "startsAt": {"from": NINE, "to": "2030-05-06T09:30:00.000Z"},
            "endsAt": {"from": TEN, "to": "2030-05-06T10:30:00.000Z"},
        },
    )


def test_an_update_keeps_what_it_does_not_mention(staff: Bearer) -> None:
    appointment = make(staff, providerId="amira", duration=60, totalPrice="45.50", depositPaid="5")
    before = state(staff, appointment)
    act(staff, "Update", appointment, customerName="Ada")
    assert state(staff, appointment) == {**before, "version": 2}
    act(staff, "Update", appointment, depositPaid=None, totalPrice=None)
    assert state(staff, appointment) == {
        **before,
        "version": 3,
        "totalPrice": None,
        "depositPaid": {"minorUnits": 0},
    }


def test_another_currency_comes_with_its_amounts(staff: Bearer) -> None:
    appointment = make(staff, totalPrice="45.50")
    before = state(staff, appointment)
    assert errors(act(staff, "Update", appointment, currency="JPY")) == [("currency", "INVALID")]
    assert state(staff, appointment) == before
    assert act(staff, "Update", appointment, currency="JPY", totalPrice="4550")["userErrors"] == []
    assert state(staff, appointment)["totalPrice"] == {
        "amount": "4550",
        "currency": "JPY",
        "minorUnits": 4550,
    }


def test_an_appointment_is_confirmed_and_completed_with_an_event_each(shop: Shop, staff: Bearer) -> None:
    appointment = make(staff)
    act(staff, "Confirm", appointment)
    act(staff, "Complete", appointment)
    assert shop.history(appointment)[1:] == [
        ("appointment.confirmed", 2, {"status": {"from": "PENDING", "to": "CONFIRMED"}}),
        ("appointment.completed", 3, {"status": {"from": "CONFIRMED", "to": "COMPLETED"}}),
    ]


def test_a_cancellation_says_why(shop: Shop, staff: Bearer) -> None:
    appointment = make(staff)
    act(staff, "Cancel", appointment, cancelReason="Bad weather.")
    assert (state(staff, appointment)["status"], state(staff, appointment)["cancelReason"]) == (
        "CANCELLED",
        "Bad weather.",
    )
    assert shop.history(appointment)[1][0] == "appointment.cancelled"


FOLLOWING = {
    (): {"Confirm", "Cancel"},
    ("Confirm",): {"Complete", "Cancel", "MarkNoShow"},
    ("Cancel",): set[str](),
    ("Confirm", "Complete"): set[str](),
    ("Confirm", "MarkNoShow"): set[str](),
}
ACTS = ("Confirm", "Cancel", "Complete", "MarkNoShow")


@pytest.mark.parametrize("path", FOLLOWING)
def test_no_status_is_followed_by_one_that_the_table_does_not_name(shop: Shop, path: tuple[str, ...]) -> None:
    staff = shop.staff
    appointment = make(staff)
    for name in path:
        assert act(staff, name, appointment)["userErrors"] == []
    before, events = state(staff, appointment), shop.count_events()
    for name in ACTS:
        if name not in FOLLOWING[path]:
            assert errors(act(staff, name, appointment)) == [("id", "INVALID_TRANSITION")]
    assert state(staff, appointment) == before
    assert shop.count_events() == events


def test_an_expected_version_that_has_passed_is_a_conflict(staff: Bearer) -> None:
    appointment = make(staff)
    act(staff, "Confirm", appointment)
    assert errors(act(staff, "Cancel", appointment, expectedVersion=1)) == [("expectedVersion", "CONFLICT")]
    assert state(staff, appointment)["status"] == "CONFIRMED"


def test_a_customer_books_nothing_and_changes_nothing(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    appointment: str = book(staff, customer)["appointment"]["id"]
    before = shop.count_events()
    mine = shop.customer(customer)
    for name, given in (
        ("appointmentCreate", {"customerId": customer, "startsAt": TEN, "currency": "EUR"}),
        ("appointmentUpdate", {"id": appointment, "customerName": "Ada"}),
        ("appointmentCancel", {"id": appointment}),
    ):
        kind = f"{name[0].upper()}{name[1:]}Input!"
        query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
        answer = mine.post(query, input=given)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert shop.count_events() == before
