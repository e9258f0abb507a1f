"""The tree of zones, for administrators."""
