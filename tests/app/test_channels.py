"""The channels that customers come through."""

from typing import Any

import pytest
from sqlalchemy import update

from gateway.domain.customers.model import Customer
from gateway.view import table_of
from tests.app.client import Gateway
from tests.app.shop import Shop, errors, make_customer
from tests.databases import connected

SHOWN = "channel { id version }"


def make(gateway: Gateway, **given: Any) -> str:
    payload = gateway.act("channelCreate", SHOWN, **{"name": "Service", **given})
    assert payload["userErrors"] == []
    identifier: str = payload["channel"]["id"]
    return identifier


def state(gateway: Gateway) -> list[tuple[str, str | None, int]]:
    """Name, identifier and version of each channel."""
    nodes = gateway.ask("{ channels { nodes { name identifier version } } }")["channels"]["nodes"]
    return [(node["name"], node["identifier"], node["version"]) for node in nodes]


def test_a_channel_is_shown_as_it_was_given_and_leaves_an_event(shop: Shop) -> None:
    given = {
        "name": "Service",
        "type": "CALLS",
        "identifier": "+44 20 7946 0018",
        "configuration": {"queue": {"size": 12}},
    }
    shown = "channel { id version recordingEnabled " + " ".join(given) + " }"
    payload = shop.staff.act("channelCreate", shown, **given)
    channel = payload["channel"].pop("id")
    assert payload == {
        "channel": {**given, "version": 1, "recordingEnabled": True},
        "userErrors": [],
    }
    assert shop.history(channel) == [
        (
            "channel.created",
            1,
            {
                **{name: {"from": None, "to": value} for name, value in given.items()},
                "recordingEnabled": {"from": None, "to": True},
            },
        )
    ]


def test_an_update_changes_what_is_given_and_null_brings_the_default_back(shop: Shop) -> None:
    channel = make(shop.staff, recordingEnabled=False, configuration={"a": 1})
    shown = "channel { version name recordingEnabled configuration }"
    first = shop.staff.act("channelUpdate", shown, id=channel, name="Calls")
    assert first["channel"] == {
        "version": 2,
        "name": "Calls",
        "recordingEnabled": False,
        "configuration": {"a": 1},
    }
    second = shop.staff.act("channelUpdate", shown, id=channel, recordingEnabled=None, configuration=None)
    assert second["channel"] == {
        "version": 3,
        "name": "Calls",
        "recordingEnabled": True,
        "configuration": None,
    }
    assert [(kind, version) for kind, version, _ in shop.history(channel)] == [
        ("channel.created", 1),
        ("channel.updated", 2),
        ("channel.updated", 3),
    ]


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("CALLS", "+44 20 7946 0018", "reception"),
        ("SMS", "+447700900018", "https://example.com"),
        ("WHATSAPP", "+447700900018", "ada@example.com"),
        ("WEB", "https://shop.example.com", "shop"),
        ("EMAIL", "hello@example.com", "+447700900018"),
        ("MOBILE_APP", "com.example.shop", None),
    ],
)
def test_the_identifier_is_one_of_the_channels_medium(
    gateway: Gateway, type_: str, good: str, bad: str | None
) -> None:
    channel = make(gateway, type=type_, identifier=good)
    if bad:
        created = gateway.act("channelCreate", SHOWN, name="Other", type=type_, identifier=bad)
        assert errors(created) == [("identifier", "INVALID")]
        updated = gateway.act("channelUpdate", SHOWN, id=channel, identifier=bad)
        assert errors(updated) == [("identifier", "INVALID")]
    assert state(gateway) == [("Service", good, 1)]


def test_bad_values_and_passed_versions_change_nothing(gateway: Gateway) -> None:
    channel = make(gateway, identifier="front desk")
    bad = gateway.act("channelCreate", SHOWN, name="", configuration=[1], identifier="a" * 2049)
    assert sorted(errors(bad)) == [
        ("configuration", "INVALID"),
        ("identifier", "TOO_LONG"),
        ("name", "REQUIRED"),
    ]
    typed = gateway.act("channelUpdate", SHOWN, id=channel, type="WEB")
    assert errors(typed) == [("type", "INVALID")]
    gateway.act("channelUpdate", SHOWN, id=channel, name="Desk")
    for name, told in (("channelUpdate", {"name": "Other"}), ("channelDelete", {})):
        late = gateway.act(name, "__typename", id=channel, expectedVersion=1, **told)
        assert errors(late) == [("expectedVersion", "CONFLICT")]
    assert state(gateway) == [("Desk", "front desk", 2)]


def test_who_came_through_a_deleted_channel_stays_with_an_event(shop: Shop) -> None:
    channel, customer = make(shop.staff), make_customer(shop.staff)
    table = table_of(Customer)
    came = update(table).where(table.c.id == customer).values(channel_id=channel)
    connected(shop.settings.database_url, lambda connection: connection.execute(came).rowcount)
    payload = shop.staff.act("channelDelete", "deletedChannelId", id=channel)
    assert payload == {"deletedChannelId": channel, "userErrors": []}
    query = "query($id: ID!) { customer(id: $id) { version channelId } }"
    assert shop.staff.ask(query, id=customer)["customer"] == {"version": 2, "channelId": None}
    assert shop.history(customer)[1:] == [
        ("customer.updated", 2, {"channelId": {"from": channel, "to": None}})
    ]
    assert shop.history(channel)[-1] == (
        "channel.deleted",
        1,
        {"name": {"from": "Service", "to": None}, "recordingEnabled": {"from": True, "to": None}},
    )


def test_channels_are_for_staff(shop: Shop) -> None:
    channel = make(shop.staff)
    me = shop.customer(make_customer(shop.staff))
    for query in (
        'mutation { channelCreate(input: {name: "Mine"}) { __typename } }',
        "mutation($id: ID!) { channelDelete(input: {id: $id}) { __typename } }",
    ):
        answer = me.post(query, id=channel)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert state(shop.staff) == [("Service", None, 1)]
