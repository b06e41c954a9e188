"""The acts on a customer and on what it keeps with us."""

from gateway.domain.customers.mutations import (
    accounts,
    addresses,
    attachments,
    channels,
    customer,
    groups,
    newsletter,
    sku_list_items,
    sku_lists,
    tags,
    wallet,
)
from gateway.schema.payloads import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *customer.MUTATIONS,
    *accounts.MUTATIONS,
    *tags.MUTATIONS,
    *addresses.MUTATIONS,
    *newsletter.MUTATIONS,
    *wallet.MUTATIONS,
    *sku_lists.MUTATIONS,
    *sku_list_items.MUTATIONS,
    *attachments.MUTATIONS,
    *groups.MUTATIONS,
    *channels.MUTATIONS,
)
