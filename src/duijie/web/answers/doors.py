"""What every page has in common that a stranger opens by a secret in its address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from duijie.core.errors import NotFoundError
from duijie.core.sentences import say
from duijie.web.answers.limits import OPENED, UNKNOWN, count, is_spent

View = Callable[..., HttpResponseBase]


def stranger_door(view: View) -> View:
    """Rate-limited by address, kept by no cache and no search engine, and silent: whether a secret
    was ever good cannot be told from the answer to one that opens nothing.

    Such answers are counted apart and sooner too many, so that nobody finds a link by trying. The
    address goes to no other site, because it is the key; to our own it must, or browsers send a
    form without saying where it is from, and it is refused.
    """

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = _answer(view, request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "same-origin"
        # Django would write the address of a refused answer, which is the key, into the log
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return answer


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    # who has tried too many that open nothing is not told about the next one either
    if is_spent(OPENED, request) or is_spent(UNKNOWN, request):
        return _too_many(request)
    count(OPENED, request)
    try:
        return view(request, *args, **kwargs)
    except NotFoundError as error:
        count(UNKNOWN, request)
        context = {"sentence": say(error.message)}
        return render(request, "answers/not_open.html", context, status=404)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "answers/too_many.html", status=429)
