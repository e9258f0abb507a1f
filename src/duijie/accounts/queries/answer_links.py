"""Reads of answer links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count

from duijie.accounts.models import AnswerLink, User
from duijie.accounts.permissions import answer_links_of, check_can_list_answer_links
from duijie.accounts.queries.secret import hash_secret
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds


class LinkState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    """As often as it could be."""
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class OpenLink:
    """What the door hands to the page of its purpose."""

    id: int
    purpose: str
    object_kind: str
    object_id: str
    recipient_name: str
    expires_at: datetime
    used_at: datetime | None
    acts_for: User
    """In whose name the answer is written down; it may no longer be allowed what it was."""


@dataclass(frozen=True, slots=True)
class AnswerLinkRow:
    """A link without its secret."""

    id: int
    purpose: str
    object_kind: str
    object_id: str
    recipient_name: str
    state: LinkState
    created_by_name: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    opening_count: int


def get_open_link(raw: str) -> OpenLink:
    """What this secret opens. Raises `NotFoundError`, the same for unknown, used up, revoked and
    expired ones and for those of a closed account. One query."""
    link = (
        AnswerLink.objects.select_related("created_by__zone")
        .filter(
            secret_sha256=hash_secret(raw),
            revoked_at__isnull=True,
            expires_at__gt=clock.now(),
            uses_left__gt=0,
            created_by__is_active=True,
        )
        .first()
    )
    if link is None:
        raise NotFoundError("accounts.link_not_open")
    return OpenLink(
        id=link.pk,
        purpose=link.purpose,
        object_kind=link.object_kind,
        object_id=link.object_id,
        recipient_name=link.recipient_name,
        expires_at=link.expires_at,
        used_at=link.used_at,
        acts_for=link.created_by,
    )


def list_answer_links_for_user(
    user: Actor,
    *,
    object_kind: str = "",
    object_id: object = "",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[AnswerLinkRow]:
    """One's own and those of one's zone, the newest first; of one object where it is named. Two
    queries, and the one of the user's zone. Raises `NotAllowedError`."""
    check_can_list_answer_links(user)
    found = AnswerLink.objects.filter(answer_links_of(user))
    if object_kind:
        found = found.filter(object_kind=object_kind, object_id=str(object_id))
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    rows = (
        found.select_related("created_by")
        .annotate(opening_count=Count("openings"))
        .order_by("-pk")[start:stop]
    )
    return Page(tuple(_row(row, row.opening_count) for row in rows), total, number, size)


def _row(link: AnswerLink, opening_count: int) -> AnswerLinkRow:
    return AnswerLinkRow(
        id=link.pk,
        purpose=link.purpose,
        object_kind=link.object_kind,
        object_id=link.object_id,
        recipient_name=link.recipient_name,
        state=_state(link),
        created_by_name=str(link.created_by),
        created_at=link.created_at,
        expires_at=link.expires_at,
        used_at=link.used_at,
        opening_count=opening_count,
    )


def _state(link: AnswerLink) -> LinkState:
    if link.uses_left == 0:
        return LinkState.ANSWERED
    if link.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if link.expires_at <= clock.now() else LinkState.OPEN
