"""Customers: who they are, and what they keep with us."""
