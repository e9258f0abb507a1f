"""Refusals as `application/problem+json` (RFC 9457), in the reader's language.

`type` is `about:blank`; `code` is ours and stable; `errors` lists the fields that are wrong. Texts
of a request are never repeated: a refused value may be a secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from duijie.api.errors import (
    CursorError,
    MediaTypeError,
    RequestError,
    SignInError,
    TokenError,
    TooLargeError,
    TooManyRequestsError,
)
from duijie.catalogue.errors import (
    RecordChangedError,
    RecordExistsError,
    RecordInUseError,
    RecordLockedError,
    TransitionError,
)
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.replies.errors import ReplyConflictError
from duijie.core.sentences import say
from duijie.errors import DuijieError, Message
from duijie.intake.errors import ImportStepError

CONTENT_TYPE: Final = "application/problem+json"
_STATUS: Final[Mapping[type[DuijieError], int]] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    TokenError: 401,
    SignInError: 401,
    CursorError: 400,
    RequestError: 400,
    TooLargeError: 413,
    MediaTypeError: 415,
    TooManyRequestsError: 429,
    # what another change, or the state that it led to, stands against
    ReplyConflictError: 409,
    RecordChangedError: 409,
    RecordExistsError: 409,
    RecordInUseError: 409,
    RecordLockedError: 409,
    TransitionError: 409,
    ImportStepError: 409,
}
"""All others are values that cannot be taken: 422."""


class FieldProblemSchema(Schema):
    """One field that is wrong."""

    field: str
    code: str
    detail: str


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    """Stable, for programs."""
    detail: str
    """A sentence in the language of `Accept-Language`."""
    errors: list[FieldProblemSchema] | None = None
    changed_by: str | None = None
    """409 of a change: who changed the record meanwhile."""
    changed_at: datetime | None = None
    revision: int | None = None
    """409 of a change: the record's present one."""


def problem(
    status: int,
    message: Message,
    *,
    errors: Sequence[dict[str, Any]] = (),
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The response; `title` is the status in English, `detail` the sentence."""
    data: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": message.code,
        "detail": say(message),
        **(more or {}),
    }
    if errors:
        data["errors"] = list(errors)
    body = json.dumps(data, ensure_ascii=False)
    response = HttpResponse(body, status=status, content_type=CONTENT_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="duijie"'
    return response


def answer_errors(api: NinjaAPI) -> None:
    """Make every refusal of the layers below a problem."""
    api.add_exception_handler(DuijieError, _duijie)
    api.add_exception_handler(ValidationError, _validation)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _http)


def refusal(request: HttpRequest, error: DuijieError) -> HttpResponse:
    """What a refusal of ours is answered with."""
    if isinstance(error, NotAllowedError) and not request.user.is_authenticated:
        return problem(401, Message("api.sign_in"))
    if isinstance(error, RecordChangedError):
        return _changed(error)
    problems = getattr(error, "problems", ())
    errors = [
        {"field": item.field, "code": item.message.code, "detail": say(item.message)}
        for item in problems
    ]
    response = problem(status_of(error), error.message, errors=errors)
    if isinstance(error, TooManyRequestsError):
        response["Retry-After"] = str(error.seconds)
    return response


def status_of(error: DuijieError) -> int:
    """The HTTP status that says what kind of refusal it is."""
    return next(
        (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS),
        422,
    )


def _changed(error: RecordChangedError) -> HttpResponse:
    shown = {"by": error.by or "—", "at": f"{error.at:%Y-%m-%d %H:%M}", "revision": error.revision}
    return problem(
        409,
        Message("api.record_changed", shown),
        more={
            "changed_by": error.by,
            "changed_at": error.at.isoformat(),
            "revision": error.revision,
        },
    )


def _duijie(request: HttpRequest, error: DuijieError | type[DuijieError]) -> HttpResponse:
    assert isinstance(error, DuijieError)
    return refusal(request, error)


def _validation(
    request: HttpRequest, error: ValidationError | type[ValidationError]
) -> HttpResponse:
    del request
    assert isinstance(error, ValidationError)
    errors = []
    for item in error.errors:
        code = "api.value_missing" if item.get("type") == "missing" else "api.value_wrong"
        # the first parts say where ninja looked ("body", "payload"), the rest which field
        place = [str(part) for part in item.get("loc", ())]
        errors.append(
            {
                "field": ".".join(place[2:] or place[1:])[:200],
                "code": code,
                "detail": say(Message(code)),
            }
        )
    return problem(422, Message("api.malformed"), errors=errors)


def _missing(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    del request, error
    return problem(404, Message("api.not_found"))


def _http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    del request
    assert isinstance(error, HttpError)
    return problem(error.status_code, Message("api.malformed"))
