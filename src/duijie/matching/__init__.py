"""Which offers and experts fit a need, and why: match runs and their suggestions, stored.

Not the ranking itself (`engines.ranking`). Doors: `queries.get_need_suggestions_for_user` (what a
page shows), `services.request_matching` (a job that brings it up to date).
"""
