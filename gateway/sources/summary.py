"""What became of all records: counted, stored while an import goes on, and told to a person."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from gateway.sources.outcome import Written
from gateway.sources.prepared import Incoming


@dataclass(slots=True)
class Summary:
    """What became of all records."""

    created: int = 0
    linked: int = 0
    """Records of customers that other records had made known."""
    updated: int = 0
    unchanged: int = 0
    outdated: int = 0
    skipped: int = 0
    """Records of customers that were anonymized."""
    refused: int = 0
    included: Counter[str] = field(default_factory=Counter)
    """Kind → records that came along with others; what is taken or refused by itself is counted above, too."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Path that is declared nowhere → records that have it."""
    redacted: Counter[str] = field(default_factory=Counter)
    """Path of a secret that was not stored → records that had it."""

    def count(self, incoming: Incoming, written: Written) -> None:
        self.refused += len(written.refused)
        if written.outcome is None:
            return
        name = written.outcome.name.lower()
        setattr(self, name, getattr(self, name) + 1)
        # Nearly all have neither, and an empty update costs as much as the rest.
        if incoming.unknown:
            self.unknown.update(dict.fromkeys(incoming.unknown, 1))
        if incoming.redacted:
            self.redacted.update(dict.fromkeys(incoming.redacted, 1))

    @property
    def taken(self) -> int:
        """Records that were neither refused nor skipped."""
        return self.created + self.linked + self.updated + self.unchanged + self.outdated

    def counts(self) -> dict[str, Any]:
        """All numbers by name, as JSON can hold them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def add(self, counts: Mapping[str, Any]) -> None:
        """Counts what was counted before, as it was stored."""
        for name, count in counts.items():
            if isinstance(count, Mapping):
                getattr(self, name).update(count)
            else:
                setattr(self, name, getattr(self, name) + count)


def describe(summary: Summary) -> Iterator[str]:
    """The summary in lines for a person."""
    counts = {
        "created": summary.created,
        "linked": summary.linked,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "outdated": summary.outdated,
        "skipped": summary.skipped,
        "refused": summary.refused,
    }
    shown = [
        f"{count} {name}"
        for name, count in counts.items()
        if count or name not in ("linked", "outdated", "skipped")
    ]
    yield f"{', '.join(shown)}."
    for title, paths in (
        ("Included with others", summary.included),
        ("New at the source, kept raw", summary.unknown),
        ("Secret, not stored", summary.redacted),
    ):
        if paths:
            yield f"{title}:"
            yield from (f"  {path}  {count}" for path, count in sorted(paths.items()))
