"""Labels that were added and taken away here, for the system where they are records and for others."""

from typing import Any

from tests.app.client import Gateway
from tests.export.exports import GivenBack
from tests.sources.documents import business_customer, commerce_layer_customer, link, relationship, resource

EMAIL = "mira@looms.example"
READ = "{ customers { nodes { id tags } } }"


def customer(gateway: Gateway) -> Any:
    (found,) = gateway.ask(READ)["customers"]["nodes"]
    return found


def shop(*labels: str) -> list[dict[str, Any]]:
    """A customer of the shop that says which labels it has, and these."""
    links = [link("tags", f"t-{name}") for name in labels]
    told = {"tags": relationship("tags", links)}
    document = commerce_layer_customer(email=EMAIL, relationships=told)
    return [{"data": document, "included": [resource("tags", f"t-{name}", name=name) for name in labels]}]


def triggers(document: dict[str, Any]) -> dict[str, str]:
    return {key: value for key, value in document["attributes"].items() if key.startswith("_")}


def test_labels_of_the_back_office_are_not_taken_from_the_shop(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("business", business_customer(email=EMAIL))
    take("commerce_layer", commerce_layer_customer(email=EMAIL))
    gateway.act("customerUpdate", id=customer(gateway)["id"], tags=[])
    assert given_back("COMMERCE_LAYER") == commerce_layer_customer(email=EMAIL)
    assert given_back("BUSINESS") == business_customer(email=EMAIL, tags=[])


def test_labels_that_the_shop_has_are_taken_from_it(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("business", business_customer(email=EMAIL))
    take("commerce_layer", *shop("linen", "vip"))
    assert set(customer(gateway)["tags"]) == {"linen", "vip", "wholesale"}
    gateway.act("customerUpdate", id=customer(gateway)["id"], tags=["vip", "new"])
    assert triggers(given_back("COMMERCE_LAYER")) == {"_add_tags": "new", "_remove_tags": "linen"}


def test_a_label_of_the_shop_that_does_not_say_which_it_has(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("commerce_layer", *shop("vip"))
    take("commerce_layer", commerce_layer_customer(email=EMAIL, updated_at="2031-01-01T00:00:00.000Z"))
    gateway.act("customerUpdate", id=customer(gateway)["id"], tags=[])
    assert triggers(given_back("COMMERCE_LAYER")) == {"_remove_tags": "vip"}


def test_labels_that_the_shop_has_by_now_are_not_told_again(
    gateway: Gateway, take: Any, given_back: GivenBack
) -> None:
    take("commerce_layer", *shop("linen"))
    gateway.act("customerUpdate", id=customer(gateway)["id"], tags=["vip"])
    assert triggers(given_back("COMMERCE_LAYER")) == {"_add_tags": "vip", "_remove_tags": "linen"}
    (told,) = shop("vip")
    told["data"]["attributes"]["updated_at"] = "2031-01-01T00:00:00.000Z"
    take("commerce_layer", told)
    assert given_back("COMMERCE_LAYER") == told["data"]
