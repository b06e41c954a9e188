"""What a delivery removed, and what a pull makes of it."""

from datetime import UTC, datetime

import orjson

from gateway.domain.records.deliveries import DELIVERIES
from gateway.domain.records.model import SourceSystem
from gateway.settings import Settings
from gateway.sources.webhooks.inbox import receive
from gateway.sources.webhooks.processing import DeliveryProcessor
from tests.fakes.commerce_layer import CommerceLayer
from tests.fakes.standing_in import Document
from tests.pull.pulls import Pulls, connection_to
from tests.sources.imports import Imports

UNUSED = Settings(database_url="sqlite:///unused.db")
TOLD_AT = datetime(2026, 5, 6, 7, tzinfo=UTC)


async def deliver(pulls: Pulls, record: Document, topic: str) -> str:
    """What became of a delivery of a record under a topic."""
    body = orjson.dumps({"data": record}).decode()
    await pulls.database.write(
        lambda transaction: receive(transaction, SourceSystem.COMMERCE_LAYER, topic, body, TOLD_AT)
    )
    await DeliveryProcessor(pulls.database, UNUSED, clock=lambda: TOLD_AT).run_due()
    *_, last = await Imports(pulls.database).rows_of(DELIVERIES, "topic")
    outcome: str = last["outcome"]
    return outcome


async def test_what_was_removed_comes_back_only_when_it_changed_since(
    shop: CommerceLayer, pulls_on_both: Pulls
) -> None:
    """The header that names the topic is not signed: the same body under another one is a deletion of its record."""
    pulls = pulls_on_both
    record = shop.add(email="nia@shop.example")
    assert await deliver(pulls, record, "customers.create") == "IMPORTED"
    assert await deliver(pulls, record, "customers.destroy") == "REMOVED"
    for is_full in (False, True):
        (pulled,) = await pulls.run(connection_to(shop), is_full=is_full)
        assert (pulled.records, pulled.summary.outdated) == (1, 1)
        assert await pulls.emails() == []
    shop.clock = datetime(2026, 6, 1, tzinfo=UTC)
    shop.change(record, status="repeat")
    (pulled,) = await pulls.run(connection_to(shop))
    assert pulled.summary.created == 1
    assert await pulls.emails() == ["nia@shop.example"]
