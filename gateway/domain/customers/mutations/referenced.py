"""What may be written of nearly every record: a reference to somewhere else, and free data."""

import strawberry
from strawberry import Maybe

from gateway.domain.inputs import field
from gateway.schema.scalars import JSON


@strawberry.input
class FreeData:
    metadata: Maybe[JSON | None] = field("Free data: a JSON object. It replaces what was there.")


@strawberry.input
class ReferencedFields(FreeData):
    reference: Maybe[str | None] = field("Identifier of this record in another system.", staff_only=True)
    reference_origin: Maybe[str | None] = field(
        "Name of the system that `reference` belongs to.", staff_only=True
    )
