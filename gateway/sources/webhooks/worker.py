"""Works on deliveries as long as the server runs: at once when one comes in, and now and then on those that wait."""

import asyncio
import contextlib

import structlog

from gateway.database import Database
from gateway.settings import Settings
from gateway.sources.webhooks.processing import DeliveryProcessor

_log = structlog.get_logger()


class WebhookWorker:
    """Starts with what an earlier server left behind."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._processor = DeliveryProcessor(database, settings)
        self._interval = settings.webhook_interval
        self._waking = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="webhooks")

    def wake(self) -> None:
        """A delivery came in."""
        self._waking.set()

    async def stop(self) -> None:
        """Lets the delivery at work end."""
        self._processor.is_stopping = True
        self._waking.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._processor.is_stopping:
            # Whatever comes in from here on wakes it once more.
            self._waking.clear()
            try:
                await self._processor.run_due()
            except Exception as error:  # noqa: BLE001 (the database may be back when it is asked again)
                _log.error("webhooks_stopped", error=type(error).__name__)
            if not self._processor.is_stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._waking.wait(), self._interval)
