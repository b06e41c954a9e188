"""What was imported is given back: all of it where nothing was changed here, and elsewhere all but that.

`GATEWAY_FUZZ_EXAMPLES` examples for each system, 20 without.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.database import Database, open_database
from gateway.domain.customers.operations.customer import update_customer
from gateway.events.act import Act
from gateway.settings import Settings
from gateway.viewer import Environment, Role, Viewer
from tests.databases import migrate
from tests.export.exports import differing, exactly, exported, text_of
from tests.export.random_documents import SYSTEMS, documents
from tests.sources.imports import Imports

EXAMPLES = int(os.environ.get("GATEWAY_FUZZ_EXAMPLES", "20"))
STAFF = Viewer(Role.USER, Environment.LIVE, "usr_1", "app_1")
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

CHANGES: Mapping[str, Mapping[str, tuple[Any, str]]] = {
    "rutter": {
        "email": ("new@changed.example", "email"),
        "first_name": ("Neu", "first_name"),
        "phone": ("+1 212 555 0199", "phone"),
    },
    "commerce_layer": {
        "email": ("new@changed.example", "attributes.email"),
        "shopper_reference": ("changed-here", "attributes.shopper_reference"),
        "tax_exemption_code": ("CHANGED HERE", "attributes.tax_exemption_code"),
        "profile_id": ("changed here", "attributes.profile_id"),
    },
    "voucherify": {
        "email": ("new@changed.example", "email"),
        "name": ("Neue Frau", "name"),
        "description": ("Changed – here ✓", "description"),
        "phone": ("+1 212 555 0199", "phone"),
    },
    "business": {
        "email": ("new@changed.example", "email"),
        "company": ("Changed & Here", "company"),
        "notes": ("Changed here.", "notes"),
        "external_customer_id": ("changed-here", "customerId"),
    },
}
"""Column → what is written here, and the path at which the document says so."""


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("export") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


async def on_copy(empty: Path, work: Callable[[Database, Path], Awaitable[None]]) -> None:
    """The work with a database of its own, and a directory."""
    path = empty.with_name("used.db")
    for left in empty.parent.glob("used.db*"):
        left.unlink()
    shutil.copy(empty, path)
    url = f"sqlite+aiosqlite:///{path}"
    database = open_database(Settings(database_url=url, sqlite_synchronous="NORMAL"))
    await database.open()
    try:
        await work(database, empty.parent)
    finally:
        await database.close()


async def give_back_unchanged(database: Database, directory: Path, system: str, given: list[Any]) -> None:
    texts = [text_of(each) for each in given]
    imports = Imports(database)
    summary = await imports.take_bytes(system, "\n".join(texts).encode())
    assert (summary.refused, imports.refusals) == (0, [])
    lines = await exported(database, system, directory)
    assert [exactly(line) for line in lines] == [exactly(text) for text in texts]


@pytest.mark.parametrize("system", SYSTEMS)
@FEW
@given(data=st.data())
def test_what_was_not_changed_is_the_same_to_the_letter(
    empty_database: Path, system: str, data: st.DataObject
) -> None:
    given = [data.draw(documents(system, number)) for number in range(data.draw(st.integers(1, 3)))]

    async def work(database: Database, directory: Path) -> None:
        await give_back_unchanged(database, directory, system, given)

    asyncio.run(on_copy(empty_database, work))


@pytest.mark.parametrize("system", SYSTEMS)
@FEW
@given(data=st.data())
def test_what_was_changed_differs_there_and_nowhere_else(
    empty_database: Path, system: str, data: st.DataObject
) -> None:
    document = json.loads(text_of(data.draw(documents(system, 1))))
    columns = data.draw(st.sets(st.sampled_from(sorted(CHANGES[system])), min_size=1))

    async def work(database: Database, directory: Path) -> None:
        imports = Imports(database)
        await imports.take(system, document)
        customer = await imports.customer()
        await change(database, customer["id"], {name: CHANGES[system][name][0] for name in columns})
        (line,) = await exported(database, system, directory)
        expected = {CHANGES[system][name][1]: CHANGES[system][name][0] for name in columns}
        assert dict(differing(document, json.loads(line))) == expected

    asyncio.run(on_copy(empty_database, work))


async def change(database: Database, customer_id: str, values: Mapping[str, Any]) -> None:
    """Changes a customer as staff does."""
    given = Settings(database_url="sqlite:///unused.db")
    await database.write(
        lambda transaction: update_customer(
            Act(transaction, STAFF, given, "req_1"), customer_id, values, None
        )
    )


@pytest.mark.parametrize("system", SYSTEMS)
@given(data=st.data())
@settings(FEW, max_examples=3)
def test_both_databases_keep_every_letter(postgres_imports: Any, system: str, data: st.DataObject) -> None:
    """The same on PostgreSQL: with few examples, since a database there takes long to make."""
    number = data.draw(st.integers(0, 10**12))
    text = text_of(data.draw(documents(system, number)))
    url, directory = postgres_imports

    async def work() -> None:
        database = open_database(Settings(database_url=url))
        await database.open()
        try:
            await Imports(database).take_bytes(system, text.encode())
            lines = await exported(database, system, directory)
        finally:
            await database.close()
        assert exactly(text) in [exactly(line) for line in lines]

    asyncio.run(work())


@pytest.fixture
def postgres_imports(postgres_url: str, tmp_path: Path) -> tuple[str, Path]:
    migrate(postgres_url)
    return postgres_url, tmp_path
