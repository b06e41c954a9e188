"""An inbox in an empty database of either kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.database import Database, open_database
from gateway.settings import Settings
from tests.databases import migrate
from tests.webhooks.inbox import Inbox
from tests.webhooks.signing import COMMERCE_LAYER, SECRETS, VOUCHERIFY


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Requests to anonymize are due at once, and nobody looks for work but the test."""
    migrate(database_url)
    return Settings(
        database_url=database_url,
        data_directory=tmp_path,
        commerce_layer_webhook_secrets=(SecretStr(SECRETS[COMMERCE_LAYER]),),
        voucherify_webhook_secrets=(SecretStr(SECRETS[VOUCHERIFY]),),
        webhook_interval=3600,
        anonymization_delay=0,
        anonymization_interval=3600,
    )


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def inbox(database: Database, settings: Settings) -> Inbox:
    return Inbox(database, settings)
