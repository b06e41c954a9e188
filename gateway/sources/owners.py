"""The row that a record hangs on, as far as it is here."""

from functools import cache

from gateway.entity import Entity
from gateway.sources.fields import Target
from gateway.sources.parts import Owner
from gateway.sources.prepared import Prepared
from gateway.sources.writer import Writer
from gateway.view import table_of


def owner_of(writer: Writer, record: Prepared) -> Owner | None:
    """The row that a record hangs on; none where it is named and not here, or by what several records have."""
    environment = record.key[0]
    is_untold = record.owner is None or writer.is_ambiguous(record.owner)
    if is_untold and (known := _known_owner(writer, record)):
        return known
    if record.kind.is_shared or record.owner is None:
        return Owner(None, None, environment, None)
    found = writer.known.get(record.owner)
    if found is None:
        return None
    if record.owner[2].partition(".")[0] == writer.source.customer.kind:
        if found.customer_id is None:
            return None
        return Owner(found.customer_id, found.customer_id, environment, found.external_id)
    row_id = writer.row_of(record.owner)
    if row_id is None and record.kind.target is not None:
        return None
    return Owner(row_id, found.customer_id, environment, found.owner_external_id)


def _known_owner(writer: Writer, record: Prepared) -> Owner | None:
    """Whose a record is that was here before, and does not tell any more."""
    known, target = writer.known.get(record.key), record.kind.target
    if known is None or known.customer_id is None or target is None or target.parent != "customer_id":
        return None
    return Owner(known.customer_id, known.customer_id, record.key[0], known.owner_external_id)


def customer_of(owner: Owner | None) -> tuple[str | None, str | None]:
    return (owner.customer_id, owner.external_id) if owner else (None, None)


def can_stand(target: Target, owner: Owner) -> bool:
    """Whether a row may be there with no other to hang on."""
    needed = _needed(target.entity)
    return all(value is not None or name not in needed for name, value in owner.columns(target).items())


@cache
def _needed(entity: type[Entity]) -> frozenset[str]:
    """Columns that hold no null."""
    return frozenset(column.key for column in table_of(entity).columns if not column.nullable)
