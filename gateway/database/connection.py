"""What a database does for the gateway: one statement for a read, one transaction for a write."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

from gateway.database.seals import Seal
from gateway.database.transaction import Transaction
from gateway.errors import RequestError

T = TypeVar("T")
Shown = TypeVar("Shown")


class StatementTimeout(RequestError):
    """A statement ran longer than allowed and was cancelled in the database."""

    code = "TIMEOUT"
    http_status = 504


class _Pretended(Exception):
    """Carries the answer out of a transaction that it undoes."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


class Database(ABC):
    """Where the data is."""

    dialect_name: str
    works_by_itself: bool
    """Whether it is another process, so that this one can do something else meanwhile."""
    seal: Seal | None = None
    """What its cursors are sealed with, once `load_seal` has read the key."""

    @abstractmethod
    async def open(self) -> None:
        """Connects.

        Raises:
            SettingsError: the database cannot be reached.
        """

    @abstractmethod
    async def close(self) -> None:
        """Lets running work finish and disconnects."""

    @abstractmethod
    async def read(self, sql: str, arguments: Sequence[Any]) -> str | None:
        """Runs one statement and returns its one text, or None for no row.

        Raises:
            StatementTimeout: it took too long and was cancelled.
        """

    @overload
    async def write(self, work: Callable[[Transaction], T]) -> T: ...

    @overload
    async def write(
        self, work: Callable[[Transaction], T], show: Callable[[Transaction, T], Shown]
    ) -> Shown: ...

    @abstractmethod
    async def write(
        self, work: Callable[[Transaction], T], show: Callable[[Transaction, T], Shown] | None = None
    ) -> Any:
        """Runs `work` in one transaction, which may happen more than once; what it raises undoes all it did.

        Returns what `work` returned, or what `show` makes of it once the change is there.
        """

    async def pretend(self, work: Callable[[Transaction], T]) -> T:
        """What `work` returns; whatever it changes is undone and seen by nobody else."""

        def undone(transaction: Transaction) -> None:
            raise _Pretended(work(transaction))

        try:
            await self.write(undone)
        except _Pretended as pretended:
            answer: T = pretended.answer
            return answer
        raise AssertionError("The work was undone without an answer.")

    @abstractmethod
    async def sweep(self, tables: Sequence[str]) -> None:
        """Takes off the disk what changed and deleted rows of these tables left behind, as far as it can be."""

    @abstractmethod
    async def count_anew(self) -> None:
        """After many rows came: lets statements be planned for as many as there are now."""

    async def ready(self) -> str | None:
        """None when a statement can be answered, else why not."""
        try:
            await self.read("SELECT '1'", ())
        except Exception:  # noqa: BLE001 (whatever it is, the answer is the same, and readiness must not fail)
            return "The database does not answer."
        return None
