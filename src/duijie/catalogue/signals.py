"""What the layers above are told inside the transaction of a change."""

from __future__ import annotations

from django.dispatch import Signal

example_removed = Signal()
"""Every example record is gone. A receiver removes what it keeps about them, or raises a
`DuijieError` to stop the removal as a whole. Argument `by`."""

records_changed = Signal()
"""Records were made, changed, moved, deleted, restored or removed for good. Arguments `kind` (a
`RecordKind`) and `ids`."""

records_handed_over = Signal()
"""A leaver's records have a new owner. Arguments `from_user_id`, `to_user_id`, `by`; sent where all
of them are handed over, so that other capabilities hand over theirs."""
