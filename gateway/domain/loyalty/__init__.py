"""Loyalty: what customers earn, spend and recommend."""
