"""Everything that happened to a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS
from duijie.catalogue.queries import ChangeRow, list_changes_for_user
from duijie.web.records.listing import page_numbers

ACTION_LABELS: Final[Mapping[str, Promise]] = {
    "create_record": _("Added"),
    "change_record": pgettext_lazy("a record", "Changed"),
    "submit_record": _("Submitted"),
    "return_record": _("Sent back"),
    "check_record": _("Passed the check"),
    "publish_record": _("Published"),
    "close_record": pgettext_lazy("a record", "Closed"),
    "withdraw_record": _("Withdrawn"),
    "expire_record": _("Expired"),
    "renew_record": _("Renewed"),
    "reopen_record": _("Opened again"),
    "undo_move": _("Step undone"),
    "delete_record": _("Moved to the recycle bin"),
    "restore_record": _("Brought back"),
    "hand_over_records": _("Handed over"),
}
_OTHER_LABELS: Final[Mapping[str, Promise]] = {
    "state": _("State"),
    "disclosure": _("Who may see the record"),
    "zone": _("Zone"),
    "owner": _("Responsible"),
    "expiry_date": pgettext_lazy("a record", "Valid until"),
    "return_note": _("What is missing"),
    "close_reason": _("Why"),
}


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One field of a change in words."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    label: str | Promise
    by_name: str
    at: datetime
    values: tuple[ShownValue, ...]


def history_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view of a record's changes."""

    @require_safe
    def show_history(request: HttpRequest, record_id: int) -> HttpResponse:
        """Every change with the values before and after, the latest first."""
        number = request.GET.get("page", "1")
        rows = list_changes_for_user(
            kind, record_id, request.user, page=int(number) if number.isdecimal() else 1
        )
        context = {
            "rows": rows,
            "changes": [_shown(kind, row) for row in rows],
            "pages": page_numbers(rows.number, rows.page_count),
            "kind": kind.value,
            "record_id": record_id,
        }
        return render(request, "records/history.html", context)

    return show_history


def _shown(kind: RecordKind, row: ChangeRow) -> ShownChange:
    labels = {**{spec.name: spec.label for spec in FIELDS[kind]}, **_OTHER_LABELS}
    values = tuple(
        ShownValue(labels.get(name, name), _in_words(before), _in_words(after))
        for name, (before, after) in row.values.items()
    )
    return ShownChange(ACTION_LABELS.get(row.action, row.action), row.by_name, row.at, values)


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return "、".join(_in_words(item) for item in value) or "–"
    if isinstance(value, Mapping):
        shown = value.get("text") or value.get("title") or value.get("name")
        return str(shown or "、".join(str(part) for part in value.values() if part))
    return str(value)
