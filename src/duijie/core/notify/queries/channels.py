"""Channels and what became of messages, for administrators. No secret, no address, no text."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.messages import message_from_json
from duijie.core.notify.enums import Channel, SendState
from duijie.core.notify.mail import is_mail_on
from duijie.core.notify.models import Endpoint, Notification
from duijie.core.notify.permissions import check_can_manage_messages
from duijie.core.notify.registry import list_kinds
from duijie.core.sentences import translation
from duijie.errors import Message


@dataclass(frozen=True, slots=True)
class MailStatus:
    """The mail server of the installation; never its password."""

    is_on: bool
    host: str
    sender: str
    public_url: str
    is_public_url_set: bool
    """Else links in messages lead to this machine only."""


@dataclass(frozen=True, slots=True)
class EndpointDetail:
    """An endpoint as its form shows it."""

    id: int
    name: str
    purpose: str
    host: str
    url: str
    method: str
    headers: str
    body_format: str
    body: str
    has_secret: bool
    success_field: str
    success_value: str
    most_characters: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One message and what became of it."""

    id: uuid.UUID
    title: str
    """Of its kind, with placeholders; not what was said."""
    channel: str
    endpoint_name: str
    recipient_name: str
    """Empty: an outsider or a group."""
    state: str
    attempts: int
    error: Message | None
    at: datetime
    can_resend: bool


def get_mail_status_for_user(user: Actor) -> MailStatus:
    """No query. Raises `NotAllowedError` for all but administrators."""
    check_can_manage_messages(user)
    return MailStatus(
        is_on=is_mail_on(),
        host=settings.EMAIL_HOST if is_mail_on() else "",
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if is_mail_on() else "",
        public_url=settings.PUBLIC_URL,
        is_public_url_set=settings.IS_PUBLIC_URL_SET,
    )


def list_endpoints_for_user(user: Actor) -> tuple[EndpointDetail, ...]:
    """By name. One query. Raises `NotAllowedError`."""
    check_can_manage_messages(user)
    return tuple(_detail(row) for row in Endpoint.objects.order_by("name"))


def get_endpoint_for_user(endpoint_id: int, user: Actor) -> EndpointDetail:
    """Raises `NotFoundError`, `NotAllowedError`."""
    check_can_manage_messages(user)
    row = Endpoint.objects.filter(pk=endpoint_id).first()
    if row is None:
        raise NotFoundError("notify.endpoint_not_found")
    return _detail(row)


def list_outcomes_for_user(user: Actor, *, limit: int = 30) -> tuple[OutcomeRow, ...]:
    """The newest messages by mail, SMS and robots. One query. Raises `NotAllowedError`."""
    check_can_manage_messages(user)
    catalogue = translation()
    titles = {kind.kind: catalogue.gettext(kind.title) for kind in list_kinds()}
    rows = Notification.objects.exclude(channel=Channel.IN_APP)
    newest = rows.select_related("recipient", "endpoint").order_by("-created_at", "-pk")[:limit]
    return tuple(
        OutcomeRow(
            id=row.pk,
            title=titles.get(row.kind, row.kind),
            channel=row.channel,
            endpoint_name=row.endpoint.name if row.endpoint else "",
            recipient_name=str(row.recipient) if row.recipient else "",
            state=row.state,
            attempts=row.attempts,
            error=message_from_json(row.error),
            at=row.finished_at or row.created_at,
            can_resend=row.state == SendState.FAILED and bool(row.title),
        )
        for row in newest
    )


def _detail(row: Endpoint) -> EndpointDetail:
    return EndpointDetail(
        id=row.pk,
        name=row.name,
        purpose=row.purpose,
        host=urlsplit(row.url).netloc,
        url=row.url,
        method=row.method,
        headers=row.headers,
        body_format=row.body_format,
        body=row.body,
        has_secret=bool(row.secret_cipher),
        success_field=row.success_field,
        success_value=row.success_value,
        most_characters=row.most_characters,
        is_on=row.is_on,
    )
