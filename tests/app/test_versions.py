"""Of changes to one version of a customer, one wins."""

from concurrent.futures import ThreadPoolExecutor

from tests.app.client import Gateway


def test_of_twenty_parallel_updates_with_one_expected_version_one_wins(gateway: Gateway) -> None:
    customer = gateway.act("customerCreate", lastName="King", company="Acme")["customer"]["id"]

    def update(number: int) -> list[str]:
        payload = gateway.act("customerUpdate", id=customer, notes=f"note {number}", expectedVersion=1)
        return [error["code"] for error in payload["userErrors"]]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(update, range(20)))
    assert sorted(answers) == [[]] + [["CONFLICT"]] * 19
    shown = gateway.ask("query($id: ID!) { customer(id: $id) { version company lastName } }", id=customer)
    assert shown["customer"] == {"version": 2, "company": "Acme", "lastName": "King"}
