"""Users and their roles; who is an administrator, who a broker.

Not the sign-in pages (allauth, drawn by `web`), not what a role may do with a record (each
capability's `permissions`). Doors: `services.create_user`, `services.issue_account`,
`queries.get_user`.
"""
