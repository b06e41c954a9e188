"""What a person may ask of us: to be forgotten, and to be told what we hold."""
