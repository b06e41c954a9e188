"""WIIL, the business-management platform: customers of the back office with their bookings and orders."""

from gateway.domain.records.model import SourceSystem
from gateway.sources.business.booking import (
    APPOINTMENT,
    RENTAL_RESERVATION,
    RESERVATION,
    ROOM_RESERVATION,
    TABLE_RESERVATION,
)
from gateway.sources.business.customer import CHANNEL, CUSTOMER, CUSTOMER_GROUP, SHIPPING_ADDRESS
from gateway.sources.business.order import MENU_ORDER, PRODUCT_ORDER
from gateway.sources.source import Signs, Source

BUSINESS = Source(
    SourceSystem.BUSINESS,
    # An answer does not tell the kind of its records: the first that recognises one has it.
    kinds=(
        CUSTOMER,
        CHANNEL,
        CUSTOMER_GROUP,
        SHIPPING_ADDRESS,
        APPOINTMENT,
        RESERVATION,
        TABLE_RESERVATION,
        ROOM_RESERVATION,
        RENTAL_RESERVATION,
        MENU_ORDER,
        PRODUCT_ORDER,
    ),
    lists={"data": None, "data.data": None},
    envelope=("success", "metadata", "data.meta"),
    signs=Signs(
        strong=(
            *("isValidatedNames", "customerGroupId", "best_time_to_call", "preferred_contact_method"),
            *("deploymentType", "businessServiceId", "reservationType"),
        ),
        weak=(
            *("createdAt", "updatedAt", "firstname", "lastname", "phone_number", "preferred_language"),
            *("custom_fields", "customerId", "channelId", "guestId", "orderNumber", "isDefault", "isPrimary"),
        ),
    ),
)
