"""What the tests of the door share: settings, the toy pipeline, and the endpoint before it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import Settings
from gateway.web.endpoint import GraphQLEndpoint
from gateway.web.tokens import TokenReader
from tests.web.toy import ToyPipeline

MakeSettings = Callable[..., Settings]


@pytest.fixture
def make_settings(tmp_path: Path) -> MakeSettings:
    def make(**values: Any) -> Settings:
        return Settings(**{"data_directory": tmp_path, **values})

    return make


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
def pipeline(settings: Settings) -> ToyPipeline:
    return ToyPipeline(settings)


@pytest.fixture
def endpoint(pipeline: ToyPipeline, settings: Settings) -> GraphQLEndpoint:
    return GraphQLEndpoint(pipeline, TokenReader(settings).read, settings)
