"""A served gateway on an empty database of either kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.app import make_app
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.app.shop import SECRET, Shop
from tests.databases import migrate
from tests.serving import serving


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    migrate(database_url)
    return Settings(database_url=database_url, data_directory=tmp_path)


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    with serving(make_app(settings)) as url:
        yield Gateway(url)


@pytest.fixture
def shop(settings: Settings) -> Iterator[Shop]:
    """A gateway that asks for a token."""
    guarded = settings.model_copy(update={"token_secret": SecretStr(SECRET)})
    with serving(make_app(guarded)) as url:
        yield Shop(url, guarded)
