"""Internal notes, by their own number."""
