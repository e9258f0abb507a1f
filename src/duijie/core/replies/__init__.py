"""Answers kept so that a request which is sent twice acts once (Idempotency-Key).

Doors: `services.begin_reply`, `services.finish_reply`.
"""
