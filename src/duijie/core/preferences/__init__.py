"""What an installation is set to: its name and logo, what strangers see, its limits.

Kept in the database and changed by administrators while it runs; what the owner of the machine
decides stands in environment variables (`config.settings`). Doors: `queries.get_preferences`,
`services.change_preferences`, `services.change_logo`.
"""
