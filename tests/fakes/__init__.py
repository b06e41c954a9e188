"""Stand-ins of the four systems: stateful, over real HTTP, with each vendor's own limits and envelopes."""
