"""The language of a page: Chinese first, whatever the browser says, until somebody chooses."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageMiddleware:
    """The user's own language, else the cookie, else Chinese.

    Django's own middleware would follow `Accept-Language`: many office machines in China carry an
    English browser, and their users read Chinese.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._known = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._choose(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _choose(self, request: HttpRequest) -> str:
        chosen = getattr(request.user, "language", "") if request.user.is_authenticated else ""
        for code in (chosen, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
            if code in self._known:
                return str(code)
        return settings.LANGUAGE_CODE
