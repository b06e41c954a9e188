"""Everything that is held about one person, once, without secrets."""

import json
import os
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.database import Database
from gateway.domain.privacy.command import private_file
from gateway.domain.privacy.personal import BY_TABLE, PERSONAL
from gateway.settings import Settings
from tests.app.client import Gateway
from tests.privacy.canaries import STEM, Rows, canary, whole_rows

EXPORT = "document"


async def put(database: Database, rows: Rows) -> str:
    """Writes the rows; returns the customer's id."""

    def work(transaction: Any) -> None:
        for name, row in rows.items():
            transaction.insert(SQLModel.metadata.tables[name], row)

    await database.write(work)
    customer: str = rows["customer"]["id"]
    return customer


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


async def test_a_canary_in_each_column_is_in_the_document_once(gateway: Gateway, database: Database) -> None:
    rows = whole_rows()
    customer = await put(database, rows)
    document = gateway.act("customerExport", EXPORT, id=customer)["document"]
    assert document["records"].keys() == BY_TABLE.keys()
    held = strings(document)
    for personal in PERSONAL:
        for column, value in rows[personal.table.name].items():
            for text in strings(value):
                if text.startswith(STEM):
                    expected = 0 if column in personal.secret else 1
                    assert held.count(text) == expected, (personal.table.name, column)


def test_a_flag_is_true_or_false_on_either_database(gateway: Gateway) -> None:
    customer = gateway.act("customerCreate", lastName="Lind")["customer"]["id"]
    document = gateway.act("customerExport", EXPORT, id=customer)["document"]
    (row,) = document["records"]["customer"]
    assert row["is_validated_names"] is False


async def test_secrets_are_in_no_export(gateway: Gateway, database: Database) -> None:
    customer = await put(database, whole_rows())
    text = json.dumps(gateway.act("customerExport", EXPORT, id=customer)["document"])
    secrets = [(personal, column) for personal in PERSONAL for column in sorted(personal.secret)]
    assert [column for _, column in secrets] == [
        "password_hash",
        "digest",
        "digest",
        "token_digest",
        "customer_token",
        "payment_source_token",
    ]
    for personal, column in secrets:
        assert canary(personal, column) not in text
        assert f'"{column}"' not in text


def test_an_export_is_remembered(gateway: Gateway) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    gateway.act("customerExport", EXPORT, id=customer)
    query = "query($id: ID!) { customer(id: $id) { eventStores(first: 1) { nodes { kind changes } } } }"
    nodes = gateway.ask(query, id=customer)["customer"]["eventStores"]["nodes"]
    assert nodes == [{"kind": "customer.exported", "changes": {}}]


def test_a_customer_that_is_not_there_has_no_document(gateway: Gateway) -> None:
    payload = gateway.act("customerExport", EXPORT, id="cus_01h00000000000000000000000")
    assert payload["document"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_FOUND"]


# ── The command


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("GATEWAY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("GATEWAY_ANONYMIZATION_DELAY", "0")
    return CliRunner()


def test_the_command_writes_a_file_for_its_owner_alone(
    gateway: Gateway, command: CliRunner, tmp_path: Path
) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    file = tmp_path / "subject.json"
    result = command.invoke(cli, ["export-subject", customer, "--out", str(file)])
    assert result.exit_code == 0, result.output
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["records"]["customer"][0]["last_name"] == "Lovelace"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_command_writes_to_standard_output(gateway: Gateway, command: CliRunner) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    result = command.invoke(cli, ["export-subject", customer])
    assert json.loads(result.stdout)["customerId"] == customer


def test_the_command_names_a_customer_that_is_not_there(gateway: Gateway, command: CliRunner) -> None:
    result = command.invoke(cli, ["export-subject", "cus_none"])
    assert result.exit_code != 0
    assert "CUSTOMER_ID is 'cus_none'" in str(result.exception)


def test_the_command_names_a_file_that_cannot_be_written(
    gateway: Gateway, command: CliRunner, tmp_path: Path
) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    result = command.invoke(cli, ["export-subject", customer, "--out", str(tmp_path / "no" / "file.json")])
    assert result.exit_code != 0
    assert "cannot be written" in str(result.exception)


def test_a_device_is_not_made_private(monkeypatch: pytest.MonkeyPatch) -> None:
    changed: list[int] = []
    monkeypatch.setattr(os, "fchmod", lambda file, _: changed.append(file))
    with private_file(Path(os.devnull)) as stream:
        stream.write(b"nothing")
    assert changed == []


def test_the_command_logs_as_the_server_does(gateway: Gateway, settings: Settings) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    gateway.act("customerRequestAnonymization", id=customer)
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "anonymize"],
        env={
            **os.environ,
            "GATEWAY_DATABASE_URL": settings.database_url,
            "GATEWAY_DATA_DIRECTORY": str(settings.data_directory),
            "GATEWAY_ANONYMIZATION_DELAY": "0",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    logged, told = ended.stderr.splitlines()
    line = json.loads(logged)
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo is not None
    assert line == {"event": "anonymization_completed", "level": "info", "customer": customer}
    assert (ended.stdout, told) == ("", "1 anonymized, 0 failed.")


def test_the_command_carries_out_what_is_due(gateway: Gateway, command: CliRunner) -> None:
    customer = gateway.act("customerCreate", lastName="Lovelace")["customer"]["id"]
    gateway.act("customerRequestAnonymization", id=customer)
    result = command.invoke(cli, ["anonymize"])
    assert (result.exit_code, result.stderr) == (0, "1 anonymized, 0 failed.\n")
    query = "query($id: ID!) { customer(id: $id) { lastName anonymizationStatus } }"
    assert gateway.ask(query, id=customer)["customer"] == {
        "lastName": None,
        "anonymizationStatus": "COMPLETED",
    }
