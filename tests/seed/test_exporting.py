"""What the systems get back of the demo data: what they sent, and the labels and names that staff gave."""

import asyncio
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from rich.console import Console

from gateway.database import connected
from gateway.domain.customers.model import Customer, CustomerGroup
from gateway.domain.records.model import SourceRecord
from gateway.settings import Settings
from gateway.sources import source_named
from gateway.sources.exporting import Wanted, export_documents
from tests.seed.seeded import fill, rows_of


@pytest.mark.parametrize("system", ["rutter", "commerce_layer", "voucherify", "business"])
def test_the_systems_are_told_of_nothing_but_labels_and_names(
    sqlite_url: str, tmp_path: Path, system: str
) -> None:
    """An export says of no other field that it was changed here, and gives back every record as it came."""
    fill(sqlite_url, 60)
    source, out, told = source_named(system), tmp_path / "out.jsonl", io.StringIO()
    wanted = Wanted.named(system, "LIVE", None, with_new=False)

    async def run() -> int:
        async with connected(Settings(database_url=sqlite_url)) as database:
            return await export_documents(database, wanted, out=out, console=Console(file=told))

    found = [
        row
        for row in rows_of(sqlite_url, SourceRecord)
        if (row["system"], row["kind"]) == (source.system.value, source.customer.kind)
    ]
    records = {row["external_id"]: row["payload"] for row in found}
    customers = {row["id"]: row for row in rows_of(sqlite_url, Customer)}
    written = {row["external_id"]: names_written_of(customers[row["resource_id"]]) for row in found}
    count = asyncio.run(run())
    documents = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    untold = {line.split(":")[0] for line in told.getvalue().splitlines() if "changed here" in line}
    assert untold <= {"name"}
    assert count == len(documents) > 0
    for document in documents:
        if system == "commerce_layer":
            document["attributes"].pop("_add_tags", None)
        expected = records[document["id"]]
        if system == "voucherify" and written[document["id"]]:
            expected = expected | {"name": written[document["id"]]}
        assert document == expected


def names_written_of(customer: Mapping[str, Any]) -> str | None:
    """First and last name, where staff wrote them."""
    return (
        f"{customer['first_name']} {customer['last_name']}"
        if "first_name" in (customer["own_values"] or ())
        else None
    )


def test_shop_and_back_office_know_the_groups(seeded_url: str) -> None:
    records = [row for row in rows_of(seeded_url, SourceRecord) if row["customer_id"] is None]
    groups = {row["id"]: row["code"] for row in rows_of(seeded_url, CustomerGroup)}
    known = sorted((row["system"], row["kind"], groups[row["resource_id"]]) for row in records)
    codes = ("business", "friends", "partners", "retail")
    assert known == [
        *(("BUSINESS", "customer_group", code) for code in codes),
        *(("COMMERCE_LAYER", "customer_groups", code) for code in codes),
    ]
