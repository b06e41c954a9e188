"""The anonymizer at work, every so often, as long as the server runs."""

import asyncio
import contextlib

import structlog

from gateway.database import Database
from gateway.domain.privacy.anonymizer import Anonymizer
from gateway.domain.retention import forget_expired
from gateway.entity import now
from gateway.settings import Settings

_log = structlog.get_logger()


class AnonymizationWorker:
    """Looks for requests that are due, and forgets what is kept for a time only, as long as the server runs."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._anonymizer = Anonymizer(database, settings)
        self._interval = settings.anonymization_interval
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="anonymization")

    async def stop(self) -> None:
        """Lets the batch at work end."""
        self._anonymizer.is_stopping = True
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._interval)
                return
            try:
                await self._anonymizer.run_due()
                await self._database.write(lambda transaction: forget_expired(transaction, now()))
            except Exception as error:  # noqa: BLE001 (the database may be back when it is asked again)
                _log.error("anonymization_stopped", error=type(error).__name__)
