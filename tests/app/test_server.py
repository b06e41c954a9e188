"""The server as its operators and browsers see it."""

from pathlib import Path

import httpx2
import pytest

from gateway.app import make_schema
from gateway.settings import Settings
from tests.app.client import Gateway

ROOT = Path(__file__).parents[2]


def test_it_is_alive_and_ready(gateway: Gateway) -> None:
    assert httpx2.get(f"{gateway.url}/healthz").status_code == 200
    assert httpx2.get(f"{gateway.url}/readyz").json() == {"status": "ok"}


def test_it_shows_its_schema(gateway: Gateway) -> None:
    shown = httpx2.get(f"{gateway.url}/schema.graphql")
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.text == make_schema().sdl()


def test_the_committed_schema_is_the_schema() -> None:
    assert (ROOT / "schema.graphql").read_text() == make_schema().sdl()


def test_introspection_knows_every_type_of_the_schema(gateway: Gateway) -> None:
    names = gateway.ask("{ __schema { types { name } } }")["__schema"]["types"]
    assert {name["name"] for name in names} == set(make_schema().core.type_map)


@pytest.mark.parametrize(
    "example", sorted((ROOT / "gateway/ui/examples").glob("*.graphql")), ids=lambda path: path.stem
)
def test_the_example_of_the_page_runs(gateway: Gateway, example: Path) -> None:
    import orjson

    variables = example.with_suffix(".json")
    given = orjson.loads(variables.read_bytes()) if variables.exists() else {}
    answer = gateway.post(example.read_text(), **given)
    assert "errors" not in answer, answer


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"`GATEWAY_{name.upper()}`" not in readme]
    assert missing == []
