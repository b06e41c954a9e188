"""What most records of the source systems carry: a reference to somewhere else, and free data."""

from typing import Any

from gateway.entity import Entity, exposed


class Referenced(Entity):
    """A record that names its counterpart in a third system and carries free data."""

    reference: str | None = exposed("Identifier of this record in another system.", filterable=True)
    reference_origin: str | None = exposed("Name of the system that `reference` belongs to.", filterable=True)
    metadata_: dict[str, Any] | None = exposed(
        "Free data: an object of any keys and values.", filterable=True, sa_column_kwargs={"name": "metadata"}
    )
