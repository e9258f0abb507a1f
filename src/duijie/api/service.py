"""The interface as a whole: its areas, its description, its addresses."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, re_path
from ninja import NinjaAPI, Router
from ninja.renderers import JSONRenderer

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.access_log.endpoints import router as access_log
from duijie.api.account.endpoints import router as account
from duijie.api.attachments.endpoints import router as attachments
from duijie.api.bodies import JsonParser
from duijie.api.codes.endpoints import router as codes
from duijie.api.consents.endpoints import router as consents
from duijie.api.description import describe
from duijie.api.desk.endpoints import router as desk
from duijie.api.documents.endpoints import router as documents
from duijie.api.doors import door
from duijie.api.experts.endpoints import router as experts
from duijie.api.exports.endpoints import router as exports
from duijie.api.figures.endpoints import router as figures
from duijie.api.frame import framed, missing
from duijie.api.hand_overs.endpoints import router as hand_overs
from duijie.api.imports.endpoints import router as imports
from duijie.api.invitations.endpoints import router as invitations
from duijie.api.jobs.endpoints import router as jobs
from duijie.api.notes.endpoints import router as notes
from duijie.api.notices.endpoints import router as notices
from duijie.api.organisations.endpoints import router as organisations
from duijie.api.problems import answer_errors
from duijie.api.records.endpoints import make_router
from duijie.api.search.endpoints import router as search
from duijie.api.suggestions.endpoints import router as suggestions
from duijie.api.suggestions.introductions import router as introductions
from duijie.api.suggestions.rounds import router as rounds
from duijie.api.suggestions.similar import common_router as common_needs
from duijie.api.suggestions.similar import router as similar
from duijie.api.suggestions.trials import router as trials
from duijie.api.users.endpoints import router as users
from duijie.api.zones.endpoints import router as zones
from duijie.catalogue.enums import RecordKind

VERSION: Final = "1"
_DESCRIPTION: Final = (
    "The record of a region, as far as you may see it: the same areas, rights and services as the"
    " pages. Lists give `next_cursor`; writes take an `Idempotency-Key`; refusals are"
    " `application/problem+json` in the language of `Accept-Language` (zh, en)."
)
_AREAS: Final = (
    ("/needs", make_router(RecordKind.NEED)),
    ("/needs", suggestions),
    ("/needs", similar),
    ("/common-needs", common_needs),
    ("/trials", trials),
    ("/grading-rounds", rounds),
    ("/introductions", introductions),
    ("/offers", make_router(RecordKind.OFFER)),
    ("/experts", experts),
    ("/organisations", organisations),
    ("/attachments", attachments),
    ("/notes", notes),
    ("/consents", consents),
    ("/hand-overs", hand_overs),
    ("/imports", imports),
    ("/documents", documents),
    ("/exports", exports),
    ("/search", search),
    ("/jobs", jobs),
    ("/notices", notices),
    ("/desk", desk),
    ("/codes", codes),
    ("/zones", zones),
    ("/users", users),
    ("/invitations", invitations),
    ("/account", account),
    ("/access-log", access_log),
    ("/figures", figures),
)


class ChineseRenderer(JSONRenderer):
    """JSON that people can read."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012 - declared like this by ninja


def _make_api() -> NinjaAPI:
    api = NinjaAPI(
        title="Duijie 对接",
        version=VERSION,
        description=_DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
        parser=JsonParser(),
        renderer=ChineseRenderer(),
    )
    answer_errors(api)
    for prefix, router in _AREAS:
        api.add_router(prefix, router)
    api.add_router("", _make_reference())
    return api


def _make_reference() -> Router:
    router = Router(tags=["reference"])

    @door(
        router,
        "GET",
        "/openapi.json",
        cell=Cell(ObjectKind.SERVICE, Action.SEE),
        name="get_description",
        response=dict[str, Any],
    )
    def get_description(request: HttpRequest) -> Any:
        """This description."""
        del request
        return description()

    return router


api = _make_api()


@cache
def description() -> dict[str, Any]:
    """The description of the interface, as docs/reference/openapi.json holds it."""
    return describe(api)


def list_urls() -> list[URLPattern | URLResolver]:
    """The addresses below `api/`. The frame of each asks who is there, so that the middleware that
    sends strangers to the sign-in page has nothing to do here."""
    patterns: list[URLPattern | URLResolver] = list(api.urls[0])
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = framed(pattern.callback)
    return [path("v1/", include((patterns, "api"))), re_path("", framed(missing))]
