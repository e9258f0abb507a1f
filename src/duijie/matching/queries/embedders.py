"""Which model turns texts into vectors."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from duijie.core.model_endpoints import EmbeddingEndpoint, ask_embeddings
from duijie.core.notify.endpoints.client import Reach
from duijie.core.preferences.queries import get_preferences
from duijie.matching.models import MatchRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duijie.engines.embedding import Embedder


def get_model_version() -> str:
    """Of the model that the owner of the machine has named, or of the bundled one."""
    from duijie.engines.embedding import MODEL_VERSION

    named = settings.MODEL_ENDPOINTS.embedding
    return named.version if named else MODEL_VERSION


def make_embedder() -> Embedder:
    """The model of `get_model_version`, its weights in memory no longer than the embedder."""
    return _make(settings.CACHE_DIR, settings.MODEL_ENDPOINTS.embedding)


def get_embedder(*, is_example: bool) -> Embedder:
    """The model by which a side can be asked at once, kept in the worker for whom somebody waits.

    While another model is being worked in, that is the bundled one as long as the suggestions still
    rest on it; two models elsewhere cannot both be asked.
    """
    from duijie.engines.embedding import MODEL_VERSION

    named = settings.MODEL_ENDPOINTS.embedding
    finished = MatchRun.objects.filter(is_example=is_example, finished_at__isnull=False)
    last = finished.order_by("-pk").values_list("model_version", flat=True).first()
    return _kept(settings.CACHE_DIR, None if last == MODEL_VERSION else named)


def _make(cache_dir: Path, named: EmbeddingEndpoint | None) -> Embedder:
    from duijie.engines.embedding import EndpointEmbedder, load_embedder

    if named is None:
        return load_embedder(cache_dir=cache_dir)

    def ask(texts: Sequence[str]) -> Sequence[Sequence[float]]:
        is_closed = get_preferences().is_closed_network
        return ask_embeddings(
            named.at, texts, Reach(allows_private=True, allows_public=not is_closed)
        )

    return EndpointEmbedder(
        ask,
        model_version=named.version,
        cache_dir=cache_dir,
        query_prefix=named.query_prefix,
        passage_prefix=named.passage_prefix,
    )


_kept = cache(_make)
