"""Where a customer's values come from: each field with the value that counts, and with all the others."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from gateway.domain.customers.model.conflicts import CONFLICTS, ConflictField
from gateway.entity import Audience, Told, told
from gateway.planner.catalog import ListCondition
from gateway.planner.fields import Link, ValuesField
from gateway.sources.explaining.material import MATERIAL
from gateway.sources.explaining.provenance import (
    FieldConflict,
    FieldProvenance,
    tell_conflicts,
    tell_provenance,
)
from gateway.told import Argument

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
    return {
        "provenance": told(
            "Where each value comes from: the record that counts, and all others that speak of the field. Fields of"
            " which nobody says anything are left out. `tags` are those of all records, and what was changed here.",
            partial(tell_provenance, survivorship_file),
            material=MATERIAL,
            arguments={
                "fields": Argument(
                    list[str] | None,
                    "Names of fields, such as `email`, or `tags`; without them, every field.",
                )
            },
            type_=list[FieldProvenance],
        ),
        "conflicts": told(
            "Fields of which several systems, or a system and what was written here, say different things once case"
            " of e-mail addresses, spelling of telephone numbers and blanks are looked past.",
            partial(tell_conflicts, survivorship_file),
            material=MATERIAL,
            type_=list[FieldConflict],
        ),
    }


__all__ = ["CONDITIONS", "explained_by"]
