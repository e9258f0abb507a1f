"""What the layers above are told inside the transaction of a change."""

from __future__ import annotations

from django.dispatch import Signal

example_removed = Signal()
"""Every example record is gone. A receiver removes what it keeps about them, or raises a
`DuijieError` to stop the removal as a whole. Argument `by`."""
