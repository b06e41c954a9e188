"""The vendors' own clients against our stand-ins: what they can read, we stand in for."""
