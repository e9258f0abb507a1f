"""Needs, offers, experts and organisations: one set of operations made for each kind."""
