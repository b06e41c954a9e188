"""The acts on loyalty cards and their points."""

from gateway.domain.loyalty.mutations import cards, points
from gateway.schema.payloads import Mutation

MUTATIONS: tuple[Mutation, ...] = (*cards.MUTATIONS, *points.MUTATIONS)
