"""Reservations: tables, rooms and things, each kept for one customer at a time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.app.client import Gateway
from tests.app.shop import Bearer, Shop, errors, make_customer

SHOWN = "reservation { id version status startsAt endsAt duration }"
STATE = """
    query($id: ID!) { node(id: $id) { ... on Reservation {
      version status type startsAt endsAt duration resourceId isResourceReservation personsNumber notes
      specialRequests depositPaid { minorUnits }
    } } }
"""
NINE, TEN = "2030-05-06T09:00:00.000Z", "2030-05-06T10:00:00.000Z"


@pytest.fixture
def staff(shop: Shop) -> Bearer:
    return shop.staff


def book(gateway: Gateway, customer: str, **given: Any) -> Any:
    usual = {"customerId": customer, "type": "TABLE", "startsAt": NINE, "duration": 60, "currency": "EUR"}
    return gateway.act("reservationCreate", SHOWN, **{**usual, **given})


def make(gateway: Gateway, **given: Any) -> str:
    payload = book(gateway, make_customer(gateway), **given)
    assert payload["userErrors"] == []
    identifier: str = payload["reservation"]["id"]
    return identifier


def state(gateway: Gateway, reservation: str) -> Any:
    return gateway.ask(STATE, id=reservation)["node"]


def act(gateway: Gateway, name: str, reservation: str, **given: Any) -> Any:
    return gateway.act(f"reservation{name}", SHOWN, id=reservation, **given)


def test_a_new_reservation_is_shown_with_what_was_given(shop: Shop, staff: Bearer) -> None:
    reservation = make(
        staff, resourceId="table-4", personsNumber=3, specialRequests="Window seat.", notes="Regular guest."
    )
    assert state(staff, reservation) == {
        "version": 1,
        "status": "PENDING",
        "type": "TABLE",
        "startsAt": NINE,
        "endsAt": TEN,
        "duration": 60,
        "resourceId": "table-4",
        "isResourceReservation": False,
        "personsNumber": 3,
        "notes": "Regular guest.",
        "specialRequests": "Window seat.",
        "depositPaid": {"minorUnits": 0},
    }
    assert shop.history(reservation)[0][:2] == ("reservation.created", 1)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"duration": None}, ("endsAt", "REQUIRED")),
        ({"personsNumber": 0}, ("personsNumber", "INVALID")),
        ({"duration": -1}, ("duration", "INVALID")),
        ({"metadata": [1]}, ("metadata", "INVALID")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_booked(
    shop: Shop, given: dict[str, Any], refused: tuple[str, str]
) -> None:
    staff = shop.staff
    customer = make_customer(staff)
    before = shop.count_events()
    assert errors(book(staff, customer, **given)) == [refused]
    assert shop.count_events() == before


def test_a_thing_is_kept_for_one_at_a_time(shop: Shop, staff: Bearer) -> None:
    make(staff, resourceId="table-4")
    customer = make_customer(staff)
    before = shop.count_events()
    payload = book(staff, customer, resourceId="table-4", startsAt="2030-05-06T09:59:00Z")
    assert payload == {
        "reservation": None,
        "userErrors": [
            {
                "message": f"table-4 is booked from {NINE} until {TEN}.",
                "field": ["input", "startsAt"],
                "code": "OVERLAP",
            }
        ],
    }
    assert shop.count_events() == before
    make(staff, resourceId="table-4", startsAt=TEN)
    make(staff, resourceId="table-5")


def test_a_person_of_an_appointment_and_a_thing_of_the_same_name_do_not_meet(staff: Bearer) -> None:
    make(staff, resourceId="amira")
    payload = staff.act(
        "appointmentCreate",
        "appointment { status }",
        customerId=make_customer(staff),
        providerId="amira",
        startsAt=NINE,
        currency="EUR",
    )
    assert payload == {"appointment": {"status": "PENDING"}, "userErrors": []}


def test_of_parallel_reservations_of_one_thing_one_wins(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    before = shop.count_events()

    def try_to_book(number: int) -> list[str]:
        starts = f"2030-05-06T09:{number:02}:00Z"
        payload = book(staff, customer, resourceId="table-4", startsAt=starts)
        return [error["code"] for error in payload["userErrors"]]

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(try_to_book, range(10)))
    assert sorted(answers) == [[]] + [["OVERLAP"]] * 9
    assert shop.count_events() == before + 1


def test_of_reservations_that_are_moved_to_one_time_at_once_one_arrives(staff: Bearer) -> None:
    moving = [make(staff, resourceId="room-1", startsAt=f"2030-06-{day:02}T09:00:00Z") for day in range(1, 7)]

    def move(reservation: str) -> list[str]:
        return [error["code"] for error in act(staff, "Update", reservation, startsAt=NINE)["userErrors"]]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(move, moving))
    assert sorted(answers) == [[]] + [["OVERLAP"]] * 5
    assert sum(state(staff, each)["startsAt"] == NINE for each in moving) == 1


def test_an_update_changes_what_is_given_and_a_default_never_leaks(staff: Bearer) -> None:
    reservation = make(
        staff, resourceId="table-4", isResourceReservation=True, depositPaid="5", notes="Loud."
    )
    before = state(staff, reservation)
    act(staff, "Update", reservation, personsNumber=2, notes=None)
    assert state(staff, reservation) == {**before, "version": 2, "personsNumber": 2, "notes": None}
    act(staff, "Update", reservation, isResourceReservation=None)
    assert state(staff, reservation)["isResourceReservation"] is False


def test_what_a_reservation_must_have_cannot_be_cleared(shop: Shop, staff: Bearer) -> None:
    reservation = make(staff)
    before = state(staff, reservation)
    payload = act(staff, "Update", reservation, startsAt=None, type=None, currency=None)
    assert sorted(errors(payload)) == [
        ("currency", "REQUIRED"),
        ("startsAt", "REQUIRED"),
        ("type", "REQUIRED"),
    ]
    assert state(staff, reservation) == before
    assert len(shop.history(reservation)) == 1


def test_guests_arrive_are_seated_and_leave(shop: Shop, staff: Bearer) -> None:
    reservation = make(staff)
    for name in ("Confirm", "CheckIn", "Seat", "Complete"):
        assert act(staff, name, reservation)["userErrors"] == []
    assert [
        (kind, changes.get("status", {}).get("to")) for kind, _, changes in shop.history(reservation)
    ] == [
        ("reservation.created", "PENDING"),
        ("reservation.confirmed", "CONFIRMED"),
        ("reservation.checked_in", "CHECKED_IN"),
        ("reservation.seated", "SEATED"),
        ("reservation.completed", "COMPLETED"),
    ]


FOLLOWING = {
    (): {"Confirm", "Cancel"},
    ("Confirm",): {"CheckIn", "Seat", "Complete", "Cancel", "MarkNoShow"},
    ("Confirm", "CheckIn"): {"Seat", "Complete", "Cancel"},
    ("Confirm", "Seat"): {"Complete"},
    ("Confirm", "Complete"): set[str](),
    ("Cancel",): set[str](),
    ("Confirm", "MarkNoShow"): set[str](),
}
ACTS = ("Confirm", "CheckIn", "Seat", "Cancel", "Complete", "MarkNoShow")


@pytest.mark.parametrize("path", FOLLOWING)
def test_no_status_is_followed_by_one_that_the_table_does_not_name(shop: Shop, path: tuple[str, ...]) -> None:
    staff = shop.staff
    reservation = make(staff)
    for name in path:
        assert act(staff, name, reservation)["userErrors"] == []
    before, events = state(staff, reservation), shop.count_events()
    for name in ACTS:
        if name not in FOLLOWING[path]:
            assert errors(act(staff, name, reservation)) == [("id", "INVALID_TRANSITION")]
    assert state(staff, reservation) == before
    assert shop.count_events() == events


def test_the_refusal_names_both_states_and_what_may_follow(staff: Bearer) -> None:
    reservation = make(staff)
    assert act(staff, "Complete", reservation)["userErrors"] == [
        {
            "message": "status is PENDING and cannot become COMPLETED; it may become CONFIRMED, CANCELLED.",
            "field": ["input", "id"],
            "code": "INVALID_TRANSITION",
        }
    ]
    assert state(staff, reservation)["status"] == "PENDING"


def test_a_customer_reserves_nothing(shop: Shop, staff: Bearer) -> None:
    customer = make_customer(staff)
    before = shop.count_events()
    query = "mutation($input: ReservationCreateInput!) { reservationCreate(input: $input) { userErrors { code } } }"
    given = {"customerId": customer, "type": "TABLE", "startsAt": NINE, "duration": 60, "currency": "EUR"}
    answer = shop.customer(customer).post(query, input=given)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert shop.count_events() == before
