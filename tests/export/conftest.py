"""An import into one database, and a served gateway on it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.database import Database, open_database
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.conftest import gateway, settings
from tests.export.exports import GivenBack, exported
from tests.sources.conftest import imports, migrated_url, sqlite_imports, sqlite_migrated_url
from tests.sources.imports import Imports

__all__ = ["gateway", "imports", "migrated_url", "settings", "sqlite_imports", "sqlite_migrated_url"]


def work(settings: Settings, work: Callable[[Database], Awaitable[Any]]) -> Any:
    """The work on the database that is served."""

    async def connected() -> Any:
        database = open_database(settings)
        await database.open()
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(connected())


@pytest.fixture
def take(settings: Settings, gateway: Gateway) -> Any:
    """Imports documents into the database that is served."""

    def take(system: str, *documents: Any) -> None:
        work(settings, lambda database: Imports(database).take(system, *documents))

    return take


@pytest.fixture
def given_back(settings: Settings, gateway: Gateway, tmp_path: Path) -> GivenBack:
    """The only customer in a system's words, which `gateway export` and the graph write alike."""

    def given_back(system: str) -> Any:
        (line,) = work(settings, lambda database: exported(database, system.lower(), tmp_path, with_new=True))
        query = "query($system: SourceSystem!) { customers { nodes { as(system: $system) } } }"
        (customer,) = gateway.ask(query, system=system)["customers"]["nodes"]
        assert json.loads(line) == customer["as"]
        return customer["as"]

    return given_back
