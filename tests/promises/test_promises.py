"""Whatever four systems send, in whatever order, and whatever is done beside it: what was promised holds.

A rebuild gives what is there; what is told of a value is the value; the past is shown as it was; a merge becomes what
its preview showed, and undone it leaves nothing; a system gets back what it sent, where nothing was written here; of
whom is forgotten nothing is left. Under the default policy, and under one that chooses in every way.
`GATEWAY_PROMISES_EXAMPLES` sequences of each machine on SQLite, 20 without; a fifth as many on PostgreSQL. They are the
same each time, and others with another `GATEWAY_PROMISES_SEED`.
"""

import os
from functools import partial
from pathlib import Path

import pytest

from tests.promises.held import Held, HeldForgotten
from tests.promises.kept import everybody
from tests.promises.steps import play
from tests.proof.world import world_of

EXAMPLES = int(os.environ.get("GATEWAY_PROMISES_EXAMPLES", "20"))
SEED = os.environ.get("GATEWAY_PROMISES_SEED", "1")
STEPS = 60
CHOSEN = {"sqlite_synchronous": "NORMAL", "anonymization_delay": 0, "max_cost": 1_000_000}


POLICY = """
priority = ["VOUCHERIFY", "RUTTER"]
fields.email.rule = "MOST_RECENT"
fields.phone.rule = "MOST_RECENT"
fields.firstName.rule = "MOST_COMPLETE"
fields.lastName.rule = "MOST_RECENT"
fields.name.rule = "MOST_COMPLETE"
fields.notes.rule = "MOST_COMPLETE"
fields.description.rule = "MOST_RECENT"
fields.metadata.rule = "MOST_RECENT"
fields.customFields.rule = "MOST_COMPLETE"
fields.address.rule = "MOST_RECENT"
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("machine", [Held, HeldForgotten])
def test_what_was_promised_holds(
    kind: str, machine: type[Held], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    count = EXAMPLES if kind == "sqlite" else EXAMPLES // 5
    chosen = tmp_path / "survivorship.toml"
    chosen.write_text(POLICY)
    people = 0
    with world_of(url, tmp_path, **CHOSEN) as world:
        for each in range(count):
            if each == count // 2:
                world.choose(survivorship_file=chosen)
            play(partial(machine, world), f"{machine.__name__} {SEED}.{each}", STEPS)
            people += len(everybody(world))
    # The examples are not all refusals, not all of one kind, and leave somebody.
    assert people > 0
    assert {"customerUpdate", "customerMerge", "customerUnmerge", "customerLink"} <= set(world.done)
    assert {"customerUnlink", "customerReleaseFields", "orderPlace"} <= set(world.done)
    print(f"{kind}: done {world.done}, refused {world.refused}")
