"""Refusals as `application/problem+json` (RFC 9457), in the reader's language.

`type` is `about:blank`; `code` is ours and stable; `errors` lists the fields that are wrong. Texts
of a request are never repeated: a refused value may be a secret.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from duijie.api.authentication import TokenError
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.replies.errors import ReplyConflictError
from duijie.core.sentences import say
from duijie.errors import DuijieError, Message, sentence

CONTENT_TYPE: Final = "application/problem+json"
SENTENCES: Final[dict[str, str]] = {
    "api.token_unknown": sentence("The token is unknown, expired or revoked."),
    "api.scope_missing": sentence("The token does not have the scope {scope} that this needs."),
    "api.not_found": sentence("There is nothing at this address."),
    "api.malformed": sentence("The request is not as the description of the interface asks for."),
    "api.value_missing": sentence("A value is missing."),
    "api.value_wrong": sentence("The value is not of the kind that is asked for."),
    "api.failed": sentence("The server could not answer because of a fault in the program."),
    "api.cursor_malformed": sentence("The cursor is not one that this list gave out."),
    "api.sign_in": sentence("Send a token to do this."),
}


def problem(
    status: int, message: Message, *, errors: Sequence[dict[str, Any]] = ()
) -> HttpResponse:
    """The response; `title` is the status in English, `detail` the sentence."""
    data: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": message.code,
        "detail": say(message),
    }
    if errors:
        data["errors"] = list(errors)
    body = json.dumps(data, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE)


def answer_errors(api: NinjaAPI) -> None:
    """Make every refusal of the layers below a problem."""
    api.add_exception_handler(DuijieError, _duijie)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _http)


def status_of(error: DuijieError) -> int:
    """404 for missing or hidden, 403, 401, 409 for what another change stands against, else 422."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, TokenError):
        return 401
    if isinstance(error, NotAllowedError):
        return 403
    if isinstance(error, ReplyConflictError) or type(error).__name__.endswith(
        ("ChangedError", "TransitionError")
    ):
        return 409
    return 422


def _duijie(request: HttpRequest, error: DuijieError | type[DuijieError]) -> HttpResponse:
    assert isinstance(error, DuijieError)
    if isinstance(error, NotAllowedError) and not request.user.is_authenticated:
        return problem(401, Message("api.sign_in"))
    problems = getattr(error, "problems", ())
    errors = [
        {"field": item.field, "code": item.message.code, "detail": say(item.message)}
        for item in problems
    ]
    return problem(status_of(error), error.message, errors=errors)


def _validation(
    request: HttpRequest, error: ValidationError | type[ValidationError]
) -> HttpResponse:
    del request
    assert isinstance(error, ValidationError)
    errors = []
    for item in error.errors:
        code = "api.value_missing" if item.get("type") == "missing" else "api.value_wrong"
        # the first parts say where ninja looked ("body", "payload"), the rest which field
        place = [str(part) for part in item.get("loc", ())][2:] or [
            str(part) for part in item.get("loc", ())
        ][1:]
        errors.append({"field": ".".join(place), "code": code, "detail": say(Message(code))})
    return problem(422, Message("api.malformed"), errors=errors)


def _missing(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    del request, error
    return problem(404, Message("api.not_found"))


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    del request
    assert isinstance(error, HttpError)
    return problem(error.status_code, Message("api.malformed"))
