"""What the page of one record shows beside its text, for every kind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.fields import indicator_text
from duijie.catalogue.queries import (
    RecordDetail,
    list_actions_for_user,
    list_attachments_for_user,
    list_consents_of_record,
    list_notes_for_user,
    list_receivers_for_user,
)
from duijie.catalogue.services import RECORD_SHARED, log_access
from duijie.core.actor import Actor
from duijie.core.notify.group import group_text
from duijie.core.notify.types import GroupText
from duijie.core.preferences.queries import get_preferences
from duijie.web.records.labels import labelled_fields
from duijie.web.records.moving import corner_of

_LOWEST = DisclosureLevel.REGISTERED
"""Files are for nobody below."""


def _may(user: Actor, kind: ObjectKind) -> bool:
    return allows(user, Cell(kind, Action.CREATE))


def _group_text(kind: RecordKind, record: RecordDetail) -> GroupText | None:
    """What to paste into a chat group: the summary for strangers, never more. For who stands for
    a published record that has one."""
    title = record.values.get("teaser_title")
    if not title or record.state != RecordState.PUBLISHED or record.level < DisclosureLevel.OWN:
        return None
    area = "open/" if _is_open_to_strangers(record) else ""
    return group_text(
        kind=RECORD_SHARED,
        params={"title": title, "summary": record.values.get("teaser_text", "")},
        link=f"/{area}{kind}s/{record.id}/",
    )


def _is_open_to_strangers(record: RecordDetail) -> bool:
    is_open = record.values.get("disclosure") == DisclosureLevel.TEASER
    return is_open and get_preferences().strangers_see_teasers


def detail_context(record: RecordDetail, request: HttpRequest) -> dict[str, Any]:
    """Fields, steps and buttons. Notes in the access log that the user saw the record, where that
    is more than registered users see."""
    kind = RecordKind(record.kind)
    log_access(kind=kind, record_id=record.id, level=record.level, door="page", by=request.user)
    user = request.user
    actions = list_actions_for_user(kind, record.id, request.user)
    return {
        "record": record,
        "fields": labelled_fields(record),
        "indicators": [indicator_text(row) for row in record.indicators],
        "corner": corner_of(record, user),
        "actions": {action.value for action in actions},
        **files_context(record, user),
        "notes": list_notes_for_user(kind, record.id, user),
        "may_note": record.level == DisclosureLevel.INTERNAL and _may(user, ObjectKind.NOTE),
        "consents": list_consents_of_record(kind, record.id, user),
        "may_ask": record.level < DisclosureLevel.NDA and _may(user, ObjectKind.CONSENT),
        "may_preview": record.level >= DisclosureLevel.OWN and kind is not RecordKind.ORGANISATION,
        "group": _group_text(kind, record),
        "group_is_open": _is_open_to_strangers(record),
        "colleagues": list_receivers_for_user(user) if Action.HAND_OVER in actions else (),
    }


def files_context(record: RecordDetail, user: Actor) -> dict[str, Any]:
    """The files that the user may know of, and what they may do with them
    (`records/attached.html`)."""
    return {
        "attachments": list_attachments_for_user(RecordKind(record.kind), record.id, user),
        "may_attach": record.level >= DisclosureLevel.OWN and _may(user, ObjectKind.ATTACHMENT),
        "levels": [(level, level.label) for level in DisclosureLevel if level >= _LOWEST],
    }
