"""What surrounds every operation: language, token, limits, headers, a problem for every fault."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from duijie.api.authentication import check_strangers_may_look, get_token, identify
from duijie.api.bodies import JSON_MB, check_address
from duijie.api.errors import TokenError
from duijie.api.problems import problem, refusal
from duijie.api.throttling import check_rate
from duijie.errors import DuijieError, Message

View = Callable[..., HttpResponseBase]
_LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}
_logger = logging.getLogger(__name__)


def framed(view: View) -> View:
    """The view with its frame. Needs no sign-in page and no CSRF token: a browser's session counts
    for nothing here."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = choose_language(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            response = _answer(view, request, *args, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response

    answer.login_required = False  # type: ignore[attr-defined]  # the guard of each asks who is there
    return csrf_exempt(answer)


def missing(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """The view of every address that no operation has."""
    del request
    return problem(404, Message("api.not_found"))


def choose_language(header: str) -> str:
    """Chinese, unless English is asked for before it."""
    for tag, _quality in parse_accept_lang_header(header[:500].lower()):
        language = _LANGUAGES.get(tag.partition("-")[0])
        if language is not None:
            return language
    return _LANGUAGES["zh"]


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        _let_in(request)
        response = view(request, *args, **kwargs)
    except DuijieError as error:
        return refusal(request, error)
    except RequestDataTooBig:
        return problem(413, Message("api.too_large", {"limit_mb": JSON_MB}))
    except (
        BadRequest,
        SuspiciousOperation,
        MultiPartParserError,
        RawPostDataException,
        UnreadablePostError,
    ):
        return problem(400, Message("api.malformed"))
    except Exception:
        _logger.exception("a request of the interface failed")
        got_request_exception.send(sender=None, request=request)
        return problem(500, Message("api.failed"))
    if isinstance(response, HttpResponseNotAllowed):
        refused = problem(405, Message("api.method_not_allowed", {"method": request.method}))
        refused["Allow"] = ", ".join(sorted(response["Allow"].split(", ")))
        return refused
    return response


def _let_in(request: HttpRequest) -> None:
    try:
        token = identify(request)
    except TokenError:
        # guesses are counted as a stranger's
        check_rate(request, None)
        raise
    check_rate(request, token)
    check_strangers_may_look(get_token(request))
    check_address(request)
