"""A gateway that asks for tokens, those who come with one, and what the event store holds afterwards."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from gateway.events.event import EventStore
from gateway.settings import Settings
from gateway.view import table_of
from gateway.web.tokens import issue_token
from tests.app.client import Gateway
from tests.databases import connected

SECRET = "a secret of more than thirty-two bytes"


@dataclass(frozen=True, slots=True)
class Bearer(Gateway):
    """A client whose every request carries a token."""

    token: str

    def post(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> dict[str, Any]:
        carried = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return Gateway.post(self, query, carried, **variables)


@dataclass(frozen=True, slots=True)
class Shop:
    """A gateway that is being served, and who comes to it."""

    url: str
    settings: Settings

    @property
    def staff(self) -> Bearer:
        return Bearer(self.url, issue_token(self.settings, "integration"))

    def customer(self, customer_id: str) -> Bearer:
        return Bearer(self.url, issue_token(self.settings, "sales_channel", customer_id=customer_id))

    def role(self, role: str) -> Bearer:
        """A client of any role that needs no customer."""
        return Bearer(self.url, issue_token(self.settings, role))

    def history(self, resource_id: str) -> list[tuple[str, int, dict[str, Any]]]:
        """Kind, version and changes of every event of a record, the first one first."""
        store = table_of(EventStore)
        asked = (
            select(store.c.kind, store.c.entity_version, store.c.changes)
            .where(store.c.resource_id == resource_id)
            .order_by(store.c.position)
        )

        def work(connection: Connection) -> list[tuple[str, int, dict[str, Any]]]:
            return [tuple(row) for row in connection.execute(asked)]

        return connected(self.settings.database_url, work)

    def count_events(self) -> int:
        store = table_of(EventStore)
        return connected(
            self.settings.database_url,
            lambda connection: len(connection.execute(select(store.c.id)).all()),
        )


def make_customer(gateway: Gateway, **given: Any) -> str:
    payload = gateway.act("customerCreate", **{"lastName": "Lovelace", **given})
    assert payload["userErrors"] == []
    identifier: str = payload["customer"]["id"]
    return identifier


def errors(payload: Any) -> list[tuple[str, str]]:
    """Where and why an act was refused: `("countryCode", "INVALID")`."""
    return [(".".join(error["field"][1:]), error["code"]) for error in payload["userErrors"]]
