"""Tables of the customers."""

from gateway.domain.customers.model.addresses import CustomerAddress
from gateway.domain.customers.model.attachments import Attachment
from gateway.domain.customers.model.channels import Channel, ChannelType
from gateway.domain.customers.model.customer import (
    AnonymizationStatus,
    ContactMethod,
    Customer,
    CustomerStatus,
    TimeOfDay,
)
from gateway.domain.customers.model.groups import CustomerGroup, CustomerTag
from gateway.domain.customers.model.newsletter import CustomerSubscription
from gateway.domain.customers.model.search_terms import CustomerSearchTerm
from gateway.domain.customers.model.sku_lists import SkuList, SkuListItem
from gateway.domain.customers.model.wallet import CustomerPaymentSource, PaymentProcessor

__all__ = [
    "AnonymizationStatus",
    "Attachment",
    "Channel",
    "ChannelType",
    "ContactMethod",
    "Customer",
    "CustomerAddress",
    "CustomerGroup",
    "CustomerPaymentSource",
    "CustomerSearchTerm",
    "CustomerStatus",
    "CustomerSubscription",
    "CustomerTag",
    "PaymentProcessor",
    "SkuList",
    "SkuListItem",
    "TimeOfDay",
]
