"""Pages of needs: the list, and one in full beside its ranked matches and their reasons."""
