"""Records: what each source system sent, as it was sent."""
