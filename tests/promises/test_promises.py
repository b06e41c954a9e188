"""Whatever four systems send, in whatever order, and whatever is done beside it: what was promised holds.

A rebuild gives what is there; what is told of a value is the value; the past is shown as it was; a merge becomes what
its preview showed, and undone it leaves nothing. `GATEWAY_PROMISES_EXAMPLES` examples on SQLite, 40 without; a quarter
as many on PostgreSQL.
"""

import os
from pathlib import Path

import pytest

from tests.promises.joined import Forgotten, Joined
from tests.proof.world import run_examples, world_of

EXAMPLES = int(os.environ.get("GATEWAY_PROMISES_EXAMPLES", "40"))
CHOSEN = {"sqlite_synchronous": "NORMAL", "anonymization_delay": 0, "max_cost": 1_000_000}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("machine", [Joined, Forgotten])
def test_what_was_promised_holds(
    kind: str, machine: type[Joined], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    with world_of(url, tmp_path, **CHOSEN) as world:
        run_examples(machine, world, EXAMPLES if kind == "sqlite" else EXAMPLES // 4)
    # The examples are not all refusals, and not all of one kind.
    assert {"customerUpdate", "customerMerge", "customerUnmerge", "customerLink"} <= set(world.done)
    assert {"customerUnlink", "customerReleaseFields", "orderPlace"} <= set(world.done)
    print(f"{kind}: done {world.done}, refused {world.refused}")
