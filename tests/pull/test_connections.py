"""The file of connections: what it may say, and what is said about what it may not."""

from pathlib import Path

import pytest

from gateway.errors import SettingsError
from gateway.sources.pull.connection import choose_connections, read_connections
from gateway.viewer import Environment

SHOP = """
[[connections]]
name = "shop"
system = "commerce_layer"
base_url = "https://looms.commercelayer.example/"
client_id = "app-1"
client_secret = "env:SHOP_SECRET"
"""
POINTS = """
[[connections]]
name = "points"
system = "voucherify"
mode = "test"
resources = ["customers"]
app_id = "id-1"
app_token = "hush-token"
"""


def file_of(directory: Path, text: str) -> Path:
    file = directory / "connections.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SECRET", "hush-shop")


def test_connections_are_read(tmp_path: Path) -> None:
    shop, points = read_connections(file_of(tmp_path, SHOP + POINTS), Environment.LIVE)
    assert (shop.name, shop.base_url) == ("shop", "https://looms.commercelayer.example")
    assert (shop.secret("client_id"), shop.secret("client_secret")) == ("app-1", "hush-shop")
    assert (shop.environment, shop.resources) == (Environment.LIVE, None)
    assert (points.environment, points.resources) == (Environment.TEST, ("customers",))
    assert points.base_url == "https://api.voucherify.io"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (SHOP.replace('system = "commerce_layer"', ""), "'shop': system is missing; expected text."),
        (SHOP.replace("commerce_layer", "shopify"), "'shop': system is 'shopify'; expected one of rutter, "),
        (SHOP.replace('name = "shop"', ""), "connection 1: name is missing; expected text."),
        (SHOP.replace('client_id = "app-1"', ""), "client_id is missing; expected a secret, or env:NAME."),
        (SHOP.replace('"app-1"', "7"), "client_id is no text; expected a secret, or env:NAME."),
        (
            SHOP.replace("SHOP_SECRET", "NO_SUCH"),
            "client_secret is env:NO_SUCH; expected an environment variable",
        ),
        (
            SHOP.replace("https://", "http://"),
            "base_url is 'http://looms.commercelayer.example/'; expected an https",
        ),
        (SHOP.replace("https://", "https://me:it@"), "base_url is one with a user; expected an https"),
        (
            SHOP.replace('base_url = "https://looms.commercelayer.example/"', ""),
            "base_url is missing; expected",
        ),
        (
            SHOP + 'colour = "red"',
            "colour is not known; expected name, system, base_url, mode, resources, client_id",
        ),
        (SHOP + 'mode = "demo"', "mode is 'demo'; expected test or live."),
        (SHOP + 'resources = ["skus"]', "resources is ['skus']; expected a list of customers, "),
        (SHOP + SHOP, "name 'shop' stands twice for commerce_layer."),
        ("connections = 5", "connections is no list of tables; expected [[connections]]."),
        ("shops = []", "shops is not known; expected [[connections]] tables alone."),
        ("[[connections", "is no TOML"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = file_of(tmp_path, text)
    with pytest.raises(SettingsError) as refused:
        read_connections(file, Environment.LIVE)
    assert problem in str(refused.value)
    assert str(file) in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_secret_with_a_line_break_is_refused_unshown(tmp_path: Path) -> None:
    """It would end the header it stands in."""
    text = POINTS.replace("hush-token", r"hush\nX-Other: 1")
    with pytest.raises(SettingsError, match="app_token is of characters that no header takes") as refused:
        read_connections(file_of(tmp_path, text), Environment.LIVE)
    assert "hush" not in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file or directory"):
        read_connections(tmp_path / "none.toml", Environment.LIVE)


def test_no_file_is_named() -> None:
    with pytest.raises(SettingsError, match="GATEWAY_CONNECTIONS_FILE is not set"):
        choose_connections(None, "rutter", None, None, Environment.LIVE)


@pytest.mark.parametrize(
    ("word", "name", "mode", "problem"),
    [
        ("rutter", None, None, "has no connection of rutter; expected"),
        ("voucherify", "other", None, "has no connection 'other' of voucherify; expected"),
        ("voucherify", None, "live", "has no connection of voucherify in mode live; expected"),
        ("shopify", None, None, "SYSTEM is 'shopify'; expected one of rutter, "),
    ],
)
def test_no_such_connection(
    tmp_path: Path, word: str, name: str | None, mode: str | None, problem: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        choose_connections(file_of(tmp_path, SHOP + POINTS), word, name, mode, Environment.LIVE)
    assert problem in str(refused.value)


def test_the_mode_of_the_command_is_that_of_connections_without_one(tmp_path: Path) -> None:
    (shop,) = choose_connections(file_of(tmp_path, SHOP), "commerce_layer", None, "test", Environment.TEST)
    assert shop.environment is Environment.TEST
