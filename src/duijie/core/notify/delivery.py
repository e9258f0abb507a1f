"""Handing one queued message to its channel."""

from __future__ import annotations

from typing import Final

from duijie.core import clock
from duijie.core.messages import message_to_json
from duijie.core.notify.endpoints.calling import call_endpoint
from duijie.core.notify.enums import Channel, SendState
from duijie.core.notify.errors import DeliveryError
from duijie.core.notify.mail import MailSender
from duijie.core.notify.models import Notification
from duijie.core.notify.retention import NOTHING_LEFT
from duijie.core.notify.texts import RenderedMessage
from duijie.errors import Message

MAX_ATTEMPTS: Final = 6
"""Above this a message is given up whatever the rounds say: it may be what kills its process."""

ChannelKey = tuple[str, int | None]


def channel_key(notification: Notification) -> ChannelKey:
    """What stands or falls together: the mail server, or one endpoint."""
    return notification.channel, notification.endpoint_id


def deliver(notification: Notification, mail: MailSender, *, is_last: bool) -> SendState:
    """Send it and keep the outcome; never raises for a channel that fails.

    `QUEUED` comes back where another try may help and, unless `is_last`, there will be one. The
    attempt has been counted already by who took the row. A failure stands in its `error`.
    """
    if notification.attempts > MAX_ATTEMPTS:
        return _fail(notification, Message("notify.gave_up", {"attempts": MAX_ATTEMPTS}))
    try:
        _hand_over(notification, mail)
    except DeliveryError as error:
        if not error.is_temporary or is_last:
            return _fail(notification, error.message)
        notification.error = message_to_json(error.message)
        notification.save(update_fields=["error"])
        return SendState.QUEUED
    notification.error = None
    _end(notification, SendState.SENT, **NOTHING_LEFT)
    return SendState.SENT


def give_up(notification: Notification) -> SendState:
    """End a message untried, because its channel has just failed for others."""
    return _fail(notification, Message("notify.channel_down"))


def _hand_over(notification: Notification, mail: MailSender) -> None:
    shown = RenderedMessage(notification.title, notification.body, notification.link)
    if notification.channel == Channel.MAIL:
        mail.send(shown, address=notification.address, language=notification.language)
        return
    endpoint = notification.endpoint
    if endpoint is None or not endpoint.is_on:
        raise DeliveryError("notify.channel_off")
    phones = (notification.address,) if notification.channel == Channel.SMS else ()
    call_endpoint(endpoint, shown, phones=phones)


def _fail(notification: Notification, message: Message) -> SendState:
    notification.error = message_to_json(message)
    _end(notification, SendState.FAILED)
    return SendState.FAILED


def _end(notification: Notification, state: SendState, **values: object) -> None:
    Notification.objects.filter(pk=notification.pk, state=SendState.QUEUED).update(
        state=state,
        error=notification.error,
        finished_at=clock.now(),
        claimed_by=None,
        **values,
    )
