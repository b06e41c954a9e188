"""What stands around material in a statement's text: control characters, which JSON holds only escaped."""

BEGIN, END = 2, 3
"""Their code points."""
