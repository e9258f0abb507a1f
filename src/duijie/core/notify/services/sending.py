"""Telling people something."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.jobs.services import enqueue_job
from duijie.core.notify.endpoints.phones import is_phone, plain_phone
from duijie.core.notify.enums import Channel, Purpose, SendState
from duijie.core.notify.errors import DeliveryError
from duijie.core.notify.kinds import TEST_KIND
from duijie.core.notify.links import absolute_link
from duijie.core.notify.mail import MailSender, is_mail_address, is_mail_on
from duijie.core.notify.models import Endpoint, Notification
from duijie.core.notify.permissions import check_can_manage_messages
from duijie.core.notify.texts import RenderedMessage, Wording
from duijie.core.notify.types import NotifyOutcome, Recipient
from duijie.core.sentences import language_tag
from duijie.errors import Message

SEND_KIND: Final = "notify.send_queued"


@dataclass(frozen=True, slots=True)
class _Route:
    """One message by one channel."""

    channel: Channel
    recipient: Recipient
    address: str = ""
    endpoint_id: int | None = None

    @property
    def who(self) -> str:
        if self.channel == Channel.GROUP:
            return f"endpoint:{self.endpoint_id}"
        user_id = self.recipient.user_id
        return f"user:{user_id}" if user_id is not None else f"address:{self.address.lower()}"


def notify(
    *,
    kind: str,
    to: Sequence[Recipient],
    params: Mapping[str, object],
    link: str = "",
    by: Actor | None,
    channels: Sequence[Channel] | None = None,
    object_kind: str = "",
    object_id: object = "",
    is_once_a_day: bool = False,
) -> NotifyOutcome:
    """Tell the recipients, each in their language, by every given channel that can take it.

    What is said in the program is there at once; all else is sent by a job once the surrounding
    transaction is committed. `channels` None: those of the kind. `link` is a path of ours or an
    http(s) address. `Channel.GROUP` posts once to every robot that is switched on, in Chinese,
    whatever `to` says. With `is_once_a_day` nobody gets this kind about this object by the same
    channel twice on one day (Asia/Shanghai). Whether the recipients may know it is the caller's to
    check. `ValueError` for parameters that the kind does not have, or a group channel for a kind
    that may not go there.
    """
    wording = Wording(kind)
    wanted = wording.kind.channels if channels is None else tuple(channels)
    if Channel.GROUP in wanted and not wording.kind.may_go_to_groups:
        raise ValueError(f"{kind} may not go to groups")
    routes = list(_routes(to, wanted))
    rows = _rows(routes, wording, params, absolute_link(link), link)
    for row in rows:
        row.kind, row.by_id = kind, by.pk if by is not None else None
        row.object_kind, row.object_id = object_kind, str(object_id)
    if is_once_a_day:
        _mark_once(rows, routes)
    reached = {id(route.recipient) for route in routes}
    unreached = tuple(person for person in to if id(person) not in reached)
    with transaction.atomic():
        kept = _store(rows)
        record(
            action="notify.notify",
            by=by,
            object_kind=object_kind or "message",
            object_id=object_id,
            kind=kind,
            messages=len(kept),
            unreached=len(unreached),
        )
        if any(row.state == SendState.QUEUED for row in kept):
            start_sending()
    return NotifyOutcome(tuple(row.pk for row in kept), unreached)


def start_sending() -> None:
    """One job sends all that waits, so that a hundred calls do not make a hundred jobs."""
    title = Message("notify.sending")
    enqueue_job(kind=SEND_KIND, payload={}, title=title, by=None, is_shared=True)


def resend_notification(*, notification_id: uuid.UUID, by: Actor) -> None:
    """Queue a failed message anew. Raises `NotAllowedError` where its text is no longer kept, or
    for all but administrators; `NotFoundError`."""
    check_can_manage_messages(by)
    with transaction.atomic():
        row = Notification.objects.select_for_update().filter(pk=notification_id).first()
        if row is None:
            raise NotFoundError("notify.notice_not_found")
        if row.state != SendState.FAILED or not row.title:
            raise NotAllowedError("notify.cannot_resend")
        row.state, row.attempts, row.error, row.finished_at = SendState.QUEUED, 0, None, None
        row.save(update_fields=["state", "attempts", "error", "finished_at"])
        record(
            action="notify.resend_notification",
            by=by,
            object_kind="notification",
            object_id=row.pk,
        )
        start_sending()


def try_mail(*, address: str, language: str, by: Actor) -> None:
    """Send the test message here and now. Raises `DeliveryError` unless the server took it, and
    `NotAllowedError`."""
    check_can_manage_messages(by)
    if not is_mail_on():
        raise DeliveryError("notify.mail_off")
    if not is_mail_address(address):
        raise DeliveryError("notify.mail_no_address")
    tag = language_tag(language)
    shown = Wording(TEST_KIND).render({"name": str(by)}, language=tag, link=absolute_link("/"))
    sender = MailSender()
    outcome = "sent"
    try:
        sender.send(shown, address=address, language=tag)
    except DeliveryError as error:
        outcome = error.message.code
        raise
    finally:
        sender.close()
        with transaction.atomic():
            record(action="notify.try_mail", by=by, object_kind="channel", outcome=outcome)


def _routes(to: Sequence[Recipient], channels: Sequence[Channel]) -> Iterator[_Route]:
    endpoints = _endpoints_in_use(channels)
    for person in dict.fromkeys(to):
        if Channel.IN_APP in channels and person.user_id is not None:
            yield _Route(Channel.IN_APP, person)
        if Channel.MAIL in channels and is_mail_on() and is_mail_address(person.email):
            yield _Route(Channel.MAIL, person, person.email)
        sms = endpoints.get(Purpose.SMS)
        if Channel.SMS in channels and sms and is_phone(person.phone):
            yield _Route(Channel.SMS, person, plain_phone(person.phone), sms[0])
    if Channel.GROUP in channels:
        for endpoint_id in endpoints.get(Purpose.GROUP, ()):
            yield _Route(Channel.GROUP, Recipient(), "", endpoint_id)


def _endpoints_in_use(channels: Sequence[Channel]) -> dict[str, list[int]]:
    if not {Channel.SMS, Channel.GROUP} & set(channels):
        return {}
    found: dict[str, list[int]] = {}
    rows = Endpoint.objects.filter(is_on=True).order_by("pk").values_list("purpose", "pk")
    for purpose, endpoint_id in rows:
        found.setdefault(purpose, []).append(endpoint_id)
    return found


def _rows(
    routes: Sequence[_Route],
    wording: Wording,
    params: Mapping[str, object],
    link: str,
    own_link: str,
) -> list[Notification]:
    """Unsaved rows in the order of the routes. Each language is rendered once."""
    moment = clock.now()
    shown = {tag: wording.render(params, language=tag, link=link) for tag in ("zh", "en")}
    return [_row(route, shown, own_link, moment) for route in routes]


def _row(
    route: _Route, shown: Mapping[str, RenderedMessage], own_link: str, moment: datetime
) -> Notification:
    tag = language_tag(route.recipient.language or "zh")
    message = shown[tag]
    is_here = route.channel == Channel.IN_APP
    return Notification(
        channel=route.channel,
        state=SendState.SENT if is_here else SendState.QUEUED,
        recipient_id=route.recipient.user_id,
        address=route.address,
        language=tag,
        endpoint_id=route.endpoint_id,
        title=message.title,
        body=message.body,
        link=own_link if is_here else message.link,
        created_at=moment,
        finished_at=moment if is_here else None,
    )


def _mark_once(rows: Sequence[Notification], routes: Sequence[_Route]) -> None:
    day = timezone.localdate(clock.now()).isoformat()
    for row, route in zip(rows, routes, strict=True):
        parts = (row.kind, row.object_kind, row.object_id, row.channel, route.who, day)
        row.once_key = hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _store(rows: Sequence[Notification]) -> list[Notification]:
    """The rows that were stored: what was said today already is left out, by the unique key."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    ids = [row.pk for row in rows]
    stored = set(Notification.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [row for row in rows if row.pk in stored]
