"""Numbers without records."""
