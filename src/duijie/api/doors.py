"""`door`: an operation with its row of the permission table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from duijie.accounts.permissions import Cell, scope_of
from duijie.api.authentication import Guard
from duijie.api.bodies import check_body
from duijie.api.problems import refusal
from duijie.api.repeating import once
from duijie.errors import DuijieError

F = TypeVar("F", bound=Callable[..., Any])
View = Callable[..., HttpResponse]
CELL_KEY: Final = "x-permission"
"""In the description of the interface: which row of the permission table an operation needs."""
SCOPE_KEY: Final = "x-scope"
WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def door(
    router: Router,
    method: str,
    path: str,
    *,
    cell: Cell,
    name: str,
    takes_file: bool = False,
    secrets: Sequence[str] = (),
    **options: Any,
) -> Callable[[F], F]:
    """Register an operation under the id `name`. Writes take an `Idempotency-Key`; of their answers
    the `secrets` are told once. Options are those of `Router.api_operation`."""
    extra = {
        CELL_KEY: f"{cell.object}:{cell.action}",
        SCOPE_KEY: str(scope_of(cell)),
        **options.pop("openapi_extra", {}),
    }
    register = router.api_operation(
        [method],
        path,
        auth=Guard(cell),
        operation_id=name,
        summary=options.pop("summary", name.replace("_", " ").capitalize()),
        openapi_extra=extra,
        **options,
    )

    def add(function: F) -> F:
        # the last one is asked first
        if method in WRITES:
            decorate_view(once(cell, takes_file=takes_file, secrets=secrets))(function)
        decorate_view(_checked(takes_file=takes_file))(function)
        return register(function)

    return add


def _checked(*, takes_file: bool) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            try:
                check_body(request, takes_file=takes_file)
            except DuijieError as error:
                return refusal(request, error)
            return view(request, *args, **kwargs)

        return answer

    return decorate
