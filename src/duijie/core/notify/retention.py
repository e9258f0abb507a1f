"""How long a message is kept after it has done its work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db.models import Q

from duijie.core import clock
from duijie.core.notify.enums import Channel, SendState
from duijie.core.notify.models import Notification

READ_FOR: Final = timedelta(days=30)
UNREAD_FOR: Final = timedelta(days=90)
FAILED_TEXT_FOR: Final = timedelta(days=7)
"""As long may somebody mend the channel and send it again."""
OUTCOME_FOR: Final = timedelta(days=180)

NOTHING_LEFT: Final[dict[str, Any]] = {"title": "", "body": "", "link": "", "address": ""}
"""What a row keeps of words and addresses once it is sent."""


def remove_outdated_messages() -> int:
    """Delete and empty what is past its time; returns how many rows were touched. Two queries."""
    moment = clock.now()
    in_app = Q(channel=Channel.IN_APP)
    outdated = (
        in_app & (Q(read_at__lt=moment - READ_FOR) | Q(created_at__lt=moment - UNREAD_FOR))
    ) | (~in_app & Q(created_at__lt=moment - OUTCOME_FOR))
    removed, _ = Notification.objects.filter(outdated).delete()
    given_up = Notification.objects.filter(
        state=SendState.FAILED, finished_at__lt=moment - FAILED_TEXT_FOR
    ).exclude(title="", body="", link="", address="")
    return removed + given_up.update(**NOTHING_LEFT)
