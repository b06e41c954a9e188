"""What long work tells: its lines, and how far it is, as a bar on a terminal or a line every few seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_SECONDS_BETWEEN_LINES = 5.0

Advance = Callable[[int], None]
"""Is told how many more are done."""


def tell(console: Console, line: str) -> None:
    """A line as it is: no word of it is mark-up, and it is not folded where a program reads it."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def show_progress(console: Console | None, total: int) -> Iterator[Advance]:
    """Shows the customers that are done of the total; without a console nothing."""
    if console is None:
        yield lambda _: None
    elif console.is_terminal:
        columns = TextColumn("customers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("customers", total=total)
            yield lambda count: progress.advance(task, count)
    else:
        yield _Lines(console, total).advance


class _Lines:
    def __init__(self, console: Console, total: int) -> None:
        self.console = console
        self.total = total
        self.done = 0
        self.shown_at = time.monotonic()

    def advance(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self.shown_at >= _SECONDS_BETWEEN_LINES:
            self.shown_at = time.monotonic()
            self.console.print(f"{self.done} of {self.total} customers")
