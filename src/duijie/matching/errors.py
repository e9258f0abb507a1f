"""What matching tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "matching.cannot_match": sentence("Your role does not include matching needs."),
    "matching.cannot_see": sentence("Suggestions are shown to those who work on the need."),
    "matching.matching_needs": sentence("Matching needs with offers and experts"),
    "matching.matching_example": sentence("Matching the needs of the example"),
    "matching.preparing": sentence("Preparing {count} texts"),
    "matching.ranking": sentence("Ranking {count} needs"),
}
