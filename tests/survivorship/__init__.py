"""Whose value counts, and how that is explained."""
