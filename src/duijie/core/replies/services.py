"""Keeping answers, and giving them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.replies.errors import ReplyConflictError
from duijie.core.replies.models import StoredReply

KEPT_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(minutes=5)
"""A request without an answer after this long broke off: its key may be used again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer given before."""

    status: int
    body: str


def begin_reply(*, key: str, request_sha256: str, by: Actor) -> Reply | None:
    """The answer given before under this key; None: it is new, and now taken.

    Raises `ReplyConflictError` where the key stands for another request, or for one that is still
    being answered.
    """
    now = clock.now()
    owner = user_id(by)
    StoredReply.objects.filter(owner_id=owner, created_at__lt=now - KEPT_FOR).delete()
    StoredReply.objects.filter(
        owner_id=owner, key=key, status__isnull=True, created_at__lt=now - GIVEN_UP_AFTER
    ).delete()
    try:
        with transaction.atomic():
            StoredReply.objects.create(owner_id=owner, key=key, request_sha256=request_sha256)
    except IntegrityError:
        known = StoredReply.objects.filter(owner_id=owner, key=key).first()
        if known is None or known.status is None:
            raise ReplyConflictError("replies.in_progress") from None
        if known.request_sha256 != request_sha256:
            raise ReplyConflictError("replies.other_request") from None
        return Reply(known.status, known.body)
    return None


def finish_reply(*, key: str, status: int, body: str, by: Actor) -> None:
    """Keep the answer of what was done; a refusal or a fault is forgotten, so that the same request
    can be tried again once its cause is gone."""
    stored = StoredReply.objects.filter(owner_id=user_id(by), key=key)
    if status >= 400:
        stored.delete()
    else:
        stored.update(status=status, body=body)
