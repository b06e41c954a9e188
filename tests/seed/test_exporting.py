"""What the systems get back of the demo data: what they sent, and the labels that staff gave."""

import asyncio
import io
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from gateway.database import connected
from gateway.domain.customers.model import CustomerGroup
from gateway.domain.records.model import SourceRecord
from gateway.settings import Settings
from gateway.sources import source_named
from gateway.sources.exporting import Wanted, export_documents
from tests.seed.seeded import fill, rows_of


@pytest.mark.parametrize("system", ["rutter", "commerce_layer", "voucherify", "business"])
def test_the_systems_are_told_of_nothing_but_labels(sqlite_url: str, tmp_path: Path, system: str) -> None:
    """An export says of no field that it was changed here, and gives back every record as it came."""
    fill(sqlite_url, 60)
    source, out, told = source_named(system), tmp_path / "out.jsonl", io.StringIO()
    wanted = Wanted.named(system, "LIVE", None, with_new=False)

    async def run() -> int:
        async with connected(Settings(database_url=sqlite_url)) as database:
            return await export_documents(database, wanted, out=out, console=Console(file=told))

    records = {
        row["external_id"]: row["payload"]
        for row in rows_of(sqlite_url, SourceRecord)
        if (row["system"], row["kind"]) == (source.system.value, source.customer.kind)
    }
    count = asyncio.run(run())
    documents = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert "changed here" not in told.getvalue()
    assert count == len(documents) > 0
    for document in documents:
        if system == "commerce_layer":
            document["attributes"].pop("_add_tags", None)
        assert document == records[document["id"]]


def test_shop_and_back_office_know_the_groups(seeded_url: str) -> None:
    records = [row for row in rows_of(seeded_url, SourceRecord) if row["customer_id"] is None]
    groups = {row["id"]: row["code"] for row in rows_of(seeded_url, CustomerGroup)}
    known = sorted((row["system"], row["kind"], groups[row["resource_id"]]) for row in records)
    codes = ("business", "friends", "partners", "retail")
    assert known == [
        *(("BUSINESS", "customer_group", code) for code in codes),
        *(("COMMERCE_LAYER", "customer_groups", code) for code in codes),
    ]
