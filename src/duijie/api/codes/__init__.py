"""Code lists: looked up, not changed."""
