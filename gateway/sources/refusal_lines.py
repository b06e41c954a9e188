"""Refusals → lines of a report, on the disk before an import goes on behind them; without a report, of a console."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson
from rich.console import Console

from gateway.domain.privacy.command import private_file
from gateway.errors import SettingsError
from gateway.progress import tell
from gateway.sources.refusal import Refusal

_PIECE = 64 * 1024
"""Bytes that are looked through at once for the end of a line."""


class RefusalLines:
    """Where the refusals of an import go."""

    def __init__(self, console: Console, report: BinaryIO | None) -> None:
        self.console = console
        self.report = report
        self._is_lasting = report is not None and stat.S_ISREG(os.fstat(report.fileno()).st_mode)
        """Whether it has a disk under it: a pipe has none."""
        self._is_secure = True

    def write(self, refusal: Refusal) -> None:
        if self.report is None:
            tell(self.console, f"{refusal.position}: {refusal.code}: {refusal.reason}")
            return
        self.report.write(orjson.dumps(refusal.as_json(), option=orjson.OPT_APPEND_NEWLINE))
        self._is_secure = False

    def secure(self) -> None:
        """What was written is in the report, even if the process is killed or the machine loses its power."""
        if self.report is None or self._is_secure:
            return
        self.report.flush()
        if self._is_lasting:
            os.fsync(self.report.fileno())
        self._is_secure = True


@contextmanager
def refusal_lines(console: Console, report: Path | None, *, goes_on: bool) -> Iterator[RefusalLines]:
    """Lines of a new report, or of one that `goes_on`. Nobody else may read it: refusals tell of what they refuse.

    Raises:
        SettingsError: it cannot be written.
    """
    if report is None:
        yield RefusalLines(console, None)
        return
    if goes_on:
        try:
            _drop_half_line(report)
        except OSError as error:
            raise SettingsError(f"{report} cannot be written: {error.strerror}.") from error
    with private_file(report, goes_on=goes_on) as lines:
        yield RefusalLines(console, lines)


def _drop_half_line(report: Path) -> None:
    """A line that a full disk cut would spoil the next one, and is written again: no place was committed behind it."""
    if not report.is_file():
        return
    with report.open("r+b") as lines:
        end = size = lines.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - _PIECE)
            lines.seek(start)
            found = lines.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end < size:
            lines.truncate(end)
