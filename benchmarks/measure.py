"""Rounds of load on every app in turn, so that what disturbs the machine disturbs them alike."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import orjson
from rich.console import Console

from benchmarks.apps import GATEWAY, App
from benchmarks.cases import Case, Material, Variables
from benchmarks.client import ask, run_load, write_request
from benchmarks.servers import Server

_WARM_UP = 0.6
_COMPARED = 25
_GENERATED = frozenset({"id", "createdAt", "updatedAt", "version"})
"""Fields of a write's answer that differ from one write to the next."""


class DifferentAnswers(Exception):
    """Two apps answer the same question differently."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one app did with one case in one round. Times in milliseconds."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    """Of the server's process, per request."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The rounds of one app with one case."""

    rounds: tuple[Round, ...]

    def middle(self, name: str) -> float:
        return float(median(getattr(each, name) for each in self.rounds))

    def ratio(self, other: "Measured") -> float:
        """Requests per second as a share of another app's, round by round."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(mine.per_second / its.per_second for mine, its in pairs)


async def compare_answers(ports: Mapping[App, int], cases: Sequence[Case], material: Material) -> None:
    """Asks every app the same and compares what they say.

    Raises:
        DifferentAnswers: an app says something else than the gateway.
    """
    for case in cases:
        for variables in itertools.islice(case.variables(material), 1 if case.is_write else _COMPARED):
            answers = {
                app: _comparable(orjson.loads(await _ask_as(app, port, case, variables)), case)
                for app, port in ports.items()
            }
            expected = answers[GATEWAY]
            for app, answer in answers.items():
                if answer != expected:
                    where, its, ours = _first_difference(answer, expected)
                    raise DifferentAnswers(
                        f"{case.title}, {variables}: at {where or 'the top'} {app.name} says {its!r:.200},"
                        f" {GATEWAY.name} says {ours!r:.200}."
                    )


async def _ask_as(app: App, port: int, case: Case, variables: Variables) -> bytes:
    """The answer of one app; an e-mail address belongs to one customer, so each app has its own."""
    given = variables.get("input", {})
    if "email" not in given:
        return await ask(port, write_request(app, case, variables, port))
    mark = f"{app.name}."
    own = {**variables, "input": {**given, "email": mark + given["email"]}}
    answer = await ask(port, write_request(app, case, own, port))
    return answer.replace(mark.encode(), b"")


def _first_difference(one: Any, other: Any, where: str = "") -> tuple[str, Any, Any]:
    """Where two answers that differ do so first, and what each has there."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        key = next(key for key in one if one[key] != other[key])
        return _first_difference(one[key], other[key], f"{where}.{key}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        place = next(place for place in range(len(one)) if one[place] != other[place])
        return _first_difference(one[place], other[place], f"{where}[{place}]")
    return where, one, other


def _comparable(answer: Any, case: Case) -> Any:
    """An answer without what every write makes anew; its key stays."""
    if not case.is_write:
        return answer
    if isinstance(answer, dict):
        return {key: None if key in _GENERATED else _comparable(value, case) for key, value in answer.items()}
    return answer


async def measure(
    servers: Mapping[App, Server],
    case: Case,
    material: Material,
    *,
    seconds: float,
    rounds: int,
    console: Console,
) -> dict[App, Measured]:
    """Loads every app with one case: A B C D, A B C D, …"""
    streams = {app: _requests(app, case, material, server.port) for app, server in servers.items()}
    for app, server in servers.items():
        await run_load(server.port, streams[app], _WARM_UP)
    done: dict[App, list[Round]] = {app: [] for app in servers}
    for _ in range(rounds):
        for app, server in servers.items():
            before = server.cpu_seconds()
            load = await run_load(server.port, streams[app], seconds / rounds)
            cpu = server.cpu_seconds() - before
            done[app].append(
                Round(
                    load.per_second,
                    load.percentile(0.5) * 1000,
                    load.percentile(0.99) * 1000,
                    cpu * 1000 / len(load.latencies),
                )
            )
    measured = {app: Measured(tuple(each)) for app, each in done.items()}
    speeds = ", ".join(f"{app.name} {each.middle('per_second'):,.0f}/s" for app, each in measured.items())
    console.print(f"{case.title}: {speeds}", soft_wrap=True)
    return measured


def _requests(app: App, case: Case, material: Material, port: int) -> Iterator[bytes]:
    """Requests without end: those of a reading case come again and again, those of a write never do."""
    requests = (write_request(app, case, variables, port) for variables in case.variables(material))
    return requests if case.is_write else itertools.cycle(list(requests))
