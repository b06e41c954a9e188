"""A database of either kind with every table, and a gateway on it."""

import pytest

from gateway.database import Database
from tests.app.conftest import gateway, settings
from tests.database.conftest import database, url
from tests.sources.imports import Imports

__all__ = ["database", "gateway", "settings", "url"]


@pytest.fixture
def imports(database: Database) -> Imports:
    return Imports(database)
