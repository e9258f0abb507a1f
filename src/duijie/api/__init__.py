"""The REST interface: the same areas, queries, services and permissions as the pages.

Tokens (`Authorization: Bearer …`) or no sign-in at all (public summaries); problem+json in the
language of `Accept-Language`; cursor pagination; `Idempotency-Key` on every write. `doors.door`
declares an operation with its row of the permission table; the description is
docs/reference/openapi.json, compared by a test.
"""
