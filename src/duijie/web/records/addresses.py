"""The addresses that every kind of record has, below its area."""

from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.public.views import as_stranger_view
from duijie.web.records import attached, bulk, editing, history, moving, saved, snoozing, undoing
from duijie.web.records.listing import Listing, columns_view
from duijie.web.routes import Door, page

_ONE = "<int:record_id>/"


def record_pages(kind: RecordKind, listing: Listing) -> list[Door]:
    """What an organisation has too, and columns, steps and what strangers see."""

    def cell(action: Action, about: ObjectKind | None = None) -> Cell:
        return Cell(about or ObjectKind(kind.value), action)

    return [
        *organisation_pages(kind),
        page("columns/", columns_view(listing), "columns", cell=cell(Action.LIST)),
        page(f"{_ONE}move/", moving.move_view(kind), "move", cell=cell(Action.SUBMIT)),
        page(
            f"{_ONE}snooze/",
            snoozing.snooze_view(kind),
            "snooze",
            cell=cell(Action.CHANGE, ObjectKind.DESK),
        ),
        page(
            f"{_ONE}snooze/end/",
            snoozing.end_snooze_view(kind),
            "snooze_end",
            cell=cell(Action.CHANGE, ObjectKind.DESK),
        ),
        page("undo/", undoing.undo_view(kind), "undo", cell=cell(Action.SUBMIT)),
        page(f"{_ONE}stranger/", as_stranger_view(kind), "stranger", cell=cell(Action.SEE)),
    ]


def organisation_pages(kind: RecordKind) -> list[Door]:
    """New, edit, bin, history, notes, files, consents and saved lists: of an organisation as of
    all."""

    def cell(action: Action, about: ObjectKind | None = None) -> Cell:
        return Cell(about or ObjectKind(kind.value), action)

    lists = cell(Action.LIST)
    return [
        page("new/", editing.new_record_view(kind), "new", cell=cell(Action.CREATE)),
        page("bin/", moving.bin_view(kind), "bin", cell=cell(Action.DELETE)),
        page("bulk/", bulk.bulk_view(kind), "bulk", cell=cell(Action.CHANGE)),
        page("saved/", saved.save_view(kind), "save_filter", cell=lists),
        page("saved/<int:filter_id>/delete/", saved.forget_view(kind), "forget_filter", cell=lists),
        page(f"{_ONE}edit/", editing.change_record_view(kind), "edit", cell=cell(Action.CHANGE)),
        page(f"{_ONE}delete/", moving.delete_view(kind), "delete", cell=cell(Action.DELETE)),
        page(f"{_ONE}restore/", moving.restore_view(kind), "restore", cell=cell(Action.DELETE)),
        page(f"{_ONE}history/", history.history_view(kind), "history", cell=cell(Action.HISTORY)),
        page(
            f"{_ONE}notes/",
            attached.add_note_view(kind),
            "note",
            cell=cell(Action.CREATE, ObjectKind.NOTE),
        ),
        page(
            f"{_ONE}notes/<int:note_id>/delete/",
            attached.delete_note_view(kind),
            "note_delete",
            cell=cell(Action.DELETE, ObjectKind.NOTE),
        ),
        page(
            f"{_ONE}files/",
            attached.add_attachment_view(kind),
            "file",
            cell=cell(Action.CREATE, ObjectKind.ATTACHMENT),
        ),
        page(
            f"{_ONE}files/<int:attachment_id>/",
            attached.change_attachment_view(kind),
            "file_change",
            cell=cell(Action.CHANGE, ObjectKind.ATTACHMENT),
        ),
        page(
            f"{_ONE}files/<int:attachment_id>/delete/",
            attached.delete_attachment_view(kind),
            "file_delete",
            cell=cell(Action.DELETE, ObjectKind.ATTACHMENT),
        ),
        page(
            f"{_ONE}consents/",
            attached.request_consent_view(kind),
            "consent",
            cell=cell(Action.CREATE, ObjectKind.CONSENT),
        ),
        page(
            f"{_ONE}consents/<int:consent_id>/",
            attached.answer_consent_view(kind),
            "consent_answer",
            cell=cell(Action.CREATE, ObjectKind.CONSENT),
        ),
    ]
