"""Some customers one after the other → all their rows. A pure function, so that another process can do it."""

from dataclasses import dataclass

from gateway.domain.bookings.model import Appointment, Reservation
from gateway.domain.customers.model import (
    Attachment,
    Channel,
    Customer,
    CustomerAddress,
    CustomerGroup,
    CustomerPaymentSource,
    CustomerSearchTerm,
    CustomerSubscription,
    CustomerTag,
    SkuList,
    SkuListItem,
)
from gateway.domain.identity.model import IdentitySuggestion
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
from gateway.domain.records.model import IdentityLink, SourceRecord
from gateway.events.event import EventStore
from gateway.events.store import POSITIONS
from gateway.seed.aftersales import add_recurring_orders, add_returns
from gateway.seed.belongings import add_belongings
from gateway.seed.bookings import add_bookings
from gateway.seed.history import add_history
from gateway.seed.house import house_of, house_rows
from gateway.seed.identity import add_suggestions
from gateway.seed.membership import Population, add_membership
from gateway.seed.person import Person, begin, count_events, make_person, twin_of
from gateway.seed.profile import add_customer
from gateway.seed.purchases import add_orders
from gateway.seed.rows import Rows, TableRows, Writer, name_of

_ENTITIES = (
    Channel,
    CustomerGroup,
    Market,
    StockLocation,
    Campaign,
    LoyaltyTier,
    Customer,
    CustomerSearchTerm,
    CustomerTag,
    CustomerAddress,
    CustomerPaymentSource,
    CustomerSubscription,
    SkuList,
    SkuListItem,
    Attachment,
    Order,
    OrderLine,
    OrderAddress,
    OrderSubscription,
    OrderSubscriptionItem,
    Return,
    ReturnLine,
    CustomerSummary,
    CustomerLoyalty,
    LoyaltyCampaignStanding,
    LoyaltyCard,
    LoyaltyTransaction,
    CustomerReferrals,
    Referral,
    Appointment,
    Reservation,
    SourceRecord,
    IdentityLink,
    IdentitySuggestion,
    EventStore,
)
IN_ORDER = (*map(name_of, _ENTITIES), POSITIONS.name)
"""Tables in the order in which new rows find what they point to."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The customers from `first` up to but not including `end`, of a population."""

    population: Population
    first: int
    end: int


def make_chunk(chunk: Chunk) -> list[TableRows]:
    """All rows of some customers; with the first ones come the rows that all share."""
    population = chunk.population
    rows = house_rows(population.seed, population.environment) if chunk.first == 0 else Rows()
    for index in range(chunk.first, chunk.end):
        _add(rows, population, index)
    if chunk.end == population.customers:
        last = count_events(population.customers)
        rows.add(POSITIONS.name, {"environment": population.environment, "position": last})
    return sorted(rows, key=lambda table: IN_ORDER.index(table.table))


def _add(rows: Rows, population: Population, index: int) -> None:
    """All rows of one customer. The order of the calls is the order of the draws: to change it changes the data."""
    house = house_of(population.seed, population.environment)
    dice, created, identifier = begin(population.seed, population.environment, index)
    writer = Writer(population.environment, dice, rows)
    twin = _twin(population, index)
    person = make_person(dice, created, identifier, index, twin)
    add_belongings(writer, person, house)
    purchases = add_orders(writer, person, house)
    add_returns(writer, person, house, purchases)
    add_recurring_orders(writer, person, house, purchases)
    add_bookings(writer, person, house)
    membership = add_membership(writer, person, house, purchases, population)
    row = add_customer(writer, person, house, len(purchases.placed))
    add_history(writer, person, house, row, membership)
    if twin:
        add_suggestions(writer, person, twin)


def _twin(population: Population, index: int) -> Person | None:
    """Who may be the same person."""
    other = twin_of(index)
    return (
        make_person(*begin(population.seed, population.environment, other), other)
        if other is not None
        else None
    )
