"""Golden cases: a query, its SQL in each dialect, its answer, and one statement for each root field that is read.

`make golden` writes SQL and answers anew; a person reads the difference.
"""

import json
import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import FieldNode, OperationDefinitionNode, parse

from gateway.viewer import Viewer
from tests.planner.asking import VIEWERS, Asked, asking

QUERIES = Path(__file__).parent.parent / "queries"
CASES = sorted(path.parent.name for path in QUERIES.glob("*/query.graphql"))
REWRITES = os.environ.get("GATEWAY_TEST_REWRITE") == "1" and os.environ.get("CI") != "true"
LIMITS = {"max_aliases": 100}


class Case:
    """One directory of `tests/queries`."""

    def __init__(self, name: str) -> None:
        self.path = QUERIES / name
        self.query = (self.path / "query.graphql").read_text()

    @property
    def variables(self) -> dict[str, Any] | None:
        path = self.path / "variables.json"
        return json.loads(path.read_text()) if path.exists() else None

    @property
    def viewer(self) -> Viewer:
        path = self.path / "viewer.json"
        return VIEWERS[json.loads(path.read_text())] if path.exists() else VIEWERS["staff"]

    @property
    def answer_path(self) -> Path:
        return self.path / "answer.json"

    def sql_path(self, dialect: str) -> Path:
        return self.path / f"{dialect}.sql"


def read_root_fields(query: str, answer: dict[str, Any]) -> list[str]:
    """Response keys of the root fields that a statement answers: there, not refused, and not `__typename`."""
    operation = next(each for each in parse(query).definitions if isinstance(each, OperationDefinitionNode))
    fields = [field for field in operation.selection_set.selections if isinstance(field, FieldNode)]
    keys = [
        field.alias.value if field.alias else field.name.value
        for field in fields
        if field.name.value[0] != "_"
    ]
    refused = {error["path"][0] for error in answer.get("errors", ())}
    return [key for key in keys if key in (answer["data"] or {}) and key not in refused]


def written(statements: list[str]) -> str:
    return ";\n\n".join(statements) + ";\n"


def readable(answer: dict[str, Any]) -> str:
    return orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n"


async def run(asked: Asked, case: Case) -> dict[str, Any]:
    return await asked.whole(case.query, case.variables, case.viewer)


@pytest.mark.parametrize("name", CASES)
async def test_golden_case(name: str, known_url: str) -> None:
    """The SQL and the answer are what the case says, and each root field that is read is one statement."""
    case = Case(name)
    async with asking(known_url, **LIMITS) as asked:
        answer = await run(asked, case)
        dialect = asked.pipeline.plans.dialect.name
    if REWRITES:
        case.sql_path(dialect).write_text(written(asked.statements))
        if dialect == "sqlite":
            case.answer_path.write_text(readable(answer))
    assert written(asked.statements) == case.sql_path(dialect).read_text()
    assert readable(answer) == case.answer_path.read_text()
    if answer["data"] is not None:
        assert len(asked.sent) == len(read_root_fields(case.query, answer))


@pytest.mark.parametrize("name", CASES)
def test_values_are_not_in_the_statement(name: str) -> None:
    """No text that a variable carried is in the SQL of either database."""
    case = Case(name)
    texts = [text for text in _texts(case.variables) if len(text) > 2]
    for dialect in ("sqlite", "postgresql"):
        sql = case.sql_path(dialect).read_text()
        assert [text for text in texts if f"'{text}'" in sql or f'"{text}"' in sql] == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def test_a_rewritten_case_has_nothing_else() -> None:
    """Every directory is a case, and every case has all its files."""
    allowed = {
        "query.graphql",
        "variables.json",
        "viewer.json",
        "sqlite.sql",
        "postgresql.sql",
        "answer.json",
    }
    needed = {"query.graphql", "sqlite.sql", "postgresql.sql", "answer.json"}
    for directory in QUERIES.iterdir():
        files = {path.name for path in directory.iterdir()}
        assert needed <= files <= allowed, directory.name
