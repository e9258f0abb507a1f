"""Search over all kinds of record."""
