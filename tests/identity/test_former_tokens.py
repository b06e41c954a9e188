"""Who comes with the token of a customer that was merged: it is the kept customer, and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.app import make_app
from gateway.settings import Settings
from gateway.viewer import Environment
from gateway.web.tokens import issue_token
from tests.app.shop import SECRET, Bearer, Shop, make_customer
from tests.databases import migrate
from tests.serving import serving

SEEN = """
  query($kept: ID!, $former: ID!, $other: ID!) {
    viewer { role ownerId customer { id lastName } }
    customers { totalCount nodes { id addresses { nodes { city } } } }
    kept: node(id: $kept) { id }
    former: node(id: $former) { id }
    other: node(id: $other) { id }
    byId: customer(id: $other) { id }
    several: nodes(ids: [$kept, $former, $other]) { id }
  }
"""


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A gateway that asks for a token."""
    migrate(database_url)
    settings = Settings(database_url=database_url, data_directory=tmp_path, token_secret=SecretStr(SECRET))
    with serving(make_app(settings)) as url:
        yield Shop(url, settings)


@pytest.fixture
def three(shop: Shop) -> tuple[str, str, str]:
    """The kept customer, the one that was merged into it, and somebody else; each has an address."""
    kept, former, other = (
        make_customer(shop.staff, lastName=name) for name in ("Lovelace", "Byron", "Babbage")
    )
    for key, city in ((kept, "London"), (former, "Nottingham"), (other, "Totnes")):
        shop.staff.act(
            "customerAddressCreate",
            "customerAddress { id }",
            customerId=key,
            line1="1 High Street",
            city=city,
        )
    merged = shop.staff.act("customerMerge", "mergedCustomerId", customerId=kept, otherId=former)
    assert merged["mergedCustomerId"] == former
    return kept, former, other


def test_a_former_token_sees_the_kept_customer_and_no_other(shop: Shop, three: tuple[str, str, str]) -> None:
    kept, former, other = three
    found = shop.customer(former).ask(SEEN, kept=kept, former=former, other=other)
    one = {"id": kept}
    assert found["viewer"] == {
        "role": "customer",
        "ownerId": former,
        "customer": {"id": kept, "lastName": "Lovelace"},
    }
    assert (found["customers"]["totalCount"], [each["id"] for each in found["customers"]["nodes"]]) == (
        1,
        [kept],
    )
    (cities,) = (each["addresses"]["nodes"] for each in found["customers"]["nodes"])
    assert sorted(each["city"] for each in cities) == ["London", "Nottingham"]
    assert (found["kept"], found["former"], found["other"], found["byId"]) == (one, one, None, None)
    assert found["several"] == [one, one, None]


def test_a_former_token_sees_what_the_kept_customers_token_sees(
    shop: Shop, three: tuple[str, str, str]
) -> None:
    kept, former, other = three
    answers = [shop.customer(key).ask(SEEN, kept=kept, former=former, other=other) for key in (kept, former)]
    assert [answer["viewer"].pop("ownerId") for answer in answers] == [kept, former]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("named", [0, 1], ids=["by its id", "by the former id"])
def test_a_former_token_may_change_the_kept_customer(
    shop: Shop, three: tuple[str, str, str], named: int
) -> None:
    kept, former, _ = three
    changed = shop.customer(former).act(
        "customerUpdate", "customer { id firstName }", id=three[named], firstName="Ada"
    )
    assert changed == {"customer": {"id": kept, "firstName": "Ada"}, "userErrors": []}
    added = shop.customer(former).act(
        "customerAddressCreate",
        "customerAddress { customer { id } }",
        customerId=three[named],
        line1="2 High Street",
        city="Ockham",
    )
    assert added["customerAddress"] == {"customer": {"id": kept}}


def test_a_former_token_may_change_nobody_else(shop: Shop, three: tuple[str, str, str]) -> None:
    other = three[2]
    before = shop.history(other)
    me = shop.customer(three[1])
    acts = [
        me.act("customerUpdate", id=other, firstName="Eve"),
        me.act("customerAddressCreate", "customerAddress { id }", customerId=other, line1="x", city="x"),
    ]
    assert [[error["code"] for error in act["userErrors"]] for act in acts] == [["NOT_FOUND"], ["NOT_FOUND"]]
    assert shop.history(other) == before


def test_a_token_of_the_other_environment_is_nobodys(shop: Shop, three: tuple[str, str, str]) -> None:
    kept, former, other = three
    token = issue_token(shop.settings, "sales_channel", customer_id=former, environment=Environment.TEST)
    found = Bearer(shop.url, token).ask(SEEN, kept=kept, former=former, other=other)
    assert (found["viewer"]["customer"], found["customers"]["totalCount"]) == (None, 0)
    assert (found["kept"], found["former"], found["several"]) == (None, None, [None, None, None])


def test_after_an_unmerge_each_token_is_its_own_again(shop: Shop, three: tuple[str, str, str]) -> None:
    kept, former, other = three
    shop.staff.act("customerUnmerge", id=former)
    found = shop.customer(former).ask(SEEN, kept=kept, former=former, other=other)
    assert found["viewer"]["customer"] == {"id": former, "lastName": "Byron"}
    assert (found["kept"], found["former"]) == (None, {"id": former})
    assert [each["id"] for each in found["customers"]["nodes"]] == [former]
