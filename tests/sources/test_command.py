"""What `gateway import` does with files, a report and a terminal."""

import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gateway.domain.customers.model import Customer
from gateway.errors import SettingsError
from gateway.sources.files import import_files
from gateway.sources.summary import Summary
from tests.sources.documents import business_customer, rutter_customer
from tests.sources.imports import Imports


class Terminal:
    """A console whose text is kept."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        self.written = io.StringIO()
        self.console = Console(file=self.written, force_terminal=is_terminal, width=200, color_system=None)

    @property
    def lines(self) -> list[str]:
        return self.written.getvalue().splitlines()


async def run(
    imports: Imports,
    system: str,
    *files: Path | str,
    report: Path | None = None,
    terminal: Terminal | None = None,
) -> Summary:
    console = (terminal or Terminal()).console
    names = [str(file) for file in files]
    return await import_files(
        imports.database, system, names, environment="LIVE", report=report, console=console
    )


def file_of(directory: Path, name: str, *documents: Any) -> Path:
    file = directory / name
    file.write_text("\n".join(json.dumps(document) for document in documents), encoding="utf-8")
    return file


async def test_several_files(sqlite_imports: Imports, tmp_path: Path) -> None:
    """All files go in, and the summary counts them together."""
    one = file_of(tmp_path, "one.jsonl", rutter_customer(id="1"), rutter_customer(id="2", colour="red"))
    two = file_of(
        tmp_path, "two.json", {"customers": [rutter_customer(id="2", colour="red"), {"id": 5, "email": 5}]}
    )
    terminal = Terminal()
    summary = await run(sqlite_imports, "rutter", one, two, terminal=terminal)
    assert (summary.created, summary.unchanged, summary.refused) == (2, 1, 1)
    assert terminal.lines == [
        f"{two}, line 1, index 1: INVALID_VALUE: email is 5; expected text or null.",
        "2 created, 0 updated, 1 unchanged, 1 refused.",
        "New at the source, kept raw:",
        "  colour  2",
    ]


async def test_standard_input(sqlite_imports: Imports, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = json.dumps(business_customer()).encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert (await run(sqlite_imports, "business", "-")).created == 1


async def test_the_report(sqlite_imports: Imports, tmp_path: Path) -> None:
    """One line of JSON for each record that was refused."""
    file = file_of(tmp_path, "one.jsonl", rutter_customer(id="1"), rutter_customer(id="2", email=5), [])
    report = tmp_path / "report.jsonl"
    terminal = Terminal()
    await run(sqlite_imports, "rutter", file, report=report, terminal=terminal)
    assert [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] == [
        {
            "file": str(file),
            "record": 2,
            "line": 2,
            "index": None,
            "external_id": "2",
            "code": "INVALID_VALUE",
            "reason": "email is 5; expected text or null.",
        }
    ]
    assert terminal.lines == ["1 created, 0 updated, 0 unchanged, 1 refused."]


async def test_nobody_else_may_read_the_report(sqlite_imports: Imports, tmp_path: Path) -> None:
    """Nor one that was there before and could be read."""
    file = file_of(tmp_path, "one.jsonl", rutter_customer(email=5))
    fresh, old = tmp_path / "fresh.jsonl", tmp_path / "old.jsonl"
    old.write_text("What was in it.\n", encoding="utf-8")
    old.chmod(0o644)
    for report in (fresh, old):
        await run(sqlite_imports, "rutter", file, report=report)
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert len(report.read_text(encoding="utf-8").splitlines()) == 1


async def test_lines_are_not_folded_where_a_program_reads_them(
    sqlite_imports: Imports, tmp_path: Path
) -> None:
    file = file_of(tmp_path, "one.jsonl", rutter_customer(email=["of no kind at all"] * 20))
    piped = io.StringIO()
    console = Console(file=piped, width=80)
    await import_files(
        sqlite_imports.database, "rutter", [str(file)], environment="LIVE", report=None, console=console
    )
    refused, counts = piped.getvalue().splitlines()
    assert refused.startswith(f"{file}, line 1: INVALID_VALUE: email is [")
    assert refused.endswith("; expected text or null.")
    assert len(refused) > 120
    assert counts == "0 created, 0 updated, 0 unchanged, 1 refused."


async def test_a_file_that_cannot_be_read_is_refused(sqlite_imports: Imports, tmp_path: Path) -> None:
    """The other files go in."""
    there = file_of(tmp_path, "there.json", rutter_customer())
    missing = tmp_path / "missing.json"
    terminal = Terminal()
    summary = await run(sqlite_imports, "rutter", missing, there, terminal=terminal)
    assert (summary.created, summary.refused) == (1, 1)
    assert terminal.lines[0] == f"{missing}: UNREADABLE: The file cannot be read: No such file or directory."


async def test_a_terminal_sees_how_far_it_is(sqlite_imports: Imports, tmp_path: Path) -> None:
    file = file_of(tmp_path, "one.jsonl", rutter_customer())
    terminal = Terminal(is_terminal=True)
    await run(sqlite_imports, "rutter", file, terminal=terminal)
    assert "Importing" in terminal.written.getvalue()
    assert terminal.lines[-1].endswith("1 created, 0 updated, 0 unchanged, 0 refused.")


async def test_a_system_that_is_not_known(sqlite_imports: Imports) -> None:
    with pytest.raises(SettingsError, match="SYSTEM is 'shopify'"):
        await run(sqlite_imports, "shopify", "-")


async def test_a_report_that_cannot_be_written(sqlite_imports: Imports, tmp_path: Path) -> None:
    """It is refused before anything is imported."""
    file = file_of(tmp_path, "one.jsonl", rutter_customer())
    with pytest.raises(SettingsError, match="cannot be written"):
        await run(sqlite_imports, "rutter", file, report=tmp_path / "no" / "report.jsonl")
    assert await sqlite_imports.rows(Customer) == []
