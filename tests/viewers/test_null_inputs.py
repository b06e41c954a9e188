"""A null where one may be given is never an error of the server, whatever stands around it."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import get_named_type

from gateway.errors import UserErrorCode
from gateway.seed import seed
from gateway.settings import Settings
from tests.databases import migrate
from tests.viewers.acting import Acting, acting
from tests.viewers.decisions import acts, input_of
from tests.viewers.fitting import Fitting, read_rows
from tests.viewers.pointing import is_list, is_there, nullable_places, places_of, with_value

CUSTOMERS = 40
_TEXTS = frozenset({"ID", "String", "EmailAddress", "PhoneNumber", "URL"})
_UNSPEAKABLE = "a\0b"

NOT_GIVEN = {
    "customerUpdate.addTags": "not together with tags",
    "customerUpdate.removeTags": "not together with tags",
    "customerSet.identifier.email": "the id is the way that is taken",
    "customerSet.identifier.sourceId": "the id is the way that is taken",
    "customerSet.identifier.externalCustomerId": "the id is the way that is taken",
    "customerSet.identifier.reference": "the id is the way that is taken",
    "customerSet.identifier.reference.reference": "the id is the way that is taken",
    "customerSet.identifier.reference.origin": "the id is the way that is taken",
}
"""Fields that an act refuses beside all the others, and why."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """For each act an input that it accepts: with no more than what it demands, and with as much as there can be."""

    acting: Acting
    least: dict[str, dict[str, Any]]
    most: dict[str, dict[str, Any]]
    refused: list[str]
    """Acts that nothing was found for."""


def prepare(doing: Acting) -> dict[str, dict[str, Any]]:
    """What demo data does not have: drafts, what nobody uses, a merge, a request; and what acts must be told of it."""
    rows = read_rows(doing)
    customers = [row for row in rows["Customer"] if row["anonymization_status"] is None]
    one, other, third, fourth, *_ = customers
    line = {"sku": "TOTE", "quantity": 2, "unitPrice": "10"}

    def do(name: str, shown: str = "__typename", /, **given: Any) -> Any:
        payload, refused = doing.ask(name, shown, given)
        assert refused == (), (name, refused)
        return payload

    shown = "order { id lines { nodes { id } } }"
    draft = do("orderCreate", shown, customerId=one["id"], currency="EUR", lines=[line])["order"]
    bought = next(row["id"] for row in rows["Order"] if row["status"] == "COMPLETED")
    bought_line = next(row for row in rows["OrderLine"] if row["order_id"] == bought)
    do("returnCreate", orderId=bought, lines=[{"orderLineId": bought_line["id"], "quantity": 1}])
    do("stockLocationCreate", name="Nowhere")
    do("loyaltyCardCreate", customerId=one["id"])
    do("customerRequestAnonymization", id=third["id"])
    do("customerMerge", customerId=one["id"], otherId=other["id"])
    asked = do("customerPasswordResetRequest", "token", email=fourth["email"])
    return {
        "customerPasswordReset": {"token": asked["token"]},
        "customerUnmerge": {"id": other["id"]},
        "customerCreate": {"lastName": "Lovelace"},
        "customerAddressCreate": {"line1": "1 Main Street"},
        "orderLineAdd": {"sku": "TOTE"},
        **{act: {"id": draft["lines"]["nodes"][0]["id"]} for act in ("orderLineUpdate", "orderLineRemove")},
        "orderSetPaymentStatus": {"id": draft["id"], "paymentStatus": "PAID"},
        "orderSubscriptionItemAdd": {"sku": "TOTE"},
        "reservationCreate": {"duration": 60},
    }


def find_inputs(settings: Settings, *, is_whole: bool) -> Iterator[Inputs]:
    asyncio.run(seed(settings, customers=CUSTOMERS))
    with acting(settings) as doing:
        told = prepare(doing)
    with acting(settings, is_undone=True) as undoing:
        fitting = Fitting(undoing, read_rows(undoing), told)
        found = {act: fitting.least(act) for act in acts()}
        least = {act: given for act, (given, _) in found.items()}
        most = {act: fitting.most(act, given) for act, given in least.items()} if is_whole else {}
        yield Inputs(undoing, least, most, [act for act, (_, is_done) in found.items() if not is_done])


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inputs]:
    directory = tmp_path_factory.mktemp("nulls")
    url = f"sqlite+aiosqlite:///{directory}/gateway.db"
    migrate(url)
    yield from find_inputs(Settings(database_url=url, data_directory=directory), is_whole=True)


def wrong_answers(acting: Acting, inputs: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """What is neither done nor refused by a code of its own when one field is null: act, field, code, message."""
    wrong = []
    for act, given in inputs.items():
        type_, places = input_of(act), nullable_places(input_of(act))
        answers = acting.act_on_each(act, [with_value(type_, given, place, None) for place in places])
        wrong += [
            (act, ".".join(place), each.code, each.message)
            for place, refused in zip(places, answers, strict=True)
            for each in refused
            if each.code not in set(UserErrorCode)
        ]
    return wrong


def answers_to_unspeakable(acting: Acting, inputs: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """The same when one text or id holds a character that no row holds, and that PostgreSQL is not even asked for."""
    wrong = []
    for act, given in inputs.items():
        type_ = input_of(act)
        texts = [(place, of) for place, of in places_of(type_) if get_named_type(of).name in _TEXTS]
        places = [place for place, _ in texts]
        values = [[_UNSPEAKABLE] if is_list(of) else _UNSPEAKABLE for _, of in texts]
        asked = [with_value(type_, given, place, value) for place, value in zip(places, values, strict=True)]
        wrong += [
            (act, ".".join(place), each.code, each.message)
            for place, refused in zip(places, acting.act_on_each(act, asked), strict=True)
            for each in refused
            if each.code not in {*UserErrorCode, "BAD_USER_INPUT"}
        ]
    return wrong


def answers_to_nothing(acting: Acting, inputs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The same when every field is null that may be."""
    wrong = []
    for act, given in inputs.items():
        nothing = {place[0]: None for place in nullable_places(input_of(act)) if len(place) == 1}
        refused = acting.act(act, {**given, **nothing})
        wrong += [(act, each.code, each.message) for each in refused if each.code not in set(UserErrorCode)]
    return wrong


