"""Customers derived anew: under another policy, and from the raw records."""

from typing import Any

from gateway.domain import ENTITIES
from gateway.domain.customers.model.conflicts import CONFLICTS
from gateway.domain.records.model import SourceSystem
from gateway.events.event import Event, EventStore
from gateway.sources.recompute import recompute_all
from gateway.sources.survivorship import DEFAULT, Policy
from tests.sources.imports import Imports
from tests.sources.test_one_person import DOCUMENTS

LOYAL_FIRST = Policy(priorities={"email": (SourceSystem.VOUCHERIFY,)})
_CLOCKS = {"version", "updated_at", "received_at"}


async def all_four(imports: Imports) -> None:
    for system in ("commerce_layer", "voucherify", "rutter", "business"):
        await imports.take(system, DOCUMENTS[system])


async def dump(imports: Imports) -> dict[str, Any]:
    kept = [entity for entity in ENTITIES if entity not in (Event, EventStore)]
    tables = {entity.__name__: await imports.rows(entity) for entity in kept}
    return {
        name: [{key: value for key, value in row.items() if key not in _CLOCKS} for row in rows]
        for name, rows in tables.items()
    }


async def run(imports: Imports, policy: Policy, **how: bool) -> dict[str, Any]:
    told: dict[str, Any] = {}
    await recompute_all(
        imports.database,
        policy,
        is_trial=how.get("is_trial", False),
        is_whole=how.get("is_whole", False),
        report=told.__setitem__,
        advance=lambda _: None,
    )
    return told


async def rebuild(imports: Imports) -> dict[str, Any]:
    """What a rebuild from the raw records changes of whom."""
    return await run(imports, imports.policy, is_whole=True)


async def test_a_trial_tells_what_would_change_and_changes_nothing(imports: Imports) -> None:
    await all_four(imports)
    before, events = await dump(imports), len(await imports.events())
    customer = await imports.customer()
    told = await run(imports, LOYAL_FIRST, is_trial=True)
    assert told[customer["id"]]["email"] == {"from": "nora.lind@mail.example", "to": "nora@other.example"}
    assert await dump(imports) == before
    assert len(await imports.events()) == events


async def test_another_policy_chooses_another_value(imports: Imports) -> None:
    await all_four(imports)
    await run(imports, LOYAL_FIRST)
    assert (await imports.customer())["email"] == "nora@other.example"


async def test_under_the_same_policy_nothing_changes(imports: Imports) -> None:
    await all_four(imports)
    assert await run(imports, DEFAULT) == {}


async def test_a_rebuild_from_raw_records_gives_the_same_rows(imports: Imports) -> None:
    await all_four(imports)
    before = await dump(imports)
    await run(imports, DEFAULT, is_whole=True)
    assert await dump(imports) == before


async def test_contradicting_fields_are_kept_for_filters(imports: Imports) -> None:
    await all_four(imports)
    fields = [row["field"] for row in await imports.rows_of(CONFLICTS, "field")]
    assert fields == ["ADDRESS", "EMAIL"]
