"""What this engine tells users, in English; the codes are its own."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "ranking.unknown_variant": sentence(
        "There is no ranking called {name}. Choose one of: {known}."
    ),
    "ranking.duplicate_id": sentence(
        "The id {id} occurs twice. Give every record in the list an id of its own."
    ),
    "ranking.cancelled": sentence("Stopped on request after {done} of {total} needs."),
    "ranking.preparing": sentence("Preparing {total} offers for comparison"),
    "ranking.comparing": sentence("Comparing {total} needs with the offers"),
}
