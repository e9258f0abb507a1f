"""The whole record with its files as one archive, and back: `write_archive`, `restore_archive`.

Format: a zip of `manifest.json`, one `tables/<app.model>.jsonl` per table in the order in which
they can be filled, and the stored files below `files/`. The same contents give the same bytes, on
SQLite and PostgreSQL alike. Derived data (search index, caches) and running work are left out.
"""
