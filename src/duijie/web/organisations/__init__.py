"""Pages of organisations: the list, and one with its people and what the reader sees of theirs."""
