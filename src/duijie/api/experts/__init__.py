"""Experts: as the other records, and who signs in as one."""
