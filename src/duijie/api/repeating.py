"""`Idempotency-Key`: the same request again is answered as before and does nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import wraps
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from duijie.accounts.permissions import Cell, allows, scope_of
from duijie.api.authentication import get_token
from duijie.api.errors import RequestError
from duijie.api.problems import refusal
from duijie.core.replies.services import begin_reply, finish_reply
from duijie.errors import DuijieError

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
MOST_CHARACTERS: Final = 100
_KEY: Final = re.compile(r"[\x21-\x7e]+")
View = Callable[..., HttpResponse]


def once(cell: Cell, *, takes_file: bool, secrets: Sequence[str]) -> Callable[[View], View]:
    """The decorator of a write. `secrets`: names in the answer that exist there and nowhere else in
    clear; a repeated answer has null in their place."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            key = request.headers.get(HEADER, "")
            token = get_token(request)
            # who may not do this at all learns so from the guard, and nothing that others did
            if not key or token is None or not _may(request, cell):
                return view(request, *args, **kwargs)
            try:
                _check_key(key)
                digest = _digest(request, takes_file=takes_file)
                known = begin_reply(key=key, request_sha256=digest, by=token.user)
            except DuijieError as error:
                return refusal(request, error)
            if known is not None:
                kind = "application/json"
                repeated = HttpResponse(known.body, status=known.status, content_type=kind)
                repeated[REPLAYED] = "true"
                return repeated
            status, body = 500, ""
            try:
                # what was done and that it was done are kept together; a file is not written to
                # the disk while others wait for the database
                with nullcontext() if takes_file else transaction.atomic():
                    response = view(request, *args, **kwargs)
                    status, body = response.status_code, _kept(response, secrets)
                    finish_reply(key=key, status=status, body=body, by=token.user)
            except BaseException:
                finish_reply(key=key, status=500, body="", by=token.user)
                raise
            return response

        return answer

    return decorate


def _may(request: HttpRequest, cell: Cell) -> bool:
    token = get_token(request)
    return token is not None and scope_of(cell) in token.scopes and allows(token.user, cell)


def _check_key(key: str) -> None:
    if len(key) > MOST_CHARACTERS or not _KEY.fullmatch(key):
        raise RequestError("api.key_malformed", most=MOST_CHARACTERS)


def _digest(request: HttpRequest, *, takes_file: bool) -> str:
    digest = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    if not takes_file:
        digest.update(request.body)
        return digest.hexdigest()
    # the boundary differs from sending to sending; the parts are read from the disk in pieces
    for name, values in sorted(request.POST.lists()):
        digest.update(json.dumps([name, values]).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(json.dumps([name, getattr(file, "name", "")]).encode())
        for chunk in file.chunks():  # type: ignore[union-attr]  # one file under each name
            digest.update(chunk)
        file.seek(0)  # type: ignore[union-attr]
    return digest.hexdigest()


def _kept(response: HttpResponse, secrets: Sequence[str]) -> str:
    body = response.content.decode()
    if not secrets or response.status_code >= 400:
        return body
    return json.dumps({**json.loads(body), **dict.fromkeys(secrets)}, ensure_ascii=False)
