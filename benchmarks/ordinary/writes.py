"""Creating and updating a customer through a session: the row, its search terms, and the event."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from benchmarks.handwritten import drafts
from benchmarks.ordinary.session import Sessions
from gateway.domain.customers.model import Customer, CustomerSearchTerm
from gateway.events.event import EventStore
from gateway.events.store import POSITIONS
from gateway.identifier import new_id


async def create_customer(sessions: Sessions, values: Mapping[str, Any]) -> Customer:
    at = drafts.this_instant()
    customer = Customer(
        **drafts.DEFAULTS,
        **values,
        **drafts.derive(values),
        id=new_id("cus"),
        environment="LIVE",
        version=1,
        created_at=at,
        updated_at=at,
        total_orders_count=0,
    )
    async with sessions() as session, session.begin():
        session.add(customer)
        await session.flush()
        _add_terms(session, customer)
        await _record(session, customer, "created", "create", drafts.show_creation(values))
    return customer


async def update_customer(sessions: Sessions, identifier: str, values: Mapping[str, Any]) -> Customer | None:
    async with sessions() as session, session.begin():
        found = await session.exec(
            select(Customer)
            .where(Customer.id == identifier, Customer.environment == "LIVE")
            .with_for_update()
        )
        customer = found.one_or_none()
        if customer is None:
            return None
        after = drafts.find_changes(_Row(customer), values)
        if not after:
            return customer
        changes = {
            drafts.FIELDS[column]: {"from": getattr(customer, column), "to": value}
            for column, value in after.items()
        }
        for column, value in {**after, **drafts.derive(after)}.items():
            setattr(customer, column, value)
        customer.version += 1
        customer.updated_at = drafts.this_instant()
        if not drafts.SEARCHED.isdisjoint(after):
            await session.exec(
                delete(CustomerSearchTerm).where(col(CustomerSearchTerm.customer_id) == identifier)
            )
            _add_terms(session, customer)
        await _record(session, customer, "updated", "update", changes)
    return customer


class _Row(dict[str, Any]):
    """A row whose columns are read as a mapping's keys."""

    def __init__(self, customer: Customer) -> None:
        super().__init__({column: getattr(customer, column) for column in drafts.FIELDS})


def _add_terms(session: Any, customer: Customer) -> None:
    terms = drafts.find_terms(
        {
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "name": customer.name,
            "email": customer.email,
            "phone": customer.phone,
            "phone_normalized": customer.phone_normalized,
            "company": customer.company,
        }
    )
    session.add_all(
        CustomerSearchTerm(environment="LIVE", term=term, customer_id=customer.id) for term in terms
    )


async def _record(
    session: Any, customer: Customer, happened: str, act: str, changes: Mapping[str, Any]
) -> None:
    taken = await session.exec(
        update(POSITIONS)
        .where(POSITIONS.c.environment == "LIVE")
        .values(position=POSITIONS.c.position + 1)
        .returning(POSITIONS.c.position)
    )
    session.add(
        EventStore(
            id=new_id("evs"),
            environment="LIVE",
            version=1,
            created_at=customer.updated_at,
            updated_at=customer.updated_at,
            position=taken.scalar_one(),
            kind=f"customer.{happened}",
            event=act,
            resource_type="customer",
            resource_id=customer.id,
            entity_version=customer.version,
            changes=changes,
            who={"application": {"kind": "open", "id": None}},
            customer_id=customer.id,
        )
    )
