"""Many clients write at once, to one gateway and to two on one file: nobody is turned away, counts are exact.

GATEWAY_PROOF_SECONDS sets how long they write.
"""

import os
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import migrate
from tests.proof.ledger import check_file, check_story, check_told, read_ledger
from tests.proof.process import Told, race, serving, writing

_CLIENTS = 8
_SECONDS = float(os.environ.get("GATEWAY_PROOF_SECONDS", "3"))


@pytest.mark.parametrize("servers", [1, 2], ids=["one gateway", "two gateways on one file"])
def test_every_write_of_parallel_clients_is_done_once(servers: int, sqlite_url: str, tmp_path: Path) -> None:
    migrate(sqlite_url)
    told = Told()
    with ExitStack() as running:
        urls = [running.enter_context(serving(sqlite_url, tmp_path)).url for _ in range(servers)]
        with writing(urls, _CLIENTS, told, threading.Event()):
            time.sleep(_SECONDS)
    # Neither "database is locked" nor any other error; not one version was refused, since each row has one writer.
    assert (told.failed, told.refused, told.unanswered) == ([], [], 0)
    ledger = read_ledger(sqlite_url)
    check_told(ledger, told)
    check_story(ledger)
    check_file(sqlite_url)
    assert len(ledger.rows) == len(told.created) > 0
    assert len(ledger.events) == told.acknowledged
    print(f"{servers} gateways, {_CLIENTS} clients, {_SECONDS:g} s: {told.acknowledged} acknowledged")


@pytest.mark.parametrize("servers", [1, 2], ids=["one gateway", "two gateways on one file"])
def test_of_updates_that_expect_the_same_version_exactly_one_is_done(
    servers: int, sqlite_url: str, tmp_path: Path
) -> None:
    """Eight clients race for each version of one row: one wins, seven are told CONFLICT."""
    migrate(sqlite_url)
    with ExitStack() as running:
        urls = [running.enter_context(serving(sqlite_url, tmp_path)).url for _ in range(servers)]
        customer, answers = race(urls, rounds=10, clients=_CLIENTS)
    ledger = read_ledger(sqlite_url)
    check_story(ledger)
    assert ledger.rows[customer]["version"] == 11
    assert sorted(set(answers)) == ["CONFLICT", "DONE"]
    assert (answers.count("DONE"), answers.count("CONFLICT")) == (10, 10 * (_CLIENTS - 1))
