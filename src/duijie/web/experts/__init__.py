"""Pages of experts: the list, and one in full with the needs that they were suggested for."""
