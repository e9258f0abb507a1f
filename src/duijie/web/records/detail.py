"""What the page of one record shows beside its text, for every kind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import RecordDetail, list_actions_for_user
from duijie.catalogue.services import log_access
from duijie.web.records.labels import labelled_fields
from duijie.web.records.moving import corner_of


def detail_context(record: RecordDetail, request: HttpRequest) -> dict[str, Any]:
    """Fields, steps and buttons. Notes in the access log that the user saw the record, where that
    is more than registered users see."""
    kind = RecordKind(record.kind)
    log_access(kind=kind, record_id=record.id, level=record.level, door="page", by=request.user)
    actions = list_actions_for_user(kind, record.id, request.user)
    return {
        "record": record,
        "fields": labelled_fields(record),
        "corner": corner_of(kind, record.id, request),
        "actions": {action.value for action in actions},
    }
