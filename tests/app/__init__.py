"""The whole gateway, over HTTP, on both databases."""
