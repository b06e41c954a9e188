"""What can be done to a customer and to what it keeps with us."""
