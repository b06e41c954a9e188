"""Makes addresses for tests, and reads an address book."""

from typing import Any

from tests.app.client import Gateway

SHOWN = "customerAddress { id version }"
HOME = {"line1": "12 St James's Square", "city": "London", "postalCode": "SW1Y 4JH", "countryCode": "GB"}


def make_address(gateway: Gateway, customer: str, **given: Any) -> str:
    payload = gateway.act("customerAddressCreate", SHOWN, customerId=customer, **{**HOME, **given})
    assert payload["userErrors"] == []
    identifier: str = payload["customerAddress"]["id"]
    return identifier


def book(gateway: Gateway, customer: str) -> dict[str, tuple[bool, int]]:
    """Name → whether it is primary, and its version."""
    query = "query($id: ID!) { customer(id: $id) { addresses { nodes { name isPrimary version } } } }"
    nodes = gateway.ask(query, id=customer)["customer"]["addresses"]["nodes"]
    return {node["name"]: (node["isPrimary"], node["version"]) for node in nodes}
