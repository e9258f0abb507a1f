"""What a request may carry: how much, of which kind, and no characters that no column takes."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpRequest
from ninja.parser import Parser

from duijie.api.errors import MediaTypeError, RequestError, TooLargeError
from duijie.core.preferences.queries import get_preferences

JSON_MB: Final = 1
_MB: Final = 1024 * 1024
_DEEPEST: Final = 20
_AROUND_FILE: Final = _MB
"""Names and boundaries beside the file itself."""
_MULTIPART: Final = "multipart/form-data"
_JSON: Final = "application/json"


class JsonParser(Parser):
    """JSON without what SQL does not hold: NUL, lone surrogates, infinities, endless depth."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises `ValueError`, which ninja answers with 400."""
        value = json.loads(request.body, parse_constant=_refuse)
        _check(value, _DEEPEST)
        return value


def check_address(request: HttpRequest) -> None:
    """Raises `RequestError` for NUL in the path or the query: no value of ours holds it."""
    query = request.META.get("QUERY_STRING", "")
    if "%00" in query or "\x00" in query or "\x00" in request.path_info:
        raise RequestError("api.malformed")


def check_body(request: HttpRequest, *, takes_file: bool) -> None:
    """Before a byte of it is read. Raises `MediaTypeError`, `TooLargeError`."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if takes_file:
        if request.content_type != _MULTIPART:
            raise MediaTypeError("api.media_type", wanted=_MULTIPART)
        limit_mb = get_preferences().upload_mb
        if size > limit_mb * _MB + _AROUND_FILE:
            raise TooLargeError("api.too_large", limit_mb=limit_mb)
    else:
        if size > JSON_MB * _MB:
            raise TooLargeError("api.too_large", limit_mb=JSON_MB)
        if size and request.content_type != _JSON:
            raise MediaTypeError("api.media_type", wanted=_JSON)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        value.encode()  # a lone surrogate is a ValueError
        if "\x00" in value:
            raise ValueError("NUL")
    elif isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            raise ValueError("infinite")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("beyond 64 bits")
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check(name, depth - 1)
            _check(item, depth - 1)
