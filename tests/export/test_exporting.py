"""What `gateway export` writes."""

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.domain.customers.model import Customer, CustomerAddress
from gateway.domain.customers.operations.addresses import create_address, delete_address, update_address
from gateway.domain.privacy.command import private_file
from gateway.errors import SettingsError
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.sources import exporting
from gateway.sources.exporting import Wanted
from gateway.viewer import Environment
from tests.export.exports import exported
from tests.export.test_round_trip import STAFF, change
from tests.sources.documents import (
    business_customer,
    commerce_layer_customer,
    resource,
    rutter_customer,
    voucherify_customer,
)
from tests.sources.imports import Imports

UNUSED = Settings(database_url="sqlite:///unused.db")


async def test_every_record_of_a_customer_is_a_line(imports: Imports, tmp_path: Path) -> None:
    """Also where two are of one person."""
    one = rutter_customer(id="1", email="mira@looms.example")
    other = rutter_customer(id="2", email="mira@looms.example", phone=None)
    await imports.take("rutter", one, other)
    await imports.take("business", business_customer(email="mira@looms.example"))
    assert [json.loads(line) for line in await exported(imports.database, "rutter", tmp_path)] == [one, other]
    assert len(await exported(imports.database, "business", tmp_path)) == 1
    assert await exported(imports.database, "voucherify", tmp_path) == []


async def test_a_change_reaches_the_documents_of_all_systems(imports: Imports, tmp_path: Path) -> None:
    await imports.take("rutter", rutter_customer(email="mira@looms.example"))
    await imports.take("business", business_customer(email="mira@looms.example"))
    customer = await imports.customer()
    await change(
        imports.database, customer["id"], {"email": "new@looms.example", "best_time_to_call": "MORNING"}
    )
    (rutter,) = await exported(imports.database, "rutter", tmp_path)
    (business,) = await exported(imports.database, "business", tmp_path)
    assert json.loads(rutter) == rutter_customer(email="new@looms.example")
    assert json.loads(business) == business_customer(email="new@looms.example", best_time_to_call="morning")


async def test_what_another_system_says_is_not_carried_over(imports: Imports, tmp_path: Path) -> None:
    await imports.take("business", business_customer(email="mira@looms.example", firstname="Myra"))
    rutter = rutter_customer(email="mira@looms.example", first_name="Mira")
    await imports.take("rutter", rutter)
    assert [json.loads(line) for line in await exported(imports.database, "rutter", tmp_path)] == [rutter]


async def test_labels_that_were_changed(imports: Imports, tmp_path: Path) -> None:
    await imports.take("business", business_customer(tags=[" linen", "wholesale"]))
    customer = await imports.customer()
    await change(imports.database, customer["id"], {"tags": ["linen", "vip"]})
    (line,) = await exported(imports.database, "business", tmp_path)
    assert json.loads(line) == business_customer(tags=[" linen", "vip"])


async def test_an_address_that_was_changed_and_then_deleted(imports: Imports, tmp_path: Path) -> None:
    await imports.take("voucherify", voucherify_customer())
    (row,) = await imports.rows(CustomerAddress)
    await imports.database.write(
        lambda transaction: update_address(
            Act(transaction, STAFF, UNUSED, "r"), row["id"], {"city": "York"}, None
        )
    )
    (line,) = await exported(imports.database, "voucherify", tmp_path)
    expected = voucherify_customer()
    expected["address"]["city"] = "York"
    assert json.loads(line) == expected
    await imports.database.write(
        lambda transaction: delete_address(Act(transaction, STAFF, UNUSED, "r"), row["id"], None)
    )
    (line,) = await exported(imports.database, "voucherify", tmp_path)
    assert json.loads(line) == voucherify_customer(address=None)


async def test_an_address_that_was_added_to_a_customer_without_one(imports: Imports, tmp_path: Path) -> None:
    await imports.take("voucherify", voucherify_customer(address=None))
    customer = await imports.customer()
    values = {"line1": "1 Gate", "city": "York", "country_code": "GB"}
    await imports.database.write(
        lambda transaction: create_address(Act(transaction, STAFF, UNUSED, "r"), customer["id"], values)
    )
    (line,) = await exported(imports.database, "voucherify", tmp_path)
    expected = {"line_1": "1 Gate", "city": "York", "country": "GB"}
    assert json.loads(line) == voucherify_customer(address=expected)


