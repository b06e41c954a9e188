"""What we know: the entities of the graph and the acts on them, one slice per subject."""

from collections.abc import Mapping

from gateway.domain import history
from gateway.domain.bookings import mutations as bookings
from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers import lookup
from gateway.domain.customers import mutations as customers
from gateway.domain.customers.model import (
    Attachment,
    Channel,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.domain.identity.model import IdentitySuggestion
from gateway.domain.loyalty import mutations as loyalty
from gateway.domain.loyalty.model import (
    Campaign,
    CustomerLoyalty,
    CustomerReferrals,
    CustomerSummary,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTier,
    LoyaltyTransaction,
    Referral,
)
from gateway.domain.orders import mutations as orders
from gateway.domain.orders.model import (
    Market,
    Order,
    OrderAddress,
    OrderLine,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
    StockLocation,
)
from gateway.domain.privacy import mutations as privacy
from gateway.domain.privacy.model import REQUESTS as _REQUESTS  # noqa: F401 (the table becomes known)
from gateway.domain.records.deliveries import DELIVERIES as _DELIVERIES  # noqa: F401 (the table becomes known)
from gateway.domain.records.imports import IMPORTS as _IMPORTS  # noqa: F401 (the table becomes known)
from gateway.domain.records.model import MERGED, IdentityLink, SourceRecord
from gateway.domain.records.pulls import CURSORS as _CURSORS  # noqa: F401 (the table becomes known)
from gateway.domain.records.removals import REMOVED as _REMOVED  # noqa: F401 (the table becomes known)
from gateway.entity import Entity
from gateway.events.append_only import TRIGGERS as _TRIGGERS  # noqa: F401 (they become known)
from gateway.events.event import Event, EventStore
from gateway.events.idempotency import KEYS as _KEYS  # noqa: F401 (the table becomes known)
from gateway.events.store import POSITIONS as _POSITIONS  # noqa: F401 (the table becomes known)
from gateway.indexes import declare_indexes
from gateway.planner.catalog import Aliases, Identifier, Memory, SearchIndex
from gateway.schema.payloads import Mutation

ENTITIES: tuple[type[Entity], ...] = (
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerTag,
    CustomerPaymentSource,
    CustomerSubscription,
    SkuList,
    SkuListItem,
    Attachment,
    Channel,
    Order,
    OrderLine,
    OrderAddress,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
    Market,
    StockLocation,
    CustomerSummary,
    CustomerLoyalty,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTransaction,
    LoyaltyTier,
    Campaign,
    CustomerReferrals,
    Referral,
    Appointment,
    Reservation,
    SourceRecord,
    IdentityLink,
    IdentitySuggestion,
    EventStore,
    Event,
)

declare_indexes(ENTITIES)

SEARCH: Mapping[type[Entity], SearchIndex] = {Customer: lookup.SEARCH}
"""What `search` looks through."""

IDENTIFIERS: Mapping[type[Entity], tuple[Identifier, ...]] = {Customer: lookup.IDENTIFIERS}
"""By what else than its id an object is found."""

MEMORIES: Mapping[type[Entity], Memory] = {Customer: history.MEMORY}
"""What can be shown as it was."""

ALIASES: Mapping[type[Entity], Aliases] = {Customer: Aliases(MERGED, "customer_id")}
"""Which objects answer for ids of others."""

MUTATIONS: tuple[Mutation, ...] = (
    *customers.MUTATIONS,
    *orders.MUTATIONS,
    *privacy.MUTATIONS,
    *loyalty.MUTATIONS,
    *bookings.MUTATIONS,
)
