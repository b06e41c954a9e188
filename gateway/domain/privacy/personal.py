"""Which column of which table is personal: every table is here, and every column of one with customers' data."""

from collections.abc import Mapping

from sqlmodel import SQLModel

from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.model import (
    Attachment,
    Customer,
    CustomerAddress,
    CustomerPaymentSource,
    CustomerSearchTerm,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.domain.customers.model.accounts import PASSWORD_RESETS
from gateway.domain.customers.model.conflicts import CONFLICTS, OVERRULED
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.loyalty.model import (
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTransaction,
    Referral,
)
from gateway.domain.orders.model import (
    Order,
    OrderAddress,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
)
from gateway.domain.privacy.fates import Personal, personal
from gateway.domain.privacy.model import REQUESTS
from gateway.domain.records.deliveries import DELIVERIES
from gateway.domain.records.model import KNOWN_CONTACTS, MERGED, IdentityLink, SourceRecord
from gateway.events.event import EventStore
from gateway.events.idempotency import KEYS
from gateway.view import table_of

_ENTITY = "id environment version created_at updated_at customer_id"
_REFERENCED = "reference reference_origin metadata"
_POSTAL = (
    "line1 line2 city region postal_code country first_name last_name company phone email notes billing_info"
    " lat lng"
)
_REQUEST = "anonymization_info__"
_SUGGESTION = f"{_ENTITY} candidate_id score reasons status suggested_at decided_at decided_by"


def _entity(
    model: type[SQLModel], *, keep: str = "", erase: str = "", secret: str = "", staff_only: bool = False
) -> Personal:
    return personal(model, keep=f"{_ENTITY} {keep}", erase=erase, secret=secret, staff_only=staff_only)


PERSONAL: tuple[Personal, ...] = (
    personal(
        Customer,
        owner="id",
        keep=(
            "id environment version created_at updated_at status total_orders_count channel_id customer_group_id"
            f" anonymization_status {_REQUEST}requested_at {_REQUEST}started_at {_REQUEST}completed_at"
            f" {_REQUEST}failed_at {_REQUEST}cancelled_at {_REQUEST}requester__id"
            f" {_REQUEST}cancellation_requester__id"
        ),
        erase=(
            f"{_REFERENCED} email email_normalized email_claim first_name last_name name company phone"
            " phone_normalized birthdate birthday timezone best_time_to_call notes description tax_exemption_code"
            " self_url platform_id platform_data external_customer_id source_id shopper_reference profile_id"
            " custom_fields own_values system_metadata assets__cockpit_url assets__preference_center_url"
            f" {_REQUEST}requester__first_name {_REQUEST}requester__last_name {_REQUEST}requester__email"
            f" {_REQUEST}cancellation_requester__first_name {_REQUEST}cancellation_requester__last_name"
            f" {_REQUEST}cancellation_requester__email"
        ),
        secret="password_hash",  # noqa: S106 (a column's name)
        replace={
            "preferred_language": "en",
            "preferred_contact_method": "EMAIL",
            "is_validated_names": False,
        },
    ),
    personal(
        SourceRecord,
        keep=f"{_ENTITY} system connection kind received_at source_updated_at resource_id",
        rewrite="external_id payload retained content_hash owner_external_id names alias",
        staff_only=True,
    ),
    personal(
        IdentityLink,
        gone=f"{_ENTITY} system connection external_id rule evidence score linked_at linked_by source_record_id",
        staff_only=True,
    ),
    personal(CONFLICTS, gone="environment field customer_id", staff_only=True),
    personal(OVERRULED, gone="environment field said versions customer_id", staff_only=True),
    personal(KNOWN_CONTACTS, gone="environment contact customer_id", staff_only=True),
    personal(
        MERGED,
        keep="id environment version updated_at customer_id into_id merged_at",
        erase="content",
        staff_only=True,
    ),
    personal(IdentitySuggestion, gone=_SUGGESTION, staff_only=True),
    personal(
        DELIVERIES,
        gone=(
            "system topic body received_at attempts next_attempt_at processed_at outcome error kind external_id"
            " customer_id"
        ),
        secret="digest",  # noqa: S106 (a column's name)
        staff_only=True,
    ),
    personal(CustomerSearchTerm, gone="environment term customer_id", staff_only=True),
    personal(
        KEYS,
        gone="environment principal key mutation outcome customer_id created_at",
        secret="digest",  # noqa: S106 (a column's name)
        staff_only=True,
    ),
    personal(
        PASSWORD_RESETS,
        gone="customer_id expires_at",
        secret="token_digest",  # noqa: S106 (a column's name)
        staff_only=True,
    ),
    personal(CustomerTag, gone=f"{_ENTITY} name position", staff_only=True),
    _entity(
        CustomerAddress,
        keep="country_code business is_primary source_record_id own_columns",
        erase=f"{_POSTAL} {_REFERENCED} name",
    ),
    _entity(
        CustomerPaymentSource,
        keep="processor",
        erase=f"{_REFERENCED} name",
        secret="customer_token payment_source_token",  # noqa: S106 (columns' names)
    ),
    _entity(CustomerSubscription, erase=f"{_REFERENCED} customer_email"),
    _entity(SkuList, keep="manual", erase=f"{_REFERENCED} name slug description image_url sku_code_regex"),
    _entity(SkuListItem, keep="position sku quantity sku_list_id", erase=_REFERENCED),
    _entity(Attachment, erase=f"{_REFERENCED} name description url", staff_only=True),
    _entity(
        Order,
        keep=(
            "number system status payment_status fulfillment_status placed_at approved_at cancelled_at currency"
            " subtotal shipping discount tax tip gift_card adjustment total tax_included guest language_code"
            " country_code expected_delivery_at delivered_at market_id channel_id"
        ),
        erase=f"{_REFERENCED} customer_email coupon_code tracking_number",
    ),
    _entity(
        OrderLine,
        keep=(
            "position sku bundle_code name item_type quantity currency unit_price discount tax total image_url"
            " order_id"
        ),
        erase=_REFERENCED,
    ),
    _entity(OrderAddress, keep="kind order_id country_code business", erase=_POSTAL),
    _entity(
        OrderSubscription,
        keep=(
            "number status frequency activate_by_source_order place_target_order renewal_alert_period starts_at"
            " expires_at last_run_at next_run_at occurrencies errors_count succeeded_on_last_run market_id"
            " source_order_id payment_source_id"
        ),
        erase=f"{_REFERENCED} customer_email options",
    ),
    _entity(
        OrderSubscriptionItem,
        keep="position sku bundle_code quantity currency unit_price total order_subscription_id",
        erase=_REFERENCED,
    ),
    _entity(
        Return,
        keep=(
            "number status skus_count currency estimated_refund approved_at cancelled_at shipped_at rejected_at"
            " received_at refunded_at archived_at order_id stock_location_id"
        ),
        erase=f"{_REFERENCED} customer_email",
    ),
    _entity(
        ReturnLine,
        keep=(
            "position sku bundle_code name quantity currency total image_url restocked_at return_id order_line_id"
        ),
        erase=f"{_REFERENCED} return_reason",
    ),
    _entity(
        Appointment,
        keep=(
            "status starts_at ends_at duration currency total_price deposit_paid service_id location_id provider_id"
            " calendar_provider channel_id"
        ),
        erase=f"{_REFERENCED} customer_name customer_email cancel_reason calendar_id calendar_event_id",
    ),
    _entity(
        Reservation,
        keep=(
            "status starts_at ends_at duration currency total_price deposit_paid type resource_id"
            " is_resource_reservation persons_number"
        ),
        erase=f"{_REFERENCED} customer_name customer_email cancel_reason special_requests notes",
    ),
    _entity(
        CustomerSummary,
        keep=" ".join(
            column.name
            for column in table_of(CustomerSummary).columns
            if column.name.startswith(("currency", "redemptions__", "orders__"))
        ),
    ),
    _entity(CustomerLoyalty, keep="points referred_customers"),
    _entity(
        LoyaltyCampaignStanding, keep="campaign points loyalty_tier referred_customers tier_id loyalty_id"
    ),
    _entity(
        LoyaltyCard,
        keep=(
            "balance points expired_points subtracted_points redeemed_points pending_points next_expiration_date"
            " next_expiration_points campaign_id tier_id loyalty_id"
        ),
        erase=f"{_REFERENCED} code code_claim",
    ),
    _entity(
        LoyaltyTransaction,
        keep="type points balance loyalty_card_id",
        erase="source_id reason source related_transaction_id details",
    ),
    _entity(CustomerReferrals, keep="total"),
    _entity(
        Referral,
        keep="campaign_id related_object_type date referrer_customer_id referrals_id",
        erase="referrer_id related_object_id",
    ),
    personal(
        EventStore,
        keep=f"{_ENTITY} position kind event resource_type resource_id entity_version who event_id",
        rewrite="changes payload request_id idempotency_key",
        staff_only=True,
    ),
    personal(
        REQUESTS,
        keep="customer_id requested_at started_at lease leased_until counts",
        staff_only=True,
    ),
)
"""In the order in which they are done: first who it is and what would bring the data back, last the history."""

MENTIONS: tuple[Personal, ...] = (
    personal(Referral, owner="referrer_customer_id", erase="referrer_id"),
    personal(IdentitySuggestion, owner="candidate_id", gone=_SUGGESTION, staff_only=True),
)
"""Columns of other customers' rows that name the customer."""

NOT_PERSONAL = frozenset(
    {
        "customer_group",
        "channel",
        "market",
        "stock_location",
        "campaign",
        "loyalty_tier",
        "event_position",
        "attempt",
        "event_erasure",
        "merge_mention",
        "shared_past",
        "waiting_record",
        "import_progress",
        "pull_cursor",
        "pull_lease",
        "removed_record",
        "sealing_key",
    }
)
"""Tables that hold nothing about one customer."""

BY_TABLE: Mapping[str, Personal] = {each.table.name: each for each in PERSONAL}
