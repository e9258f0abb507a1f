"""Invitations: sending them, and the page on which a stranger takes one up."""
