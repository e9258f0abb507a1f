"""Plain Python that reads, matches and plans. No Django, no database, no language of a user.

Frozen dataclasses in and out; what a user has to be told leaves as a `Message` (code and
parameters) that the interfaces translate.
"""