def test_every_act_is_done_with_what_it_demands(inputs: Inputs) -> None:
    """So that what is added to it is looked at."""
    assert inputs.refused == []


def test_every_field_is_given(inputs: Inputs) -> None:
    """So that a null is given among all the others, and each of them reaches the act."""
    missing = {
        ".".join((act, *place))
        for act, given in inputs.most.items()
        for place, _ in places_of(input_of(act))
        if not is_there(given, place) and place[-1] not in ("expectedVersion", "idempotencyKey")
    }
    assert sorted(missing) == sorted(NOT_GIVEN)


def test_a_null_alone_is_no_error_of_the_server(inputs: Inputs) -> None:
    assert wrong_answers(inputs.acting, inputs.least) == []


def test_a_null_among_all_other_fields_is_no_error_of_the_server(inputs: Inputs) -> None:
    assert wrong_answers(inputs.acting, inputs.most) == []


def test_nulls_everywhere_are_no_error_of_the_server(inputs: Inputs) -> None:
    assert answers_to_nothing(inputs.acting, inputs.least) == []


def test_a_text_that_cannot_be_is_no_error_of_the_server(inputs: Inputs) -> None:
    assert answers_to_unspeakable(inputs.acting, inputs.least) == []


def test_a_null_is_no_error_of_the_server_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """What is written there in another way than on SQLite: updates field by field, and all acts with nothing."""
    migrate(postgres_url)
    for inputs in find_inputs(Settings(database_url=postgres_url, data_directory=tmp_path), is_whole=False):
        assert inputs.refused == []
        updates = {act: given for act, given in inputs.least.items() if act.endswith("Update")}
        assert len(updates) > 15
        assert wrong_answers(inputs.acting, updates) == []
        assert answers_to_nothing(inputs.acting, inputs.least) == []
        assert answers_to_unspeakable(inputs.acting, inputs.least) == []
