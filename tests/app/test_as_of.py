"""A customer as it was at an instant."""

import asyncio
import time
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pydantic import SecretStr

from gateway.app import make_app
from gateway.database import open_database
from gateway.events.erasure import rewrite_events
from gateway.identifier import new_id
from gateway.settings import Settings
from gateway.viewer import Environment
from gateway.web.tokens import issue_token
from tests.app.client import Gateway
from tests.serving import serving

SHOWN = """
    version updatedAt email firstName displayName phone phoneNumber birthdate metadata isValidatedNames tags
    preferredContactMethod customerGroupId status
    address { id line1 version }
    addresses { totalCount nodes { id version updatedAt createdAt line1 city countryCode isPrimary metadata } }
"""
QUERY = f"query($id: ID!, $at: DateTime) {{ customer(id: $id, asOf: $at) {{ {SHOWN} }} }}"


def seen(gateway: Gateway, customer: str, at: str | None = None) -> Any:
    return gateway.ask(QUERY, id=customer, at=at)["customer"]


def instant(gateway: Gateway, customer: str) -> str:
    """When the latest event of the customer happened; the next one happens later."""
    query = "query($id: ID!) { customer(id: $id) { eventStores(first: 1) { nodes { createdAt } } } }"
    at: str = gateway.ask(query, id=customer)["customer"]["eventStores"]["nodes"][0]["createdAt"]
    time.sleep(0.002)
    return at


def create(gateway: Gateway, **given: Any) -> str:
    customer: str = gateway.act("customerCreate", **given)["customer"]["id"]
    return customer


def test_every_field_is_what_it_was(gateway: Gateway) -> None:
    customer = create(
        gateway,
        email="ada@example.com",
        firstName="Ada",
        phone="+44 20 7946 0018",
        birthdate="1815-12-10",
        metadata={"a": [1, {"b": None}]},
        tags=["x", "y"],
    )
    first, before = instant(gateway, customer), seen(gateway, customer)
    changed = {"email": None, "firstName": "Augusta", "phone": "+49 30 1234567", "birthdate": None}
    more = {"metadata": {"z": 1}, "tags": ["y", "z"], "preferredContactMethod": "SMS"}
    assert gateway.act("customerUpdate", id=customer, **changed, **more)["userErrors"] == []
    after = seen(gateway, customer)
    assert after["phoneNumber"] == "+49301234567"
    assert seen(gateway, customer, first) == before
    assert (before["version"], before["phoneNumber"], before["tags"]) == (1, "+442079460018", ["x", "y"])
    assert seen(gateway, customer, instant(gateway, customer)) == after
    assert seen(gateway, customer) == after


def test_a_deleted_address_is_there_again_and_a_later_one_is_not(gateway: Gateway) -> None:
    customer = create(gateway, firstName="Ada")
    shown = "customerAddress { id } "
    given = {"customerId": customer, "metadata": {"door": 3}, "countryCode": "DE"}
    home = gateway.act("customerAddressCreate", shown, line1="Weg 1", **given)["customerAddress"]["id"]
    instant(gateway, customer)
    gateway.act("customerAddressUpdate", shown, id=home, city="Köln")
    at, before = instant(gateway, customer), seen(gateway, customer)
    work = gateway.act("customerAddressCreate", shown, line1="Weg 2", isPrimary=True, **given)
    gateway.act("customerAddressDelete", "deletedCustomerAddressId", id=home)
    assert [node["id"] for node in seen(gateway, customer)["addresses"]["nodes"]] == [
        work["customerAddress"]["id"]
    ]
    assert seen(gateway, customer, at) == before
    assert before["address"] == {"id": home, "line1": "Weg 1", "version": 2}


def test_before_the_gateway_knew_it_there_is_none(gateway: Gateway) -> None:
    customer = create(gateway, firstName="Ada")
    assert seen(gateway, customer, "2020-01-01T00:00:00Z") is None


def test_an_id_that_names_nobody_names_nobody_in_the_past(gateway: Gateway) -> None:
    assert seen(gateway, "cus_none", "2020-01-01T00:00:00Z") is None


