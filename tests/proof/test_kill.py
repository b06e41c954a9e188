"""The server is killed while it writes: what was acknowledged is there, and rows and events still agree.

GATEWAY_PROOF_KILLS sets how often; without it, seldom enough for every run.
"""

import os
import random
import threading
import time
from pathlib import Path

import pytest

from tests.databases import migrate
from tests.proof.ledger import check_file, check_story, check_told, read_ledger
from tests.proof.process import Told, serving, writing

_CLIENTS = 4


@pytest.mark.parametrize(("kind", "kills"), [("sqlite", 6), ("postgresql", 3)])
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(
    kind: str, kills: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    kills = int(os.environ.get("GATEWAY_PROOF_KILLS", kills))
    migrate(url)
    told = Told()
    moments = random.Random(kills)  # noqa: S311 (nothing is kept secret with it)
    for _ in range(kills):
        before = told.acknowledged
        # The same database each time: the server must find its own way back from how it was left.
        with serving(url, tmp_path) as server, writing([server.url], _CLIENTS, told, threading.Event()):
            _wait_for_a_write(told, before)
            time.sleep(moments.uniform(0, 0.5))
            server.kill()
        check_file(url)
    ledger = read_ledger(url)
    check_told(ledger, told)
    check_story(ledger)
    assert (told.failed, told.refused) == ([], [])
    unasked = len(ledger.events) - told.acknowledged
    assert 0 <= unasked <= kills * _CLIENTS, "more was written than was asked for"
    print(
        f"{kind}: {kills} kills, {told.acknowledged} acknowledged, {told.unanswered} unanswered, {unasked} of them done"
    )


def _wait_for_a_write(told: Told, before: int) -> None:
    until = time.monotonic() + 30
    while told.acknowledged == before and time.monotonic() < until:
        time.sleep(0.005)
    assert told.acknowledged > before, "no write was acknowledged"
