"""What clients see of where a value comes from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.columns import Scalar
from gateway.domain.customers.model.conflicts import ConflictField
from gateway.domain.records.model import SourceSystem
from gateway.enumeration import described
from gateway.told import shown


@described(
    {
        "ORDERS": "It follows how many orders there are: those held here, and those that a system counts.",
        "PASSWORD": "A password was set through the gateway.",
        "REQUEST": "Anonymization was asked for through the gateway.",
        "CHANGE": "The customer was changed through the gateway since.",
        "KEPT": "Nobody says so any more; it stays until the customer is derived anew.",
    }
)
class ProvenanceReason(StrEnum):
    """How the gateway itself comes to a value."""

    ORDERS = "ORDERS"
    PASSWORD = "PASSWORD"  # noqa: S105 (the name of a reason)
    REQUEST = "REQUEST"
    CHANGE = "CHANGE"
    KEPT = "KEPT"


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """What one system, or somebody through the gateway, says of a field."""

    value: object | None = shown(
        "The value; of `tags` the list of this record alone, of `address` an object, of `hasPassword` whether there is"
        " one."
    )
    system: SourceSystem | None = shown("System that says so; null for what was written through the gateway.")
    record_id: str | None = shown("Id of the record.", scalar=Scalar.ID)
    external_id: str | None = shown("Identifier of the record in its system.")
    changed_at: datetime | None = shown(
        "When the system changed its record, or when it was written here; null when that is not known."
    )
    by: object | None = shown("Who wrote it here; null for a system's value.")
    is_pinned: bool = shown("Whether it was written through the gateway, and counts until it is released.")


@dataclass(frozen=True, slots=True)
class FieldProvenance:
    """Where the value of a field comes from."""

    field: str = shown("Name of the field, such as `email`.")
    value: object | None = shown(
        "The value that counts, which is the customer's; of `tags` the labels of all, of `address` an object."
    )
    system: SourceSystem | None = shown("System whose value it is; null for the gateway itself.")
    record_id: str | None = shown("Id of the record that it was taken from.", scalar=Scalar.ID)
    external_id: str | None = shown("Identifier of that record in its system.")
    changed_at: datetime | None = shown("When the record was changed, or the value written here.")
    by: object | None = shown(
        "Who wrote it here, or chose the address; null for a value that nobody wrote or chose here."
    )
    is_pinned: bool = shown(
        "Whether it was written through the gateway, and counts until it is released; of `address`, also whether it"
        " was chosen here."
    )
    reason: ProvenanceReason | None = shown(
        "How the gateway came to a value that is no system's and that nobody wrote; null for all others."
    )
    candidates: list[FieldCandidate] = shown("Every other value, the one that would count next first.")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field of which not all say the same."""

    field: ConflictField = shown("The field.")
    values: list[FieldCandidate] = shown("All that is said of it, the value that counts first.")


@dataclass(frozen=True, slots=True)
class AddressOrigin:
    """Where an entry of an address book comes from."""

    system: SourceSystem | None = shown("System whose record it was made from; null for one made here.")
    record_id: str | None = shown("Id of that record.", scalar=Scalar.ID)
    external_id: str | None = shown("Identifier of that record in its system.")
    changed_at: datetime | None = shown("When the system changed its record; null when that is not known.")
    changed_fields: list[str] = shown(
        "Names of the fields that were written through the gateway, of which what the system says does not count."
    )
