"""Where a customer's values come from: each field with the value that counts, and with all the others."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from gateway.domain.customers.model.conflicts import CONFLICTS, ConflictField
from gateway.entity import Audience, Told, told
from gateway.planner.catalog import ListCondition
from gateway.planner.fields import Link, ValuesField
from gateway.sources.explaining.addresses import MATERIAL, tell_origin
from gateway.sources.explaining.known import know
from gateway.sources.explaining.material import LISTS, ROW
from gateway.sources.explaining.provenance import tell_conflicts, tell_provenance
from gateway.sources.explaining.shapes import AddressOrigin, FieldConflict, FieldProvenance
from gateway.told import Argument, Material

_CONFLICTING = ValuesField(
    "hasConflict",
    CONFLICTS,
    Link("id", "customer_id"),
    "field",
    (("field", False),),
    "Fields in which those who speak of the customer contradict each other.",
    Audience.STAFF,
)

CONDITIONS: tuple[ListCondition, ...] = (
    ListCondition(
        "hasConflict",
        "field",
        ConflictField,
        "Of the field, several systems, or a system and what was written here, say different things.",
        _CONFLICTING,
    ),
)
"""What filters of customers can ask besides the customer's own fields."""


def explained_by(survivorship_file: Path | None) -> Mapping[str, Told]:
    """The fields of a customer that say where its values come from, by the policy in a file."""
    material = Material(
        ("id", "own_values", "has_password", *ROW), LISTS, understand=partial(know, survivorship_file)
    )
    return {
        "provenance": told(
            "Where each value comes from: the record that counts, and all others that speak of the field. The value is"
            " always the customer's own. Fields of which nobody says anything are left out. `tags` are those of all"
            " records, and what was changed here; `address` is the primary address.",
            tell_provenance,
            material=material,
            arguments={
                "fields": Argument(
                    list[str] | None,
                    "Names of fields, such as `email`, `tags`, `address` or `address.city`; without them, every"
                    " field, with the address as a whole.",
                )
            },
            type_=list[FieldProvenance],
        ),
        "conflicts": told(
            "Fields of which several systems, or a system and what was written here, say different things once case"
            " of e-mail addresses, spelling of telephone numbers and of addresses, and blanks are looked past.",
            tell_conflicts,
            material=material,
            type_=list[FieldConflict],
        ),
    }


ADDRESS_TOLD: Mapping[str, Told] = {
    "origin": told(
        "Where the address comes from. What other records say of a primary address is told by the customer's"
        " `provenance` of `address`.",
        tell_origin,
        material=MATERIAL,
        type_=AddressOrigin,
    ),
}
"""The same of an entry of an address book."""

__all__ = ["ADDRESS_TOLD", "CONDITIONS", "explained_by"]
