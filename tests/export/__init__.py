"""What is given back to the systems that customers came from."""
