"""Who was referred sees that it was so, and nothing of the customer who referred."""

import asyncio

from gateway.database import open_database
from gateway.settings import Settings
from tests.app.conftest import gateway, settings, shop
from tests.app.shop import Shop
from tests.sources.imports import Imports
from tests.sources.test_voucherify_referring import friend, referred

__all__ = ["gateway", "settings", "shop"]

ASKED = """
query($id: ID!) { customer(id: $id) { referrals { campaigns { referrer { name email } } } } }
"""


async def taken(settings: Settings) -> str:
    """The id of who was referred."""
    database = open_database(settings)
    await database.open()
    try:
        imports = Imports(database)
        await imports.take("voucherify", friend())
        await imports.take("voucherify", referred())
        assert imports.refusals == []
        (record,) = [row for row in await imports.records("customer") if row["external_id"] != "cust_Friend1"]
        return str(record["customer_id"])
    finally:
        await database.close()


def test_staff_sees_who_referred(shop: Shop) -> None:
    key = asyncio.run(taken(shop.settings))
    assert shop.staff.ask(ASKED, id=key)["customer"]["referrals"]["campaigns"] == [
        {"referrer": {"name": "Ida Berg", "email": "friend@weave.example"}}
    ]


def test_who_was_referred_does_not(shop: Shop) -> None:
    key = asyncio.run(taken(shop.settings))
    answer = shop.customer(key).post(ASKED, id=key)
    assert answer["data"]["customer"]["referrals"]["campaigns"] == [{"referrer": None}]
