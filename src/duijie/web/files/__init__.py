"""Doors of attached files: the file itself, and the picture of its first page."""
