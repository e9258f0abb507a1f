"""The interface as a whole: its areas, its description, its addresses."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from duijie.api.problems import answer_errors
from duijie.api.records.endpoints import make_router
from duijie.catalogue.enums import RecordKind

VERSION = "1"
_AREAS = {
    "needs": RecordKind.NEED,
    "offers": RecordKind.OFFER,
    "experts": RecordKind.EXPERT,
    "organisations": RecordKind.ORGANISATION,
}


def _make_api() -> NinjaAPI:
    api = NinjaAPI(
        title="Duijie 对接",
        version=VERSION,
        description="The record of a region, as far as you may see it.",
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
    )
    answer_errors(api)
    for area, kind in _AREAS.items():
        api.add_router(f"/{area}", make_router(kind))
    return api


api = _make_api()


def list_urls() -> list[URLPattern | URLResolver]:
    """The addresses below `api/v1/`. The guard of each operation asks who is there, so that the
    middleware that sends strangers to the sign-in page has nothing to do here."""
    patterns: list[URLPattern | URLResolver] = list(api.urls[0])
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            view: Any = pattern.callback
            view.login_required = False
    return patterns
