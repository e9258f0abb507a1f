"""`door`: an operation with its row of the permission table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from duijie.accounts.permissions import Cell
from duijie.api.authentication import Guard
from duijie.api.problems import CONTENT_TYPE, problem, status_of
from duijie.core.replies.services import begin_reply, finish_reply
from duijie.errors import DuijieError

F = TypeVar("F", bound=Callable[..., Any])
CELL_KEY = "x-permission"
"""In the description of the interface: which row of the permission table an operation needs."""
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def door(router: Router, method: str, path: str, *, cell: Cell, **options: Any) -> Callable[[F], F]:
    """Register an operation. Writes take an `Idempotency-Key`: the same key and request again is
    answered as before and does nothing. Options are those of `Router.api_operation`."""
    extra = {CELL_KEY: f"{cell.object}:{cell.action}", **options.pop("openapi_extra", {})}
    register = router.api_operation(
        [method], path, auth=Guard(cell), openapi_extra=extra, **options
    )

    def add(function: F) -> F:
        if method in _WRITES:
            function = decorate_view(_once)(function)
        return register(function)  # type: ignore[no-any-return]  # ninja's own type is Any

    return add


def _once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")[:100]
        guard = _token_owner(request)
        if not key or guard is None:
            return view(request, *args, **kwargs)
        try:
            known = begin_reply(key=key, request_sha256=_digest(request), by=guard)
        except DuijieError as error:
            return problem(status_of(error), error.message)
        if known is not None:
            kind = CONTENT_TYPE if known.status >= 400 else "application/json"
            repeated = HttpResponse(known.body, status=known.status, content_type=kind)
            repeated["Idempotent-Replayed"] = "true"
            return repeated
        response = None
        try:
            response = view(request, *args, **kwargs)
        finally:
            body = response.content.decode() if response is not None else ""
            status = response.status_code if response is not None else 500
            finish_reply(key=key, status=status, body=body, by=guard)
        return response

    return answer


def _token_owner(request: HttpRequest) -> Any:
    """The token's owner, before ninja asks the guard; None for strangers and bad tokens, which the
    guard answers."""
    from duijie.accounts.queries import authenticate_token

    kind, _, raw = request.headers.get("Authorization", "").partition(" ")
    found = authenticate_token(raw.strip()) if kind.lower() == "bearer" else None
    return found.user if found is not None else None


def _digest(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), request.content_type or "")
    return hashlib.sha256("\n".join(parts).encode() + request.body).hexdigest()
