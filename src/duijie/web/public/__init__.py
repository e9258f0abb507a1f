"""What strangers see: public summaries of needs, offers and experts, without an account.

The pages ask the same queries as all others, as nobody (`AnonymousUser`), whoever looks: so that
what a colleague sees here is what a stranger sees. Doors: `views.list_view`, `views.detail_view`,
`views.as_stranger_view` (the preview on a record's page).
"""
