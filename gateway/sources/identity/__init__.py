"""What staff decides about who is who: acts on customers that are derived from their records anew."""

from gateway.sources.identity.mutations import MUTATIONS

__all__ = ["MUTATIONS"]
