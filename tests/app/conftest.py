"""A served gateway on an empty database of either kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.app import make_app
from gateway.migrations import upgrade
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.serving import serving


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    upgrade(database_url)
    return Settings(database_url=database_url, data_directory=tmp_path)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    with serving(make_app(settings)) as url:
        yield Gateway(url)
