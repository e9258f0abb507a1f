"""Agreements about all records, and their answers."""
