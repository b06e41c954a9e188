"""Exporting in tests: what a system gets back, and where that differs from what it sent."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.database import Database
from gateway.sources.exporting import Wanted, export_documents
from tests.app.client import Gateway

GivenBack = Callable[[str], Any]
"""System → the only customer as that system writes it."""


READINESS = """query($system: SourceSystem!) {
  customers { nodes { readiness(system: $system) { field code message value } } }
}"""


def readiness(gateway: Gateway, system: str) -> list[dict[str, Any]]:
    """For what a system would refuse the only customer."""
    (found,) = gateway.ask(READINESS, system=system)["customers"]["nodes"]
    problems: list[dict[str, Any]] = found["readiness"]
    return problems


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a JSON text, as it is spelled."""

    spelling: str


def exactly(text: str | bytes) -> Any:
    """A JSON text as what it is to the letter: objects as lists of pairs, numbers as spelled."""
    return json.loads(
        text, object_pairs_hook=lambda pairs: ("object", pairs), parse_int=Number, parse_float=Number
    )


def text_of(value: Any) -> str:
    """JSON with the numbers spelled as they are given."""
    if isinstance(value, Number):
        return value.spelling
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {text_of(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    return json.dumps(value)


async def exported(
    database: Database,
    system: str,
    directory: Path,
    *,
    kind: str | None = None,
    with_new: bool = False,
    environment: str = "LIVE",
) -> list[str]:
    """The lines of an export."""
    out = directory / "export.jsonl"
    wanted = Wanted.named(system, environment, kind, with_new=with_new)
    count = await export_documents(database, wanted, out=out, console=None)
    lines = out.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    assert len(lines) == count
    return lines


def differing(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Paths at which two documents differ, with what stands there afterwards; `…` for what is gone."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from differing(before.get(key, ...), after.get(key, ...), f"{path}.{key}".lstrip("."))
    elif before != after or type(before) is not type(after):
        yield path, after
