"""What every resource of Commerce Layer has, said once: how it is recognised, its times, its reference, its mode."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gateway.sources.conversions import identifier, instant, json_object
from gateway.sources.fields import Field, Target, expect, follow, leave, take
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.sources.source import RecordKind


def is_type(kind: str) -> Callable[[Mapping[str, Any]], bool]:
    """A document that says so itself."""
    return lambda document: document.get("type") == kind


def left(because: str, prefix: str, *names: str) -> Iterable[Field]:
    """Fields that stay in the raw record, all for the same reason."""
    return (leave(f"{prefix}.{name}", because=because) for name in names)


def triggers(*names: str) -> Iterable[Field]:
    """Attributes that make the shop do something when they are sent to it."""
    return left("Tells the shop to do something; never sent by it.", "attributes", *names)


def formatted(*amounts: str) -> Iterable[Field]:
    """What stands beside an amount in cents: the same as a decimal number, and as text."""
    because = "The same amount as its cents."
    for amount in amounts:
        yield leave(f"attributes.{amount}_float", because=because)
        yield leave(f"attributes.formatted_{amount}", because=because)


def kept_beside(**relationships: str) -> Iterable[Field]:
    """Relationship → kind of what is kept as it is, where it came along."""
    return (follow(f"relationships.{name}", kind, is_whole=False) for name, kind in relationships.items())


def resource(
    kind: str,
    target: Target | None,
    *fields: Field,
    is_shared: bool = False,
    complete: Callable[[Reading], None] | None = None,
    secrets: tuple[str, ...] = (),
    free: tuple[str, ...] = (),
) -> RecordKind:
    every: tuple[Field, ...] = (
        leave("links", because="Where the shop answers for it."),
        expect("type", kind),
        take("attributes.created_at", "created_at", instant),
        take("attributes.updated_at", "updated_at", instant),
        leave("relationships.event_stores", because="Answered one by one only."),
        leave("relationships.versions", because="Earlier states, answered one by one only."),
    )
    if target:
        every += (
            take("attributes.reference", "reference", identifier),
            take("attributes.reference_origin", "reference_origin"),
            take("attributes.metadata", "metadata", json_object),
        )
    return RecordKind(
        kind,
        target,
        *every,
        *fields,
        changed_at="attributes.updated_at",
        fallback_changed_at="attributes.created_at",
        environment="meta.mode",
        is_shared=is_shared,
        is_told=is_type(kind),
        complete=complete,
        secrets=secrets,
        free=free,
    )


class Kept(RecordKind):
    """A resource that is kept as it is: nothing in it is new, and none is refused for what it holds."""

    def read(self, document: Mapping[str, Any], unknown: list[str]) -> Reading:
        try:
            return super().read(document, [])
        except Refused:
            return Reading()


def kept(kind: str, *fields: Field, is_shared: bool = False) -> RecordKind:
    return Kept(
        kind,
        None,
        *fields,
        changed_at="attributes.updated_at",
        fallback_changed_at="attributes.created_at",
        environment="meta.mode",
        is_shared=is_shared,
        is_told=is_type(kind),
    )
