"""Takes in the deliveries that are due, oldest first: body → records → the importer, or a removal → an outcome."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog

from gateway.database import Database, Transaction
from gateway.domain.records.deliveries import DeliveryOutcome
from gateway.domain.records.model import SourceSystem
from gateway.entity import now
from gateway.settings import Settings
from gateway.sources import SOURCES, Source
from gateway.sources.importer import import_records
from gateway.sources.marks import mark_of, mark_removed
from gateway.sources.particulars import environment_of
from gateway.sources.reader import read_records
from gateway.sources.refusal import Refusal, RefusalCode
from gateway.sources.removal import remove_record
from gateway.sources.source import RecordKind
from gateway.sources.summary import Summary
from gateway.sources.survivorship import read_policy
from gateway.sources.tables import read_record_of
from gateway.sources.webhooks.content import Content, Deletion, Document, Ending, content_of
from gateway.sources.webhooks.inbox import ATTEMPTS, About, Delivery, claim, link, postpone, settle
from gateway.viewer import Environment

_OUTCOMES = {
    RefusalCode.ANONYMIZED: DeliveryOutcome.SKIPPED,
    RefusalCode.WRONG_KIND: DeliveryOutcome.IGNORED,
    RefusalCode.UNCLAIMED: DeliveryOutcome.IGNORED,
}
"""What the importer refuses, and nobody has to look at."""

_log = structlog.get_logger()


class DeliveryProcessor:
    """One run over the deliveries that are due."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime] = now) -> None:
        self.database = database
        self.environment = Environment(settings.environment.upper())
        self.policy = read_policy(settings.survivorship_file)
        self.clock = clock
        self.is_stopping = False

    async def run_due(self) -> int:
        """Works on every delivery that is due; tells how many there were."""
        await self.database.write(link)
        count = 0
        while not self.is_stopping:
            delivery = await self.database.write(lambda transaction: claim(transaction, self.clock()))
            if delivery is None:
                break
            await self._process(delivery)
            count += 1
        return count

    async def _process(self, delivery: Delivery) -> None:
        if delivery.attempts > ATTEMPTS:
            reason = f"The work on it ended in the middle {ATTEMPTS} times."
            await self._settle(delivery, Ending(DeliveryOutcome.FAILED, reason))
            return
        about = None
        try:
            content = content_of(delivery)
            about = content.about
            ending = await self._end(delivery, content)
        except Exception as error:  # noqa: BLE001 (whatever it is, this one is tried again, and the next one must run)
            # The message may hold what was delivered: it stays with the delivery, and the log gets its kind alone.
            _log.error("webhook_attempt_failed", delivery=delivery.digest, error=type(error).__name__)
            await self._postpone(delivery, f"{type(error).__name__}: {error}", about)
            return
        if ending is not None:
            await self._settle(delivery, ending)

    async def _end(self, delivery: Delivery, content: Content) -> Ending | None:
        """What became of it; None when it is to be tried again, or is settled already."""
        if isinstance(content, Document):
            return await self._import(delivery, content)
        if isinstance(content, Deletion):
            await self.database.write(lambda transaction: self._remove(transaction, delivery, content))
            return None
        return content

    def _remove(self, transaction: Transaction, delivery: Delivery, deletion: Deletion) -> None:
        """Removes and settles at once: whoever imports an older document meanwhile finds the one or the other."""
        transaction.lock("import")
        about, reason = deletion.about, None
        kind = _source_of(delivery.system).kind(about.kind)
        if kind is None or kind.is_shared:
            reason = "What belongs to no one customer is left as it is."
        else:
            key = self._key(delivery, kind, about, deletion.resource)
            stored = read_record_of(transaction, **key)
            if stored is None:
                mark_removed(transaction, mark_of(key), delivery.received_at)
                reason = "There is no such record here."
            else:
                remove_record(transaction, stored["id"], self.policy, delivery.received_at)
        outcome = DeliveryOutcome.IGNORED if reason else DeliveryOutcome.REMOVED
        settle(transaction, delivery, outcome, self.clock(), reason=reason)

    def _key(
        self, delivery: Delivery, kind: RecordKind, about: About, resource: Mapping[str, Any]
    ) -> dict[str, str]:
        """Where the record is kept that a delivery tells of."""
        return {
            "environment": environment_of(kind, resource, self.environment).value,
            "system": delivery.system.value,
            "connection": "",
            "kind": kind.stored_as,
            "external_id": about.external_id,
        }

    def _why_outdated(self, transaction: Transaction, delivery: Delivery, document: Document) -> str:
        """The importer decides that a document is; where there is no record, its deletion is what is newer."""
        about = document.about
        kind = _source_of(delivery.system).kind(about.kind) if about else None
        if about is None or kind is None:
            return ""
        key = self._key(delivery, kind, about, document.resource)
        return "" if read_record_of(transaction, **key) else "The system deleted the record since."

    async def _import(self, delivery: Delivery, document: Document) -> Ending | None:
        """None when the database refused the record, which it may take another time."""
        refusals: list[Refusal] = []
        source = _source_of(delivery.system)
        name = f"webhook {delivery.digest[:12]}"
        summary = await import_records(
            self.database,
            source,
            read_records(source, name, io.BytesIO(document.text.encode())),
            environment=self.environment,
            report=refusals.append,
            progress=lambda _: None,
            policy=self.policy,
        )
        failures = [refusal for refusal in refusals if refusal.code not in _OUTCOMES]
        if any(refusal.code is RefusalCode.REFUSED_BY_DATABASE for refusal in failures):
            await self._postpone(delivery, _words(failures), document.about)
            return None
        if failures:
            return Ending(DeliveryOutcome.FAILED, _words(failures), document.about)
        if refusals and not summary.taken:
            # What came along is told of first, and says less than that the customer was anonymized.
            code = min((refusal.code for refusal in refusals), key=list(_OUTCOMES).index)
            return Ending(_OUTCOMES[code], _words(refusals))
        outcome, reason = _outcome_of(summary), ""
        if outcome is DeliveryOutcome.OUTDATED:
            reason = await self.database.write(
                lambda transaction: self._why_outdated(transaction, delivery, document)
            )
        return Ending(outcome, reason or _words(refusals))

    async def _settle(self, delivery: Delivery, ending: Ending) -> None:
        def work(transaction: Transaction) -> None:
            settle(
                transaction,
                delivery,
                ending.outcome,
                self.clock(),
                reason=ending.reason or None,
                about=ending.about,
            )

        await self.database.write(work)
        if ending.outcome is DeliveryOutcome.FAILED:
            _log.error("webhook_failed", delivery=delivery.digest, system=delivery.system.value)

    async def _postpone(self, delivery: Delivery, reason: str, about: About | None) -> None:
        def work(transaction: Transaction) -> DeliveryOutcome | None:
            return postpone(transaction, delivery, self.clock(), reason=reason, about=about)

        if await self.database.write(work) is DeliveryOutcome.FAILED:
            _log.error("webhook_failed", delivery=delivery.digest, system=delivery.system.value)


def _source_of(system: SourceSystem) -> Source:
    return next(source for source in SOURCES if source.system is system)


def _outcome_of(summary: Summary) -> DeliveryOutcome:
    if summary.created or summary.linked or summary.updated:
        return DeliveryOutcome.IMPORTED
    return DeliveryOutcome.OUTDATED if summary.outdated else DeliveryOutcome.UNCHANGED


def _words(refusals: list[Refusal]) -> str:
    return "; ".join(f"{refusal.code}: {refusal.reason}" for refusal in refusals)
