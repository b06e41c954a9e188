"""Fetching from the outside systems, over HTTP from stand-ins."""
