"""One customer alone holds an e-mail address."""

from concurrent.futures import ThreadPoolExecutor

from gateway.app import make_app
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.serving import serving

TAKEN = [
    {"message": "Another customer has this e-mail address.", "field": ["input", "email"], "code": "TAKEN"}
]


def make(gateway: Gateway, email: str) -> str:
    payload = gateway.act("customerCreate", email=email)
    assert payload["userErrors"] == []
    identifier: str = payload["customer"]["id"]
    return identifier


def count(gateway: Gateway) -> int:
    total: int = gateway.ask("{ customers { totalCount } }")["customers"]["totalCount"]
    return total


def test_of_parallel_creations_with_one_address_one_wins(gateway: Gateway) -> None:
    def create(number: int) -> list[str]:
        email = "ada@example.com" if number % 2 else "Ada@Example.COM"
        return [error["code"] for error in gateway.act("customerCreate", email=email)["userErrors"]]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(create, range(20)))
    assert sorted(answers) == [[]] + [["TAKEN"]] * 19
    assert count(gateway) == 1


def test_an_update_to_a_held_address_is_refused_and_changes_nothing(gateway: Gateway) -> None:
    make(gateway, "ada@example.com")
    other = make(gateway, "bea@example.com")
    assert gateway.act("customerUpdate", id=other, email="ADA@example.com") == {
        "customer": None,
        "userErrors": TAKEN,
    }
    shown = gateway.ask("query($id: ID!) { customer(id: $id) { email version } }", id=other)
    assert shown["customer"] == {"email": "bea@example.com", "version": 1}


def test_an_address_that_was_let_go_of_is_free(gateway: Gateway) -> None:
    holder = make(gateway, "ada@example.com")
    gateway.act("customerUpdate", id=holder, email=None)
    second = make(gateway, "ada@example.com")
    gateway.act("customerDelete", "deletedCustomerId", id=second)
    make(gateway, "ada@example.com")
    assert count(gateway) == 2


def test_what_is_let_go_of_goes_to_the_oldest_that_has_it_too(settings: Settings) -> None:
    with serving(make_app(settings.model_copy(update={"unique_email": False}))) as url:
        lax = Gateway(url)
        second = make(lax, "ada@example.com")
        make(lax, "ada@example.com")
    with serving(make_app(settings)) as url:
        strict = Gateway(url)
        holder = make(strict, "ADA@example.com")
        strict.act("customerDelete", "deletedCustomerId", id=holder)
        assert strict.act("customerCreate", email="ada@example.com")["userErrors"] == TAKEN
        strict.act("customerUpdate", id=second, email="other@example.com")
        assert strict.act("customerCreate", email="ada@example.com")["userErrors"] == TAKEN
        assert count(strict) == 2


def test_nothing_is_refused_when_addresses_may_be_shared(settings: Settings) -> None:
    with serving(make_app(settings.model_copy(update={"unique_email": False}))) as url:
        lax = Gateway(url)
        make(lax, "ada@example.com")
        make(lax, "ada@example.com")
        assert count(lax) == 2
