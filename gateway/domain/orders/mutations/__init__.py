"""The acts on orders, recurring orders, returns, markets and stock locations. They are for the staff alone."""

from gateway.domain.orders.mutations import lines, markets, orders, progress, returns, subscriptions
from gateway.schema.payloads import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *orders.MUTATIONS,
    *lines.MUTATIONS,
    *progress.MUTATIONS,
    *subscriptions.MUTATIONS,
    *returns.MUTATIONS,
    *markets.MUTATIONS,
)
