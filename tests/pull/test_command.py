"""`gateway pull` as its users see it: lines, bars and exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.rutter import Rutter

CONNECTION = """
[[connections]]
name = "{name}"
system = "rutter"
base_url = "{url}/versioned"
resources = ["customers"]
client_id = "client-31"
client_secret = "env:RUTTER_SECRET"
access_token = "{token}"
"""


def connections(directory: Path, url: str, **tokens: str) -> Path:
    file = directory / "connections.toml"
    tables = [CONNECTION.format(name=name, url=url, token=token) for name, token in tokens.items()]
    file.write_text("".join(tables), encoding="utf-8")
    return file


def started(url: str, file: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "GATEWAY_DATABASE_URL": url,
        "GATEWAY_CONNECTIONS_FILE": str(file),
        "RUTTER_SECRET": "hush-31",
    }
    command = [sys.executable, "-m", "gateway", "pull", *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def gateway(url: str, file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    process = started(url, file, *arguments)
    written, told = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, written, told)


def test_a_line_for_each_resource(market: Rutter, sqlite_migrated_url: str, tmp_path: Path) -> None:
    market.add()
    market.add(shop="access-two")
    market.add(shop="access-two")
    file = connections(tmp_path, market.url, one="access-one", two="access-two")
    done = gateway(sqlite_migrated_url, file, "rutter")
    assert done.stderr.splitlines() == [
        "one customers: 1 page, 1 records: 1 created, 0 updated, 0 unchanged, 0 refused.",
        "two customers: 1 page, 2 records: 2 created, 0 updated, 0 unchanged, 0 refused.",
    ]
    assert (done.returncode, done.stdout) == (0, "")


def test_one_connection_alone(market: Rutter, sqlite_migrated_url: str, tmp_path: Path) -> None:
    file = connections(tmp_path, market.url, one="access-one", two="access-two")
    done = gateway(sqlite_migrated_url, file, "rutter", "--connection", "two")
    assert done.returncode == 0
    assert [asked.query["access_token"] for asked in market.asked] == ["access-two"]


def test_a_refused_record_is_told_and_counts(
    market: Rutter, sqlite_migrated_url: str, tmp_path: Path
) -> None:
    market.add(email=5)
    done = gateway(sqlite_migrated_url, connections(tmp_path, market.url, one="access-one"), "rutter")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "one: customers page 1, line 1, index 0: INVALID_VALUE: email is 5; expected text or null.",
        "one customers: 1 page, 1 records: 0 created, 0 updated, 0 unchanged, 1 refused.",
    ]


def test_credentials_that_are_not_accepted(market: Rutter, sqlite_migrated_url: str, tmp_path: Path) -> None:
    """The other connection is fetched nevertheless."""
    market.add(shop="access-two")
    file = connections(tmp_path, market.url, one="hush-wrong", two="access-two")
    done = gateway(sqlite_migrated_url, file, "rutter")
    assert done.returncode == 1
    refused = "/versioned/customers answered 401: the credentials are not accepted."
    assert done.stderr.splitlines() == [
        f"gateway: PULL: connection 'one' of rutter: {refused}",
        "two customers: 1 page, 1 records: 1 created, 0 updated, 0 unchanged, 0 refused.",
    ]


def test_a_wait_is_told(market: Rutter, sqlite_migrated_url: str, tmp_path: Path) -> None:
    market.fail(429, retry_after="0")
    done = gateway(sqlite_migrated_url, connections(tmp_path, market.url, one="access-one"), "rutter")
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == (
        "connection 'one' of rutter: /versioned/customers answered 429. Trying again in 0 s."
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ("shopify",),
            "gateway: SYSTEM is 'shopify'; expected one of rutter, commerce_layer, voucherify, business.",
        ),
        (("business",), "connections.toml has no connection of business; expected a [[connections]] table."),
        (("rutter", "--mode", "demo"), "gateway: GATEWAY_ENVIRONMENT is 'demo'"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    market: Rutter, sqlite_migrated_url: str, tmp_path: Path, arguments: tuple[str, ...], problem: str
) -> None:
    file = connections(tmp_path, market.url, one="access-one")
    done = gateway(sqlite_migrated_url, file, *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert problem in done.stderr
    assert market.asked == []
