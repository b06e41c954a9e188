"""What can be done to orders, recurring orders, returns, markets and stock locations."""
