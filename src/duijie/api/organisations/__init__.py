"""Organisations, who speaks for them, and what hangs on them."""
