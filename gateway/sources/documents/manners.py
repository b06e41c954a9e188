"""What each system lets others write of its customers, and how it is told of a new one."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain.records.model import SourceSystem


@dataclass(frozen=True, slots=True)
class Manner:
    """Paths end where their object ends: `attributes.anonymization_info` is all that lies below it."""

    fixed: tuple[str, ...] = ()
    """What the system alone writes."""
    once: tuple[str, ...] = ()
    """What can be told of a new customer, and never again."""
    labels_by_name: tuple[str, str] | None = None
    """Paths of the texts by which labels are added and taken away, where the labels themselves are other records."""
    resource: str | None = None
    """JSON:API's type, where a new customer comes in its envelope."""
    coded_countries: bool = False
    nullable: frozenset[str] | None = None
    """What may be null; without, everything. All else is there with a value, or not at all."""

    def is_fixed(self, path: str, *, is_new: bool) -> bool:
        """Whether nothing is to be written at a path."""
        paths = self.fixed if is_new else (*self.fixed, *self.once)
        return any(path == each or path.startswith(f"{each}.") for each in paths)

    def takes_null(self, path: str) -> bool:
        return self.nullable is None or path in self.nullable


MANNERS: Mapping[SourceSystem, Manner] = {
    SourceSystem.RUTTER: Manner(fixed=("platform_id", "platform_data", "created_at", "updated_at")),
    SourceSystem.COMMERCE_LAYER: Manner(
        fixed=(
            "links",
            "attributes.has_password",
            "attributes.status",
            "attributes.total_orders_count",
            "attributes.anonymization_status",
            "attributes.anonymization_info",
            "attributes.created_at",
            "attributes.updated_at",
        ),
        labels_by_name=("attributes._add_tags", "attributes._remove_tags"),
        resource="customers",
        coded_countries=True,
    ),
    SourceSystem.VOUCHERIFY: Manner(
        # `birthday` is deprecated, and nobody writes it here.
        fixed=(
            "birthday",
            "summary",
            "loyalty",
            "referrals",
            "system_metadata",
            "assets",
            "created_at",
            "updated_at",
        ),
        once=("source_id",),
    ),
    SourceSystem.BUSINESS: Manner(
        fixed=("channelId", "createdAt", "updatedAt"),
        nullable=frozenset({"customerId", "phone_number", "firstname", "lastname", "channelId"}),
    ),
}
