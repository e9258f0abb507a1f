"""All planted documents of `planted/`."""

from __future__ import annotations

from tests.unit.extraction.planted import (
    forms,
    notes,
    odd_tables,
    side_cards,
    surveys,
    tables,
    texts,
)
from tests.unit.extraction.planted.layout import Layout

LAYOUTS: tuple[Layout, ...] = (
    *tables.LAYOUTS,
    *odd_tables.LAYOUTS,
    *surveys.LAYOUTS,
    *forms.LAYOUTS,
    *texts.LAYOUTS,
    *notes.LAYOUTS,
    *side_cards.LAYOUTS,
)

__all__ = ["LAYOUTS", "Layout"]
