"""`page`: `django.urls.path` for our views, with what every view of ours shares."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path

from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.sentences import say
from duijie.errors import DuijieError

View = Callable[..., HttpResponseBase]


def page(route: str, view: View, name: str) -> URLPattern:
    """A path whose view answers a refusal of the layers below with a page that says it.

    What is missing or hidden is a 404, what is not allowed a 403, any other `DuijieError` a 400;
    each with its sentence. A view that can say it better in its own place catches it before.
    """
    return path(route, _answering(view), name=name)


def _answering(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFoundError as error:
            return _refusal(request, error, 404)
        except NotAllowedError as error:
            return _refusal(request, error, 403)
        except DuijieError as error:
            return _refusal(request, error, 400)

    return answer


def _refusal(request: HttpRequest, error: DuijieError, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"sentence": say(error.message)}, status=status)
