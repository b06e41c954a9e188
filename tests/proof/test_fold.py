"""Whatever is done in whatever order: each row is what its events add up to, and a refusal leaves no trace."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from gateway.identifier import new_id
from tests.proof.ledger import read_ledger
from tests.proof.world import TEST, Acts, run_examples, world_of

EXAMPLES = {"sqlite": 25, "postgresql": 10}

PERSON = st.fixed_dictionaries(
    {},
    optional={
        "firstName": st.sampled_from(["Ada", "Grace", None]),
        "lastName": st.sampled_from(["Lovelace", "Hopper", None]),
        "notes": st.sampled_from(["a note", "ünïcode 🦊", None]),
        "birthdate": st.sampled_from(["1815-12-10", "1906-12-09", None]),
        "metadata": st.sampled_from([{"a": {"b": [1, None]}}, {"a": 1.5}, {}]),
        "tags": st.lists(st.sampled_from("abc"), max_size=3),
        "isValidatedNames": st.booleans(),
    },
)
ADDRESS = st.fixed_dictionaries(
    {"line1": st.sampled_from(["1 Main Street", "2 Side Street"])},
    optional={
        "city": st.sampled_from(["London", "Paris", None]),
        "countryCode": st.sampled_from(["GB", "FR"]),
        "isPrimary": st.just(True),
    },
)
NUMBERS = st.integers(0, 99)
TAGS = st.lists(st.sampled_from("abcd"), min_size=1, max_size=2)
INVALID = st.sampled_from(
    [
        {"email": "no address"},
        {"lastName": "x" * 10_000},
        {"timezone": "Mars/Base"},
        {"email": "no address", "timezone": "Mars/Base"},
    ]
)


CUSTOMER = "customer { id version }"
ADDRESSED = "customerAddress { id version }"


class Writes(Acts):
    """Random writes to customers, their addresses and labels."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: dict[str, str] = {}

    def address(self, number: int) -> str:
        return list(self.addresses)[number % len(self.addresses)]

    @rule(number=NUMBERS, given=PERSON)
    def create(self, number: int, given: dict[str, Any]) -> None:
        self.create_one(number, given)

    def create_one(self, number: int, given: dict[str, Any]) -> None:
        payload = self.try_("customerCreate", CUSTOMER, {"email": self.email(number), **given})
        if payload:
            assert payload["customer"]["version"] == 1
            self.customers.append(payload["customer"]["id"])

    @initialize(given=PERSON)
    def start(self, given: dict[str, Any]) -> None:
        self.create_one(0, given)

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, mail=st.none() | NUMBERS, given=PERSON)
    def update(self, number: int, mail: int | None, given: dict[str, Any]) -> None:
        new = {} if mail is None else {"email": self.email(mail)}
        self.try_("customerUpdate", CUSTOMER, {"id": self.customer(number), **new, **given})

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, tags=TAGS, act=st.sampled_from(["customerTagsAdd", "customerTagsRemove"]))
    def label(self, number: int, tags: list[str], act: str) -> None:
        self.try_(act, CUSTOMER, {"id": self.customer(number), "tags": tags})

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, given=ADDRESS)
    def create_address(self, number: int, given: dict[str, Any]) -> None:
        customer = self.customer(number)
        payload = self.try_("customerAddressCreate", ADDRESSED, {"customerId": customer, **given})
        if payload:
            self.addresses[payload["customerAddress"]["id"]] = customer

    @precondition(lambda self: self.addresses)
    @rule(number=NUMBERS, given=ADDRESS)
    def update_address(self, number: int, given: dict[str, Any]) -> None:
        self.try_("customerAddressUpdate", ADDRESSED, {"id": self.address(number), **given})

    @precondition(lambda self: self.addresses)
    @rule(number=NUMBERS)
    def set_primary_address(self, number: int) -> None:
        self.try_("customerAddressSetPrimary", ADDRESSED, {"id": self.address(number)})

    @precondition(lambda self: self.addresses)
    @rule(number=NUMBERS)
    def delete_address(self, number: int) -> None:
        key = self.address(number)
        if self.try_("customerAddressDelete", "deletedCustomerAddressId", {"id": key}):
            del self.addresses[key]

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS)
    def delete(self, number: int) -> None:
        key = self.customer(number)
        if self.try_("customerDelete", "deletedCustomerId", {"id": key}):
            self.customers.remove(key)
            self.addresses = {address: owner for address, owner in self.addresses.items() if owner != key}

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, version=st.sampled_from([0, 1000]))
    def update_with_a_wrong_version(self, number: int, version: int) -> None:
        given = {"id": self.customer(number), "notes": "never", "expectedVersion": version}
        self.refuse({"CONFLICT"}, "customerUpdate", CUSTOMER, given)

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS)
    def update_from_another_environment(self, number: int) -> None:
        given = {"id": self.customer(number), "notes": "never"}
        self.refuse({"NOT_FOUND"}, "customerUpdate", CUSTOMER, given, TEST)

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS, given=INVALID)
    def update_with_invalid_values(self, number: int, given: dict[str, str]) -> None:
        before = self.world.raw()
        payload = self.world.act("customerUpdate", CUSTOMER, {"id": self.customer(number), **given})
        assert {error["field"][-1] for error in payload["userErrors"]} == set(given)
        assert self.world.raw() == before

    @precondition(lambda self: self.customers)
    @rule()
    def update_nobody(self) -> None:
        self.refuse({"NOT_FOUND"}, "customerUpdate", CUSTOMER, {"id": new_id("cus"), "notes": "never"})

    @precondition(lambda self: self.customers)
    @rule(number=NUMBERS)
    def take_an_email_address(self, number: int) -> None:
        key = self.customer(number)
        email = read_ledger(self.world.url).rows[key]["email"]
        self.refuse({"TAKEN"}, "customerCreate", CUSTOMER, {"email": email.upper()})


@pytest.mark.parametrize("kind", EXAMPLES)
def test_rows_are_what_their_events_add_up_to(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    with world_of(url, tmp_path) as world:
        run_examples(Writes, world, EXAMPLES[kind])
    # The examples are not all refusals, and not all of one kind.
    assert {"customerCreate", "customerUpdate", "customerAddressCreate", "customerDelete"} <= set(world.done)
    assert {"CONFLICT", "NOT_FOUND"} <= set(world.refused)
    print(f"{kind}: done {world.done}, refused {world.refused}")
