"""What can be done to loyalty cards and their points."""
