"""`page`: `django.urls.path` for our views, with what every view of ours shares."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern
from django.utils.cache import patch_cache_control

from duijie.accounts.permissions import Cell, check_allows
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.sentences import say
from duijie.errors import DuijieError

View = Callable[..., HttpResponseBase]


def page(route: str, view: View, name: str, *, cell: Cell, is_for_strangers: bool = False) -> Door:
    """A path with its row of the permission table.

    Its view answers a refusal of the layers below with a page that says it:
    what is missing or hidden is a 404, what is not allowed a 403, any other `DuijieError` a 400;
    each with its sentence. A view that can say it better in its own place catches it before.
    A role that the table shuts out is turned away at the door; over which objects the others may
    act is asked below, of each object. `is_for_strangers`: no sign-in is asked for.
    """
    answering = _answering(_guarded(view, cell))
    if is_for_strangers:
        answering = login_not_required(answering)
    return Door(RoutePattern(route, name=name, is_endpoint=True), answering, name, cell)


class Door(URLPattern):
    """An address with its row of the permission table."""

    def __init__(self, pattern: RoutePattern, view: View, name: str, cell: Cell) -> None:
        super().__init__(pattern, view, {}, name)
        self.cell = cell


def _guarded(view: View, cell: Cell) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        check_allows(request.user, cell)
        return view(request, *args, **kwargs)

    return answer


def _answering(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = _answer(view, request, *args, **kwargs)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # made for this reader: no cache in between keeps it, and the browser asks again
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except NotFoundError as error:
        return _refusal(request, error, 404)
    except NotAllowedError as error:
        return _refusal(request, error, 403)
    except DuijieError as error:
        return _refusal(request, error, 400)


def _refusal(request: HttpRequest, error: DuijieError, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": say(error.message)}, status=status)
