"""HTTP endpoints: kept, removed, tried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import transaction

from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.notify.endpoints.calling import call_endpoint
from duijie.core.notify.endpoints.phones import is_phone, plain_phone
from duijie.core.notify.endpoints.secret import seal
from duijie.core.notify.endpoints.template import CallTemplate, check_template
from duijie.core.notify.enums import BodyFormat, Method, Purpose
from duijie.core.notify.errors import DeliveryError, EndpointError
from duijie.core.notify.kinds import TEST_KIND
from duijie.core.notify.links import absolute_link
from duijie.core.notify.models import Endpoint
from duijie.core.notify.permissions import check_can_manage_messages
from duijie.core.notify.texts import Wording


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """What the form holds."""

    name: str
    purpose: Purpose
    url: str
    method: Method = Method.POST
    headers: str = ""
    body_format: BodyFormat = BodyFormat.JSON
    body: str = ""
    secret: str = field(default="", repr=False)
    """Empty: the one that is kept stays."""
    success_field: str = ""
    success_value: str = ""
    most_characters: int = 600
    is_on: bool = True


def save_endpoint(*, draft: EndpointDraft, endpoint_id: int | None = None, by: Actor) -> int:
    """Keep a new endpoint, or change one; returns its key.

    The secret is encrypted, is shown nowhere again, and goes when the host changes: else who may
    edit could have it sent to a host of their own. Raises `EndpointError` naming the field,
    `NotFoundError`, `NotAllowedError`.
    """
    check_can_manage_messages(by)
    with transaction.atomic():
        row = _locked(endpoint_id) if endpoint_id is not None else Endpoint()
        is_moved = endpoint_id is not None and _origin(row.url) != _origin(draft.url)
        keeps_secret = bool(row.secret_cipher) and not is_moved
        template = CallTemplate(
            draft.url.strip(), draft.method, draft.headers, draft.body_format, draft.body
        )
        check_template(template, has_secret=bool(draft.secret) or keeps_secret)
        _check_name(draft, row)
        _fill_in(row, draft)
        if draft.secret:
            row.secret_cipher = seal(draft.secret.strip())
        elif not keeps_secret:
            row.secret_cipher = ""
        row.save()
        _note("notify.save_endpoint", row, by, is_secret_new=bool(draft.secret))
    return row.pk


def remove_endpoint(*, endpoint_id: int, by: Actor) -> None:
    """What waits for it fails. Raises `NotFoundError`, `NotAllowedError`."""
    check_can_manage_messages(by)
    with transaction.atomic():
        row = _locked(endpoint_id)
        _note("notify.remove_endpoint", row, by)
        row.delete()


def try_endpoint(*, endpoint_id: int, phone: str = "", language: str, by: Actor) -> None:
    """Send the test message here and now, whether it is switched on or not.

    `phone` is for SMS. Raises `DeliveryError` unless the endpoint took it, `EndpointError` for a
    missing number, `NotFoundError`, `NotAllowedError`.
    """
    check_can_manage_messages(by)
    row = Endpoint.objects.filter(pk=endpoint_id).first()
    if row is None:
        raise NotFoundError("notify.endpoint_not_found")
    if row.purpose == Purpose.SMS and not is_phone(phone):
        raise EndpointError("notify.phone_malformed", part="phone")
    phones = (plain_phone(phone),) if row.purpose == Purpose.SMS else ()
    shown = Wording(TEST_KIND).render({"name": str(by)}, language=language, link=absolute_link("/"))
    outcome = "sent"
    try:
        call_endpoint(row, shown, phones=phones)
    except DeliveryError as error:
        outcome = error.message.code
        raise
    finally:
        with transaction.atomic():
            _note("notify.try_endpoint", row, by, outcome=outcome)


def _locked(endpoint_id: int) -> Endpoint:
    row = Endpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if row is None:
        raise NotFoundError("notify.endpoint_not_found")
    return row


def _check_name(draft: EndpointDraft, row: Endpoint) -> None:
    others = Endpoint.objects.exclude(pk=row.pk)
    if not draft.name.strip():
        raise EndpointError("notify.endpoint_name_missing", part="name")
    if others.filter(name=draft.name.strip()).exists():
        raise EndpointError("notify.endpoint_name_taken", part="name")
    is_sms = draft.purpose == Purpose.SMS and draft.is_on
    if is_sms and others.filter(purpose=Purpose.SMS, is_on=True).exists():
        raise EndpointError("notify.endpoint_sms_taken", part="purpose")


def _fill_in(row: Endpoint, draft: EndpointDraft) -> None:
    row.name = draft.name.strip()
    row.purpose = draft.purpose
    row.url = draft.url.strip()
    row.method = draft.method
    row.headers = draft.headers
    row.body_format = draft.body_format
    row.body = draft.body
    row.success_field = draft.success_field.strip()
    row.success_value = draft.success_value.strip()
    row.most_characters = draft.most_characters
    row.is_on = draft.is_on


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url.strip())
    return parts.scheme, parts.netloc.lower()


def _note(action: str, row: Endpoint, by: Actor, **details: object) -> None:
    """The audit row names host and purpose; address, headers and body may carry keys that
    somebody put there all the same."""
    record(
        action=action,
        by=by,
        object_kind="endpoint",
        object_id=row.pk,
        host=_origin(row.url)[1],
        purpose=row.purpose,
        is_on=row.is_on,
        **details,
    )
