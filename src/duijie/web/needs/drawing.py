"""Matches as they are drawn: bars on one scale, and the need's own words marked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.catalogue.queries import RecordDetail
from duijie.matching.queries import Piece, Span, SuggestionRow, cut_quote

PART_LABELS = {
    "words": _("Same words"),
    "meaning": _("Same meaning"),
    "sentences": _("Sentence by sentence"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution to a score. `width` is its share of the longest bar, in hundredths."""

    label: str | Promise
    value: float
    width: int


@dataclass(frozen=True, slots=True)
class DrawnMatch:
    row: SuggestionRow
    parts: tuple[Part, ...]
    spans: str
    """JSON `{"title": [[start, end], …], "text": …}` of the need's words behind the reasons."""

    @property
    def main_reason(self) -> str:
        """In one line for a phone call: the offer's own words of the weightiest reason."""
        reasons = self.row.reasons
        return "".join(piece.text for piece in reasons[0].offer_quote) if reasons else ""


def draw_matches(rows: Sequence[SuggestionRow]) -> tuple[DrawnMatch, ...]:
    """All bars of one list share a scale, so that they can be compared down the list."""
    values = [abs(part.value) for row in rows for part in row.contributions]
    longest = max(values, default=0.0) or 1.0
    return tuple(
        DrawnMatch(
            row=row,
            parts=tuple(
                Part(
                    PART_LABELS.get(part.name, part.name),
                    part.value,
                    round(100 * abs(part.value) / longest),
                )
                for part in row.contributions
            ),
            spans=json.dumps(_spans(row)),
        )
        for row in rows
    )


def marked_need(
    need: RecordDetail, offers: Sequence[SuggestionRow] | None
) -> dict[str, tuple[Piece, ...]]:
    """Title and text of the need cut into pieces, the words behind the best match marked."""
    spans = _spans(offers[0]) if offers else {}
    return {
        "title": cut_quote(need.title, spans.get("title", ())),
        "text": cut_quote(need.text, spans.get("text", ())),
    }


def _spans(row: SuggestionRow) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for reason in row.reasons:
        span: Span | None = reason.need_span
        if span is not None and span.field in {"title", "text"}:
            spans.setdefault(span.field, []).append((span.start, span.end))
    return spans
