"""Orders: what customers buy, buy again and send back."""
