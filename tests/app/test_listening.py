"""Where the server may be reached when it asks for no token."""

import signal
from pathlib import Path

import pytest
import uvicorn
from pydantic import SecretStr

from gateway.errors import SettingsError
from gateway.serving import run_server
from gateway.settings import Settings
from tests.databases import migrate


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hosts that a server began to listen on."""
    hosts: list[str] = []
    monkeypatch.setattr(uvicorn, "run", lambda *_, host, **__: hosts.append(host))
    # A server has its process for itself; this one is the tests'.
    monkeypatch.setenv("GATEWAY_DATABASE_URL", "")
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    return hosts


@pytest.fixture
def migrated(sqlite_url: str) -> str:
    migrate(sqlite_url)
    return sqlite_url


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.example.com", ""])  # noqa: S104
def test_strangers_cannot_reach_a_server_that_asks_for_no_token(
    served: list[str], migrated: str, tmp_path: Path, host: str
) -> None:
    settings = Settings(database_url=migrated, data_directory=tmp_path)
    with pytest.raises(SettingsError, match=r"^--host is "):
        run_server(settings, host=host, port=0, workers=1)
    assert served == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may(served: list[str], migrated: str, tmp_path: Path, host: str) -> None:
    run_server(Settings(database_url=migrated, data_directory=tmp_path), host=host, port=0, workers=1)
    assert served == [host]


def test_a_server_that_asks_for_tokens_listens_where_it_is_told(
    served: list[str], migrated: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=migrated, data_directory=tmp_path, token_secret=SecretStr("x" * 32))
    run_server(settings, host="0.0.0.0", port=0, workers=1)  # noqa: S104
    assert served == ["0.0.0.0"]  # noqa: S104