async def test_who_was_anonymized_is_left_out(imports: Imports, tmp_path: Path) -> None:
    await imports.take("rutter", rutter_customer())
    customer = await imports.customer()
    await imports.change(Customer, customer["id"], anonymization_status="COMPLETED", version=1)
    assert await exported(imports.database, "rutter", tmp_path) == []


async def test_the_other_mode_is_left_out(imports: Imports, tmp_path: Path) -> None:
    await imports.take("rutter", rutter_customer(), environment=Environment.TEST)
    assert await exported(imports.database, "rutter", tmp_path) == []
    assert len(await exported(imports.database, "rutter", tmp_path, environment="TEST")) == 1


async def test_secrets_are_null_since_they_were_never_stored(imports: Imports, tmp_path: Path) -> None:
    await imports.take("business", business_customer(password="hunter2"))
    (line,) = await exported(imports.database, "business", tmp_path)
    assert json.loads(line) == business_customer(password=None)


async def test_other_records_as_they_were_sent(imports: Imports, tmp_path: Path) -> None:
    group = resource("customer_groups", "grp9", name="Wholesale")
    await imports.take("commerce_layer", commerce_layer_customer(), group)
    lines = await exported(imports.database, "commerce_layer", tmp_path, kind="customer_groups")
    assert [json.loads(line) for line in lines] == [group]


async def test_customers_that_a_system_does_not_know(imports: Imports, tmp_path: Path) -> None:
    await imports.take("rutter", rutter_customer())
    assert await exported(imports.database, "commerce_layer", tmp_path) == []
    (line,) = await exported(imports.database, "commerce_layer", tmp_path, with_new=True)
    made = {"type": "customers", "attributes": {"email": "Mira.Okafor@Example.com"}}
    assert json.loads(line) == {"data": made}


async def test_more_than_one_batch(imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH_SIZE", 2)
    given = [
        rutter_customer(id=str(number), email=f"{number}@looms.example", phone=None) for number in range(5)
    ]
    await imports.take("rutter", *given)
    assert [json.loads(line) for line in await exported(imports.database, "rutter", tmp_path)] == given
    lines = await exported(imports.database, "business", tmp_path, with_new=True)
    assert {json.loads(line)["email"] for line in lines} == {f"{number}@looms.example" for number in range(5)}


async def test_what_was_exported_is_unchanged_when_it_is_imported_again(
    imports: Imports, tmp_path: Path
) -> None:
    await imports.take("voucherify", voucherify_customer())
    (line,) = await exported(imports.database, "voucherify", tmp_path)
    summary = await imports.take_bytes("voucherify", line.encode())
    assert (summary.unchanged, summary.updated) == (1, 0)


def test_unknown_words_are_told() -> None:
    with pytest.raises(SettingsError, match="--kind is 'shoe'; expected one of customer, order"):
        Wanted.named("rutter", "LIVE", "shoe", with_new=False)
    with pytest.raises(SettingsError, match="--with-new makes customers alone"):
        Wanted.named("rutter", "LIVE", "order", with_new=True)
    with pytest.raises(SettingsError, match="salesforce"):
        Wanted.named("salesforce", "LIVE", None, with_new=False)


def test_the_command_writes_a_file_that_nobody_else_may_read(
    sqlite_migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_DATABASE_URL", sqlite_migrated_url)
    file, out = tmp_path / "in.json", tmp_path / "out.jsonl"
    file.write_text(json.dumps(rutter_customer()))
    runner = CliRunner()
    assert runner.invoke(cli, ["import", "rutter", str(file)]).exit_code == 0
    assert runner.invoke(cli, ["export", "rutter", "--out", str(out)]).exit_code == 0
    assert json.loads(out.read_text()) == rutter_customer()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    shown = runner.invoke(cli, ["export", "rutter"])
    assert json.loads(shown.stdout) == rutter_customer()


def test_a_database_that_is_lost_meanwhile_is_no_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match="The server is gone"), private_file(tmp_path / "out.jsonl"):
        raise ConnectionError("The server is gone.")
