"""Reads of matching, by noun."""

from __future__ import annotations

from duijie.matching.queries.suggestions import (
    MATCH_KIND,
    PANEL_SIZE,
    BestFit,
    ContributionView,
    NeedSuggestions,
    Piece,
    ReasonView,
    Span,
    SuggestedNeed,
    SuggestionRow,
    cut_quote,
    get_need_suggestions_for_user,
    list_best_fits_for_user,
    list_needs_of_expert_for_user,
    list_needs_of_offer_for_user,
)

__all__ = [
    "MATCH_KIND",
    "PANEL_SIZE",
    "BestFit",
    "ContributionView",
    "NeedSuggestions",
    "Piece",
    "ReasonView",
    "Span",
    "SuggestedNeed",
    "SuggestionRow",
    "cut_quote",
    "get_need_suggestions_for_user",
    "list_best_fits_for_user",
    "list_needs_of_expert_for_user",
    "list_needs_of_offer_for_user",
]
