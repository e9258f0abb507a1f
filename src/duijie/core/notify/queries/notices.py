"""What somebody has been told inside the program."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from duijie.core.actor import Actor
from duijie.core.notify.enums import Channel
from duijie.core.notify.models import Notification
from duijie.core.paging import PAGE_SIZE, Moment, earlier


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to the user, in the language that was theirs when it came."""

    id: uuid.UUID
    kind: str
    title: str
    body: str
    link: str
    """A path of ours, an address, or empty."""
    object_kind: str
    object_id: str
    created_at: datetime
    is_read: bool


def list_notices_for_user(
    user: Actor, *, only_unread: bool = True, limit: int = 20
) -> tuple[Notice, ...]:
    """The user's own, newest first. One query; none for a stranger."""
    if user.pk is None or not user.is_active:
        return ()
    return tuple(list_notices_after(user, only_unread=only_unread, limit=limit))


def list_notices_after(
    user: Actor, *, only_unread: bool = False, after: Moment | None = None, limit: int = PAGE_SIZE
) -> list[Notice]:
    """The user's own after a place in the list, newest first. One query; none for a stranger."""
    if user.pk is None or not user.is_active:
        return []
    own = Notification.objects.filter(channel=Channel.IN_APP, recipient_id=user.pk)
    own = own.filter(earlier("created_at", after))
    if only_unread:
        own = own.filter(read_at=None)
    return [
        Notice(
            id=row.pk,
            kind=row.kind,
            title=row.title,
            body=row.body,
            link=row.link,
            object_kind=row.object_kind,
            object_id=row.object_id,
            created_at=row.created_at,
            is_read=row.read_at is not None,
        )
        for row in own.order_by("-created_at", "-pk")[:limit]
    ]


def count_unread_notices(user: Actor) -> int:
    """How many of the user's own are unread. One query; none for a stranger."""
    if user.pk is None or not user.is_active:
        return 0
    return Notification.objects.filter(
        channel=Channel.IN_APP, recipient_id=user.pk, read_at=None
    ).count()
