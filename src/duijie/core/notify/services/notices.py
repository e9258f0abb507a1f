"""Own notices: read, and forgotten where their object is withdrawn."""

from __future__ import annotations

import uuid

from django.db import transaction

from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.notify.enums import Channel, SendState
from duijie.core.notify.models import Notification
from duijie.core.notify.retention import NOTHING_LEFT


def mark_notice_read(*, notice_id: uuid.UUID, by: Actor) -> None:
    """Once read it stays read. Raises `NotFoundError` for a notice of somebody else.

    No audit row: that somebody has looked at their own notice is nobody's affair.
    """
    own = Notification.objects.filter(channel=Channel.IN_APP, recipient_id=by.pk, pk=notice_id)
    if by.pk is None or not own.exists():
        raise NotFoundError("notify.notice_not_found")
    own.filter(read_at=None).update(read_at=clock.now())


def mark_all_notices_read(*, by: Actor) -> int:
    """All of one's own; returns how many were unread."""
    if by.pk is None:
        return 0
    own = Notification.objects.filter(channel=Channel.IN_APP, recipient_id=by.pk, read_at=None)
    return own.update(read_at=clock.now())


def forget_notices(*, object_kind: str, object_id: object, by: Actor | None) -> int:
    """Take back what is told about an object that has been withdrawn or deleted.

    Notices in the program go; what waits is not sent; of failed messages the text goes. Returns
    how many messages that were.
    """
    with transaction.atomic():
        about = Notification.objects.filter(object_kind=object_kind, object_id=str(object_id))
        gone, _ = about.filter(channel=Channel.IN_APP).delete()
        unsent, _ = about.filter(state=SendState.QUEUED).delete()
        emptied = about.filter(state=SendState.FAILED).update(**NOTHING_LEFT)
        count = gone + unsent + emptied
        if count:
            record(
                action="notify.forget_notices",
                by=by,
                object_kind=object_kind,
                object_id=object_id,
                messages=count,
            )
    return count
