"""What a program does with customers: create, find, change, delete."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway.app import make_app
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.serving import serving

ADA = {
    "email": "Ada.Lovelace@Example.com",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "phone": "+44 20 7946 0018",
    "birthdate": "1815-12-10",
    "timezone": "Europe/London",
    "preferredContactMethod": "PHONE",
    "tags": ["engine", "notes"],
    "metadata": {"machines": {"analytical": 1}},
}

STATE = (
    "{ customer(id: $id) { version email lastName tags notes isValidatedNames eventStores { totalCount } } }"
)


def state(gateway: Gateway, customer: str) -> Any:
    return gateway.ask(f"query($id: ID!) {STATE}", id=customer)["customer"]


def make(gateway: Gateway, **given: Any) -> str:
    payload = gateway.act("customerCreate", **{**ADA, **given})
    assert payload["userErrors"] == []
    identifier: str = payload["customer"]["id"]
    return identifier


def test_a_created_customer_is_shown_with_what_was_given_and_what_follows(gateway: Gateway) -> None:
    shown = """
        customer {
          version email displayName phone phoneNumber birthdate timezone preferredLanguage preferredContactMethod
          isValidatedNames status totalOrdersCount hasPassword tags metadata environment
        }
    """
    assert gateway.act("customerCreate", shown, **ADA)["customer"] == {
        "version": 1,
        "email": "Ada.Lovelace@Example.com",
        "displayName": "Ada Lovelace",
        "phone": "+44 20 7946 0018",
        "phoneNumber": "+442079460018",
        "birthdate": "1815-12-10",
        "timezone": "Europe/London",
        "preferredLanguage": "en",
        "preferredContactMethod": "PHONE",
        "isValidatedNames": False,
        "status": "PROSPECT",
        "totalOrdersCount": 0,
        "hasPassword": False,
        "tags": ["engine", "notes"],
        "metadata": {"machines": {"analytical": 1}},
        "environment": "LIVE",
    }


def test_a_customer_is_found_by_each_of_its_identifiers(gateway: Gateway) -> None:
    customer = make(gateway, reference="C-1", referenceOrigin="crm")
    query = """
        query($id: ID!) {
          id: customerBy(identifier: {id: $id}) { id }
          email: customerBy(identifier: {email: "ada.lovelace@EXAMPLE.com"}) { id }
          phone: customerBy(identifier: {phone: "+44 (0)20 7946 0018"}) { id }
          reference: customerBy(identifier: {reference: {reference: "C-1", origin: "crm"}}) { id }
          anyOrigin: customerBy(identifier: {reference: {reference: "C-1"}}) { id }
          otherOrigin: customerBy(identifier: {reference: {reference: "C-1", origin: "erp"}}) { id }
          unreadable: customerBy(identifier: {phone: "none"}) { id }
          search: customers(search: "lovel ADA") { nodes { id } }
        }
    """
    found = gateway.ask(query, id=customer)
    here = {"id": customer}
    assert found == {
        "id": here,
        "email": here,
        "phone": here,
        "reference": here,
        "anyOrigin": here,
        "otherOrigin": None,
        "unreadable": None,
        "search": {"nodes": [here]},
    }


NOBODY: list[dict[str, Any]] = [
    {},
    {"firstName": " ", "email": None, "metadata": {}},
    {"birthdate": "1815-12-10", "preferredLanguage": "de", "tags": ["engine"], "timezone": "Europe/London"},
]


@pytest.mark.parametrize("given", NOBODY)
def test_nobody_is_no_customer(gateway: Gateway, given: dict[str, Any]) -> None:
    payload = gateway.act("customerCreate", **given)
    (error,) = payload["userErrors"]
    assert (payload["customer"], error["field"], error["code"]) == (None, ["input"], "REQUIRED")
    assert error["message"] == (
        "input tells nobody; expected at least one of firstName, lastName, name, company, email, phone, "
        "an identifier such as reference, description, notes, metadata or customFields."
    )
    counts = gateway.ask("{ customers { totalCount } }")
    assert counts == {"customers": {"totalCount": 0}}


SOMEBODY: list[dict[str, Any]] = [
    {"email": "ada@example.com"},
    {"company": "Looms"},
    {"externalCustomerId": "K-1"},
    {"metadata": {"crm": "K-1"}},
    {"notes": "Called twice, and left no name."},
]


@pytest.mark.parametrize("given", SOMEBODY)
def test_one_thing_that_tells_somebody_is_enough(gateway: Gateway, given: dict[str, Any]) -> None:
    payload = gateway.act("customerCreate", **given)
    assert (payload["userErrors"], payload["customer"]["version"]) == ([], 1)


def test_a_blank_search_is_none(gateway: Gateway) -> None:
    """The same document serves both: what is blank comes with a request."""
    customers = [
        make(gateway, email=None, phone=None, firstName=None, lastName=name) for name in ("Ada", "Bea")
    ]
    gateway.act("customerCreate", notes="Nobody knows a name.")
    query = "query($search: String) { customers(search: $search) { totalCount } }"
    texts = ["ada", "", "bea", "  \n", None, "nobody", "---"]
    counts = [gateway.ask(query, search=text)["customers"]["totalCount"] for text in texts]
    assert counts == [1, 3, 1, 3, 3, 0, 0]
    assert gateway.ask('{ customers(search: " ") { totalCount } }') == {"customers": {"totalCount": 3}}
    assert gateway.ask('{ customers(search: "bea") { nodes { id } } }') == {
        "customers": {"nodes": [{"id": customers[1]}]}
    }


def test_an_identifier_that_two_customers_share_names_neither(settings: Settings) -> None:
    with serving(make_app(settings.model_copy(update={"unique_email": False}))) as url:
        gateway = Gateway(url)
        make(gateway)
        make(gateway, email="ADA.LOVELACE@example.com")
        assert gateway.ask('{ customerBy(identifier: {email: "ada.lovelace@example.com"}) { id } }') == {
            "customerBy": None
        }


def test_an_update_changes_what_is_given_raises_the_version_and_is_remembered(gateway: Gateway) -> None:
    customer = make(gateway)
    payload = gateway.act("customerUpdate", id=customer, lastName="King", notes="moved")
    assert payload == {"customer": {"id": customer, "version": 2}, "userErrors": []}
    assert state(gateway, customer) == {
        "version": 2,
        "email": "Ada.Lovelace@Example.com",
        "lastName": "King",
        "tags": ["engine", "notes"],
        "notes": "moved",
        "isValidatedNames": False,
        "eventStores": {"totalCount": 2},
    }
    events = gateway.ask(
        "query($id: ID!) { customer(id: $id) { eventStores(first: 1) { nodes { kind entityVersion changes } } } }",
        id=customer,
    )
    assert events["customer"]["eventStores"]["nodes"] == [
        {
            "kind": "customer.updated",
            "entityVersion": 2,
            "changes": {
                "lastName": {"from": "Lovelace", "to": "King"},
                "notes": {"from": None, "to": "moved"},
            },
        }
    ]


def test_null_clears_and_absence_keeps(gateway: Gateway) -> None:
    customer = make(gateway)
    gateway.act("customerUpdate", id=customer, email=None, tags=None)
    assert state(gateway, customer) | {"eventStores": None} == {
        "version": 2,
        "email": None,
        "lastName": "Lovelace",
        "tags": [],
        "notes": None,
        "isValidatedNames": False,
        "eventStores": None,
    }
    assert (
        gateway.ask('{ customers(search: "ada.lovelace@example.com") { totalCount } }')["customers"][
            "totalCount"
        ]
        == 0
    )
    assert gateway.ask('{ customers(search: "lovelace") { totalCount } }')["customers"]["totalCount"] == 1


def test_a_default_never_leaks_into_an_update(gateway: Gateway) -> None:
    customer = make(gateway, preferredLanguage="de", preferredContactMethod="SMS")
    gateway.act("customerUpdate", id=customer, lastName="King")
    shown = gateway.ask(
        "query($id: ID!) { customer(id: $id) { preferredLanguage preferredContactMethod } }", id=customer
    )
    assert shown["customer"] == {"preferredLanguage": "de", "preferredContactMethod": "SMS"}


def test_an_update_that_changes_nothing_leaves_no_trace(gateway: Gateway) -> None:
    customer = make(gateway)
    before = state(gateway, customer)
    payload = gateway.act("customerUpdate", id=customer, lastName="Lovelace", tags=["engine", "notes"])
    assert payload["customer"]["version"] == 1
    assert state(gateway, customer) == before


def test_a_change_of_name_needs_the_names_to_be_checked_again(gateway: Gateway) -> None:
    customer = make(gateway, isValidatedNames=True)
    assert state(gateway, customer)["isValidatedNames"] is True
    gateway.act("customerUpdate", id=customer, lastName="King")
    assert state(gateway, customer)["isValidatedNames"] is False


def test_an_expected_version_that_has_passed_is_a_conflict_and_changes_nothing(gateway: Gateway) -> None:
    customer = make(gateway)
    gateway.act("customerUpdate", id=customer, lastName="King")
    before = state(gateway, customer)
    payload = gateway.act("customerUpdate", id=customer, lastName="Byron", expectedVersion=1)
    assert payload == {
        "customer": None,
        "userErrors": [
            {
                "message": "The customer has version 2; expected was 1.",
                "field": ["input", "expectedVersion"],
                "code": "CONFLICT",
            }
        ],
    }
    assert state(gateway, customer) == before


def test_of_parallel_updates_with_one_expected_version_one_wins(gateway: Gateway) -> None:
    customer = make(gateway)

    def update(number: int) -> list[str]:
        payload = gateway.act("customerUpdate", id=customer, lastName=f"King {number}", expectedVersion=1)
        return [error["code"] for error in payload["userErrors"]]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(update, range(8)))
    assert sorted(answers) == [[]] + [["CONFLICT"]] * 7
    assert state(gateway, customer)["version"] == 2
    assert state(gateway, customer)["eventStores"] == {"totalCount": 2}


def test_parallel_updates_without_an_expected_version_all_happen_one_after_the_other(
    gateway: Gateway,
) -> None:
    customer = make(gateway)

    def update(number: int) -> int:
        version: int = gateway.act("customerUpdate", id=customer, notes=f"note {number}")["customer"][
            "version"
        ]
        return version

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(update, range(24)))
    assert state(gateway, customer)["version"] == 25
    events = gateway.ask(
        "query($id: ID!) { customer(id: $id) { eventStores(first: 100) { nodes { entityVersion position } } } }",
        id=customer,
    )["customer"]["eventStores"]["nodes"]
    assert sorted(event["entityVersion"] for event in events) == list(range(1, 26))
    assert sorted(event["position"] for event in events) == list(range(1, 26))


def test_every_bad_value_is_named_at_once_and_nothing_is_created(gateway: Gateway) -> None:
    payload = gateway.act(
        "customerCreate",
        email="ada at example",
        timezone="Mars/Olympus",
        preferredLanguage="xx",
        firstName="a" * 256,
        shopperReference="ab",
        metadata=[1],
    )
    assert payload["customer"] is None
    assert sorted((error["field"][-1], error["code"]) for error in payload["userErrors"]) == [
        ("email", "INVALID"),
        ("firstName", "TOO_LONG"),
        ("metadata", "INVALID"),
        ("preferredLanguage", "INVALID"),
        ("shopperReference", "INVALID"),
        ("timezone", "INVALID"),
    ]
    assert gateway.ask("{ customers { totalCount } }") == {"customers": {"totalCount": 0}}


def test_a_value_with_a_nul_is_refused(gateway: Gateway) -> None:
    payload = gateway.act("customerCreate", lastName="Love\0lace")
    assert [error["code"] for error in payload["userErrors"]] == ["INVALID"]


def test_a_customer_that_is_not_there_cannot_be_changed_or_deleted(gateway: Gateway) -> None:
    missing = "cus_01h00000000000000000000000"
    for name in ("customerUpdate", "customerDelete"):
        payload = gateway.act(name, "__typename", id=missing)
        assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [
            (["input", "id"], "NOT_FOUND")
        ]


def test_a_deleted_customer_is_gone_with_its_words_and_its_history_stays(gateway: Gateway) -> None:
    customer = make(gateway)
    payload = gateway.act("customerDelete", "deletedCustomerId", id=customer)
    assert payload == {"deletedCustomerId": customer, "userErrors": []}
    assert gateway.ask("query($id: ID!) { node(id: $id) { id } }", id=customer) == {"node": None}
    assert gateway.ask('{ customers(search: "lovelace") { totalCount } }') == {"customers": {"totalCount": 0}}


def test_several_mutations_happen_in_their_order(gateway: Gateway) -> None:
    query = """
        mutation {
          first: customerCreate(input: {lastName: "A"}) { customer { lastName } }
          second: customerCreate(input: {lastName: "B", timezone: "Mars"}) { customer { lastName } userErrors { code } }
          third: customerCreate(input: {lastName: "C"}) { __typename customer { lastName } }
        }
    """
    assert gateway.ask(query) == {
        "first": {"customer": {"lastName": "A"}},
        "second": {"customer": None, "userErrors": [{"code": "INVALID"}]},
        "third": {"__typename": "CustomerCreatePayload", "customer": {"lastName": "C"}},
    }


def test_names_are_found_by_any_case_and_accent(gateway: Gateway) -> None:
    make(gateway, firstName="Émile", lastName="Çelik")
    query = """
        {
          contains: customers(filter: {firstName: {contains: "éMI"}}) { totalCount }
          begins: customers(filter: {lastName: {startsWith: "çe"}}) { totalCount }
          equal: customers(filter: {firstName: {eq: "émile"}}) { totalCount }
          search: customers(search: "emile celik") { totalCount }
        }
    """
    counts = {name: found["totalCount"] for name, found in gateway.ask(query).items()}
    assert counts == {"contains": 1, "begins": 1, "equal": 0, "search": 1}
