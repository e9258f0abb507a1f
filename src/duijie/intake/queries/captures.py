"""Reads of captures: one's own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.messages import message_from_json
from duijie.errors import Message
from duijie.intake.enums import CaptureState
from duijie.intake.models import Capture


@dataclass(frozen=True, slots=True)
class CaptureDetail:
    """A note or photo with what was understood of it."""

    id: int
    kind: str
    state: str
    text: str
    file_name: str
    values: Mapping[str, str]
    quotes: Mapping[str, str]
    finding: Message | None
    job_id: uuid.UUID | None
    record_id: int | None
    created_at: datetime


def get_capture_for_user(capture_id: int, user: Actor) -> CaptureDetail:
    """Raises `NotFoundError` for what is missing or somebody else's."""
    kept = Capture.objects.filter(pk=capture_id, owner_id=user.pk).first() if user.pk else None
    if kept is None:
        raise NotFoundError("intake.capture_not_found")
    return _detail(kept)


def list_open_captures(user: Actor) -> tuple[CaptureDetail, ...]:
    """The user's own that are no draft yet, the newest first. One query."""
    if user.pk is None:
        return ()
    found = Capture.objects.filter(owner_id=user.pk).exclude(state=CaptureState.SAVED)
    return tuple(_detail(kept) for kept in found.order_by("-pk")[:20])


def _detail(kept: Capture) -> CaptureDetail:
    return CaptureDetail(
        id=kept.pk,
        kind=kept.kind,
        state=kept.state,
        text=kept.text,
        file_name=kept.file_name,
        values=kept.values,
        quotes=kept.quotes,
        finding=message_from_json(kept.finding),
        job_id=kept.job_id,
        record_id=kept.record_id,
        created_at=kept.created_at,
    )