def test_an_instant_to_come_is_refused(gateway: Gateway) -> None:
    customer = create(gateway, firstName="Ada")
    (error,) = gateway.post(QUERY, id=customer, at="2999-01-01T00:00:00Z")["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("asOf is 2999-01-01T00:00:00.000Z, which is still to come")


def test_what_is_not_remembered_is_refused_by_its_name(gateway: Gateway) -> None:
    customer = create(gateway, firstName="Ada")
    query = """
        query($id: ID!) {
          customer(id: $id, asOf: "2026-01-01T00:00:00Z") {
            firstName orders { totalCount } loyalty { points }
            addresses(filter: {customer: {orders: {some: {}}}}) {
              totalCount nodes { customer { returns { totalCount } } }
            }
          }
        }
    """
    answer = gateway.post(query, id=customer)
    (error,) = answer["errors"]
    assert answer["data"] == {"customer": None}
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["fields"] == ["Customer.loyalty", "Customer.orders", "Customer.returns"]
    assert "Customer.loyalty, Customer.orders, Customer.returns are not remembered" in error["message"]


def test_history_is_not_for_customers(gateway: Gateway, settings: Settings) -> None:
    customer = create(gateway, firstName="Ada")
    asking = settings.model_copy(update={"token_secret": SecretStr("a secret of more than thirty-two bytes")})
    query = 'query($id: ID!) { customer(id: $id, asOf: "2020-01-01T00:00:00Z") { firstName } }'
    with serving(make_app(asking)) as url:
        for role, owner in (("sales_channel", customer), ("integration", None)):
            token = issue_token(asking, role, customer_id=owner, environment=Environment.LIVE)
            answer = Gateway(url).post(query, {"Authorization": f"Bearer {token}"}, id=customer)
            codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
            assert codes == (["FORBIDDEN"] if role == "sales_channel" else [])
            assert answer["data"] == {"customer": None}


def test_what_was_erased_is_not_told(gateway: Gateway, settings: Settings) -> None:
    customer = create(gateway, firstName="Ada")
    at = instant(gateway, customer)
    gateway.act("customerUpdate", id=customer, firstName=None)

    async def erase() -> None:
        database = open_database(settings)
        await database.open()
        await database.write(
            lambda transaction: rewrite_events(transaction, customer, lambda _: {"changes": None})
        )
        await database.close()

    asyncio.run(erase())
    (error,) = gateway.post(QUERY, id=customer, at=at)["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert error["message"] == "asOf: what the customer was then is erased."


def test_looking_back_changes_nothing(gateway: Gateway) -> None:
    customer = create(gateway, firstName="Ada", tags=["x"])
    at = instant(gateway, customer)
    gateway.act("customerUpdate", id=customer, firstName="Augusta", tags=[])
    state = f"query($id: ID!) {{ customer(id: $id) {{ {SHOWN} eventStores {{ totalCount }} }} }}"
    now = gateway.ask(state, id=customer)
    assert seen(gateway, customer, at)["firstName"] == "Ada"
    assert gateway.ask(state, id=customer) == now
    assert gateway.ask('{ customers(search: "augusta") { totalCount } }') == {"customers": {"totalCount": 1}}


def test_a_group_that_is_gone_is_still_pointed_to(gateway: Gateway) -> None:
    mutation = 'mutation { customerGroupCreate(input: {name: "Gold"}) { customerGroup { id } } }'
    group = gateway.ask(mutation)["customerGroupCreate"]["customerGroup"]["id"]
    customer = create(gateway, firstName="Ada", customerGroupId=group)
    at, before = instant(gateway, customer), seen(gateway, customer)
    assert gateway.act("customerGroupDelete", "deletedCustomerGroupId", id=group)["userErrors"] == []
    assert seen(gateway, customer)["customerGroupId"] is None
    assert seen(gateway, customer, at) == before


TEXTS = st.one_of(st.none(), st.sampled_from(["Ada", "Zoë 👩🏽‍💻", "x"]))
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "email": st.sampled_from([None, "ada@example.com", "Ada@Example.com"]),
        "firstName": TEXTS,
        "lastName": TEXTS,
        "phone": st.sampled_from([None, "+44 20 7946 0018", "020 7946 0018", "+49 30 1234567"]),
        "birthdate": st.sampled_from([None, "1815-12-10", "2000-02-29"]),
        "isValidatedNames": st.booleans(),
        "preferredContactMethod": st.sampled_from(["EMAIL", "SMS"]),
        "metadata": st.sampled_from([None, {}, {"a": [1, None]}, {"a": {"b": "c.d"}}]),
        "tags": st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True),
    },
)
PLACES = st.fixed_dictionaries(
    {"line1": st.sampled_from(["Weg 1", "Weg 2"])},
    optional={"city": TEXTS, "countryCode": st.sampled_from(["DE", "GB"]), "metadata": st.just({"x": 1})},
)
STEPS = st.one_of(
    st.tuples(st.just("customerUpdate"), FIELDS),
    st.tuples(st.just("customerTagsAdd"), st.just({"tags": ["c", "d"]})),
    st.tuples(st.just("customerTagsRemove"), st.just({"tags": ["a", "d"]})),
    st.tuples(st.just("customerAddressCreate"), PLACES),
    st.tuples(st.just("customerAddressUpdate"), PLACES),
    st.tuples(st.just("customerAddressSetPrimary"), st.just({})),
    st.tuples(st.just("customerAddressDelete"), st.just({})),
)


def take(gateway: Gateway, customer: str, name: str, values: dict[str, Any], place: int) -> None:
    """One act; one on an address takes whichever of them is at that place, if there is any."""
    if not name.startswith("customerAddress"):
        gateway.act(name, "userErrors { code }", id=customer, **values)
        return
    if name == "customerAddressCreate":
        gateway.act(name, "userErrors { code }", customerId=customer, **values)
        return
    found = seen(gateway, customer)["addresses"]["nodes"]
    if found:
        gateway.act(name, "userErrors { code }", id=found[place % len(found)]["id"], **values)


@limits(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEPS, st.integers(0, 3)), min_size=3, max_size=12), FIELDS)
def test_whatever_was_done_each_instant_is_answered_as_it_was(
    gateway: Gateway, steps: list[tuple[tuple[str, dict[str, Any]], int]], made: dict[str, Any]
) -> None:
    customer = create(gateway, **{"sourceId": new_id("key"), **made})
    remembered = {instant(gateway, customer): seen(gateway, customer)}
    for (name, values), place in steps:
        take(gateway, customer, name, values, place)
        remembered[instant(gateway, customer)] = seen(gateway, customer)
    for at, then in remembered.items():
        assert seen(gateway, customer, at) == then
    # Hypothesis keeps the gateway for all examples: the next customer may have the same e-mail address.
    gateway.act("customerUpdate", id=customer, email=None)
