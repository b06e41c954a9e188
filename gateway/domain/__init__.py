"""What we know: the entities of the graph and the acts on them, one slice per subject."""

from collections.abc import Mapping

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
from gateway.domain.records.model import SourceRecord
from gateway.entity import Entity
from gateway.events.event import Event, EventStore
from gateway.events.store import POSITIONS as _POSITIONS  # noqa: F401 (the table becomes known)
from gateway.indexes import declare_indexes
from gateway.planner.catalog import Identifier, SearchIndex
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
    EventStore,
    Event,
)

declare_indexes(ENTITIES)

SEARCH: Mapping[type[Entity], SearchIndex] = {Customer: lookup.SEARCH}
"""What `search` looks through."""

IDENTIFIERS: Mapping[type[Entity], tuple[Identifier, ...]] = {Customer: lookup.IDENTIFIERS}
"""By what else than its id an object is found."""

MUTATIONS: tuple[Mutation, ...] = (*customers.MUTATIONS,)
