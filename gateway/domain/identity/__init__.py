"""Which customers are one person: what is suggested, and what was decided."""
