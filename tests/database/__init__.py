"""Reads and writes at the edge, on real databases."""
