"""`gateway survivorship`: what it tells, what it writes down, and that a dry run changes nothing."""

import asyncio
import json
import stat
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.database import open_database
from gateway.settings import Settings
from tests.sources.imports import Imports
from tests.sources.test_one_person import DOCUMENTS

LOYAL_FIRST = '[fields.email]\npriority = ["VOUCHERIFY"]\n'
BEFORE, AFTER = "nora.lind@mail.example", "nora@other.example"


class Command:
    """The command over a database in which two systems know one person by different addresses."""

    def __init__(self, url: str) -> None:
        self.url = url

    def run(self, *arguments: str) -> tuple[int, list[str]]:
        result = CliRunner().invoke(cli, ["survivorship", *arguments])
        told = [*result.output.splitlines(), str(result.exception or "")]
        return result.exit_code, [line for line in told if line]

    def work(self, work: Callable[[Imports], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            database = open_database(Settings(database_url=self.url))
            await database.open()
            try:
                return await work(Imports(database))
            finally:
                await database.close()

        return asyncio.run(connected())

    def rows(self) -> Any:
        async def read(imports: Imports) -> Any:
            return await imports.customer(), await imports.events(), await imports.records()

        return self.work(read)


async def take(system: str, imports: Imports) -> None:
    await imports.take(system, DOCUMENTS[system])


@pytest.fixture
def command(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    policy = tmp_path / "policy.toml"
    policy.write_text(LOYAL_FIRST)
    monkeypatch.setenv("GATEWAY_DATABASE_URL", migrated_url)
    monkeypatch.setenv("GATEWAY_SURVIVORSHIP_FILE", str(policy))
    command = Command(migrated_url)
    for system in ("commerce_layer", "voucherify"):
        command.work(partial(take, system))
    return command


def test_a_dry_run_tells_what_would_change_and_changes_nothing(command: Command, tmp_path: Path) -> None:
    before, report = command.rows(), tmp_path / "report.jsonl"
    code, lines = command.run("--dry-run", "--report", str(report))
    assert (code, lines[-1]) == (0, "1 customers would change.")
    assert "  email  1" in lines
    (line,) = [json.loads(line) for line in report.read_text().splitlines()]
    assert line["customerId"] == before[0]["id"]
    assert line["changes"]["email"] == {"from": BEFORE, "to": AFTER}
    assert command.rows() == before


def test_nobody_else_may_read_the_report(command: Command, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    report.touch(mode=0o644)
    assert command.run("--report", str(report))[0] == 0
    assert len(report.read_text().splitlines()) == 1
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_it_brings_customers_under_the_policy_of_now(command: Command) -> None:
    assert command.rows()[0]["email"] == BEFORE
    code, lines = command.run()
    assert (code, lines[-1]) == (0, "1 customers changed.")
    assert command.rows()[0]["email"] == AFTER
    assert command.run()[1][-1] == "0 customers changed."


def test_a_report_that_cannot_be_written_changes_nothing(command: Command, tmp_path: Path) -> None:
    before = command.rows()
    code, lines = command.run("--report", str(tmp_path / "nowhere" / "report.jsonl"))
    assert code != 0
    assert "cannot be written" in " ".join(lines)
    assert command.rows() == before


def test_a_policy_that_is_wrong_changes_nothing(command: Command, tmp_path: Path) -> None:
    before = command.rows()
    (tmp_path / "policy.toml").write_text("[fields.mail]\n")
    code, lines = command.run()
    assert code != 0
    assert "fields.mail" in " ".join(lines)
    assert command.rows() == before
