"""The records themselves: organisations, needs, offers, experts, and where each came from.

Not how they are read from files (`intake`), nor who fits whom (`matching`). Doors:
`services.add_records`, `services.remove_example`, `queries.list_needs_for_user` and its sisters.
"""
