"""What can be decided about who is one person."""
