"""Handing out answer links, their opening and their answers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from duijie.accounts.errors import AnswerLinkError
from duijie.accounts.models import AnswerLink, AnswerOpening
from duijie.accounts.permissions import (
    can_revoke_answer_link,
    check_can_create_answer_link,
    check_can_list_answer_links,
)
from duijie.accounts.queries.secret import hash_secret
from duijie.accounts.services.purposes import get_purpose
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError

MOST_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link with its secret, which exists here and nowhere else in clear."""

    id: int
    secret: str = field(repr=False)


def create_answer_link(
    *,
    purpose: str,
    object_id: object,
    zone_path: str,
    recipient_name: str,
    by: Actor,
    days: int | None = None,
) -> IssuedLink:
    """A door for one person to one object; its path is `/a/<secret>/`.

    That `by` may change the object, and where it lies (`zone_path`), is the caller's to check.
    Raises `NotAllowedError`, `AnswerLinkError` for an unknown purpose, no name, or a number of
    days outside 1 to 90.
    """
    check_can_create_answer_link(by)
    kind = get_purpose(purpose)
    span = kind.days if days is None else days
    shown = " ".join(recipient_name.split())
    if not shown or len(shown) > 100:
        raise AnswerLinkError("accounts.link_name_missing")
    if not 1 <= span <= MOST_DAYS:
        raise AnswerLinkError("accounts.link_days_out_of_range", most=MOST_DAYS)
    raw = secrets.token_urlsafe(24)
    with transaction.atomic():
        link = AnswerLink.objects.create(
            purpose=kind.name,
            object_kind=kind.object_kind,
            object_id=str(object_id),
            zone_path=zone_path,
            recipient_name=shown,
            secret_sha256=hash_secret(raw),
            uses_left=kind.uses,
            created_by_id=user_id(by),
            expires_at=clock.now() + timedelta(days=span),
        )
        record(
            action="accounts.create_answer_link",
            by=by,
            object_kind="answer_link",
            object_id=link.pk,
            purpose=purpose,
            about=f"{link.object_kind}:{link.object_id}",
            days=span,
        )
    return IssuedLink(link.pk, raw)


def revoke_answer_link(*, link_id: int, by: Actor) -> None:
    """It opens nothing any more. Raises `NotFoundError`, for links of others' zones too."""
    check_can_list_answer_links(by)
    with transaction.atomic():
        link = AnswerLink.objects.select_for_update().filter(pk=link_id).first()
        if link is None or not can_revoke_answer_link(by, link):
            raise NotFoundError("accounts.link_not_found")
        if link.revoked_at is not None:
            return
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        record(
            action="accounts.revoke_answer_link",
            by=by,
            object_kind="answer_link",
            object_id=link.pk,
        )


def open_answer_link(*, link_id: int) -> None:
    """Note that somebody looked at the page behind a link."""
    AnswerOpening.objects.create(link_id=link_id)


def use_answer_link(*, link_id: int) -> None:
    """Count an answer, inside the transaction that writes it down.

    Raises `NotFoundError` where the link was used up, revoked or has expired meanwhile: two phones
    that answer at once do not both count.
    """
    with transaction.atomic():
        counted = AnswerLink.objects.filter(
            pk=link_id, uses_left__gt=0, revoked_at__isnull=True, expires_at__gt=clock.now()
        ).update(uses_left=F("uses_left") - 1, used_at=clock.now())
        if not counted:
            raise NotFoundError("accounts.link_not_open")
        record(
            action="accounts.use_answer_link", by=None, object_kind="answer_link", object_id=link_id
        )
