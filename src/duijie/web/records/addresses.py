"""The addresses that every kind of record has, below its area."""

from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.records import attached, editing, history, moving
from duijie.web.records.listing import Listing, columns_view
from duijie.web.routes import Door, page


def record_pages(kind: RecordKind, listing: Listing) -> list[Door]:
    """New, edit, steps, bin, history, notes and files of one kind."""
    record = ObjectKind(kind.value)

    def cell(action: Action, about: ObjectKind = record) -> Cell:
        return Cell(about, action)

    one = "<int:record_id>/"
    return [
        page("new/", editing.new_record_view(kind), "new", cell=cell(Action.CREATE)),
        page("bin/", moving.bin_view(kind), "bin", cell=cell(Action.DELETE)),
        page("columns/", columns_view(listing), "columns", cell=cell(Action.LIST)),
        page("bulk/", moving.bulk_view(kind), "bulk", cell=cell(Action.CHANGE)),
        page(f"{one}edit/", editing.change_record_view(kind), "edit", cell=cell(Action.CHANGE)),
        page(f"{one}move/", moving.move_view(kind), "move", cell=cell(Action.SUBMIT)),
        page(f"{one}delete/", moving.delete_view(kind), "delete", cell=cell(Action.DELETE)),
        page(f"{one}restore/", moving.restore_view(kind), "restore", cell=cell(Action.DELETE)),
        page(f"{one}history/", history.history_view(kind), "history", cell=cell(Action.HISTORY)),
        page(
            f"{one}notes/",
            attached.add_note_view(kind),
            "note",
            cell=cell(Action.CREATE, ObjectKind.NOTE),
        ),
        page(
            f"{one}notes/<int:note_id>/delete/",
            attached.delete_note_view(kind),
            "note_delete",
            cell=cell(Action.DELETE, ObjectKind.NOTE),
        ),
        page(
            f"{one}files/",
            attached.add_attachment_view(kind),
            "file",
            cell=cell(Action.CREATE, ObjectKind.ATTACHMENT),
        ),
        page(
            f"{one}files/<int:attachment_id>/",
            attached.change_attachment_view(kind),
            "file_change",
            cell=cell(Action.CHANGE, ObjectKind.ATTACHMENT),
        ),
        page(
            f"{one}files/<int:attachment_id>/delete/",
            attached.delete_attachment_view(kind),
            "file_delete",
            cell=cell(Action.DELETE, ObjectKind.ATTACHMENT),
        ),
        page(
            f"{one}consents/",
            attached.request_consent_view(kind),
            "consent",
            cell=cell(Action.CREATE, ObjectKind.CONSENT),
        ),
        page(
            f"{one}consents/<int:consent_id>/",
            attached.answer_consent_view(kind),
            "consent_answer",
            cell=cell(Action.CREATE, ObjectKind.CONSENT),
        ),
    ]
