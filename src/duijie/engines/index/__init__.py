"""Finds records by names (part, pinyin, initials, typos) and by the words of their texts.

One file per disclosure level: what a level may not see is in no file that its searches open. It
decides nothing about levels, and keeps nothing that the record does not hold; rebuild it any time.
Doors: `SearchIndex(folder)` with `upsert`, `delete`, `delete_from`, `purge`, `rebuild`, `is_empty`,
`is_complete`, `count`, `search`, `find_holding`. After a save: `upsert` into each level that shows
the record, `delete_from` the others; after a withdrawal `delete`, and `purge` within a minute of
either. `warm_up()` loads its tables before somebody waits for them.
"""

from duijie.engines.index.merging import warm_up
from duijie.engines.index.search_index import SearchIndex
from duijie.engines.index.types import Filters, Hit, Purge, Row, Visible, Why

__all__ = ["Filters", "Hit", "Purge", "Row", "SearchIndex", "Visible", "Why", "warm_up"]
