"""What the page of one record shows beside its text, for every kind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    RecordDetail,
    list_actions_for_user,
    list_attachments_for_user,
    list_consents_of_record,
    list_notes_for_user,
)
from duijie.catalogue.services import log_access
from duijie.core.actor import Actor
from duijie.web.records.labels import labelled_fields
from duijie.web.records.moving import corner_of

_LOWEST = DisclosureLevel.REGISTERED
"""Files are for nobody below."""


def _may(user: Actor, kind: ObjectKind) -> bool:
    return allows(user, Cell(kind, Action.CREATE))


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
        "corner": corner_of(kind, record.id, request),
        "actions": {action.value for action in actions},
        "attachments": list_attachments_for_user(kind, record.id, user),
        "may_attach": record.level >= DisclosureLevel.OWN and _may(user, ObjectKind.ATTACHMENT),
        "notes": list_notes_for_user(kind, record.id, user),
        "may_note": record.level == DisclosureLevel.INTERNAL and _may(user, ObjectKind.NOTE),
        "consents": list_consents_of_record(kind, record.id, user),
        "may_ask": record.level < DisclosureLevel.NDA and _may(user, ObjectKind.CONSENT),
        "levels": [(level, level.label) for level in DisclosureLevel if level >= _LOWEST],
    }
