"""Pages of offers: the list, and one in full with the needs that it was suggested for."""
