"""People who are asked to join."""
