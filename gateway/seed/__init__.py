"""Deterministic demo data: believable people, with every relationship filled."""

from gateway.seed.filling import SeedSummary, is_empty, seed

__all__ = ["SeedSummary", "is_empty", "seed"]
