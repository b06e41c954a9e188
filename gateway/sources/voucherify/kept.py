"""Records of Voucherify that are kept as they are, with whom they belong to as far as they tell."""

from collections.abc import Mapping
from typing import Any

from gateway.sources.fields import Field, belongs
from gateway.sources.reading import Reading
from gateway.sources.refusal import Refused
from gateway.sources.source import RecordKind
from gateway.sources.voucherify.loyalty import Told, is_id, is_object


class Kept(RecordKind):
    """Nothing in such a record is new, and none is refused for what it holds."""

    def read(self, document: Mapping[str, Any], unknown: list[str]) -> Reading:
        try:
            return super().read(document, [])
        except Refused:
            return Reading()


def _kept(
    kind: str,
    is_told: Told,
    *fields: Field,
    changed_at: str = "updated_at",
    fallback_changed_at: str | None = "created_at",
    is_shared: bool = False,
) -> RecordKind:
    return Kept(
        kind,
        None,
        *fields,
        changed_at=changed_at,
        fallback_changed_at=fallback_changed_at,
        is_shared=is_shared,
        is_told=is_told,
    )


VOUCHER = _kept(
    "voucher", is_object("voucher"), belongs("holder_id", "customer"), belongs("holder.id", "customer")
)
VOUCHER_TRANSACTION = _kept("voucher_transaction", is_id("vtx_"), belongs("voucher_id", "voucher"))
POINTS_BUCKET = _kept(
    "loyalty_points_bucket",
    lambda document: is_object("loyalty_points_bucket")(document) or is_id("lopb_")(document),
    belongs("voucher_id", "loyalty_card"),
)
PENDING_POINTS = _kept(
    "loyalty_pending_points",
    lambda document: is_object("loyalty_pending_points")(document) or is_id("lopp_")(document),
    belongs("voucher_id", "loyalty_card"),
)
REDEMPTION = _kept(
    "redemption",
    is_object("redemption", "redemption_rollback"),
    belongs("customer_id", "customer"),
    belongs("customer.id", "customer"),
    fallback_changed_at="date",
)
REDEEMABLE = _kept("redeemable", is_id("rh_"), belongs("customer_id", "customer"))
ACTIVITY = _kept(
    "activity",
    is_id("evcus_"),
    # Whose it is stands where the type of activity has it, or nowhere: then only who asked for it knows.
    belongs("entity_id", "customer"),
    belongs("data.customer.id", "customer"),
    belongs("data.data.customer.id", "customer"),
    changed_at="created_at",
    fallback_changed_at=None,
)
SEGMENT = _kept(
    "segment",
    lambda document: is_object("segment")(document) or is_id("seg_")(document),
    is_shared=True,
)
DELETION = _kept(
    # So it is spelled on the wire.
    "pernament_deletion",
    is_object("pernament_deletion"),
    belongs("related_object_id", "customer"),
    changed_at="created_at",
    fallback_changed_at=None,
)

KEPT = (
    VOUCHER,
    VOUCHER_TRANSACTION,
    POINTS_BUCKET,
    PENDING_POINTS,
    REDEMPTION,
    REDEEMABLE,
    ACTIVITY,
    SEGMENT,
    DELETION,
)
