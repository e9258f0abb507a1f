"""Internal notes of staff on a record, and who is told of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import NoteError
from duijie.catalogue.models import Note
from duijie.catalogue.permissions import can_act_on_attached, check_can_act_on_attached
from duijie.catalogue.services.loading import Loaded, lock_any
from duijie.catalogue.services.notices import NOTE_MENTION, record_link, tell
from duijie.catalogue.validators.reading import clean_text
from duijie.core.actor import Actor, is_administrator, user_id
from duijie.core.audit.services import record as audit
from duijie.core.errors import NotFoundError

LONGEST: Final = 5_000
_STAFF: Final = (Role.ADMINISTRATOR, Role.BROKER, Role.COLLECTOR)
_MENTION: Final = re.compile(r"(?<![\w.@])[@＠](?P<name>[\w.+\-·]+)")
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class AddedNote:
    """A note that was kept."""

    id: int
    told: tuple[str, ...]
    """Names of the colleagues who are told."""
    not_told: tuple[str, ...]
    """What stands behind an @ and is nobody, or nobody who sees this record's notes."""


def add_note(*, kind: RecordKind, record_id: int, text: str, by: Actor) -> AddedNote:
    """Keep a note; colleagues named with `@user-name` or `@display name` are told where to read it,
    if they may.

    Raises `NoteError` for an empty or too long text, `NotFoundError`, `NotAllowedError`.
    """
    bare = clean_text(text)
    if not bare:
        raise NoteError("catalogue.note_empty")
    if len(bare) > LONGEST:
        raise NoteError("catalogue.note_too_long", limit=LONGEST, length=len(bare))
    with transaction.atomic():
        row = lock_any(kind, record_id)
        check_can_act_on_attached(by, Cell(ObjectKind.NOTE, Action.CREATE), row)
        told, not_told = _find_mentioned(bare, row)
        note = Note.objects.create(**{f"{kind}_id": record_id}, text=bare, by_id=user_id(by))
        note.mentioned.set(told)
        audit(
            action="catalogue.add_note",
            by=by,
            object_kind=kind.value,
            object_id=record_id,
            note=note.pk,
            told=[user.pk for user in told],
        )
        tell(
            NOTE_MENTION,
            told,
            link=record_link(kind, record_id),
            by=by,
            params={"name": str(by)},
            about=(kind.value, record_id),
        )
    return AddedNote(note.pk, tuple(str(user) for user in told), not_told)


def delete_note(*, note_id: int, by: Actor) -> None:
    """Take one's own note away, for good; administrators anybody's. Raises `NotFoundError`."""
    with transaction.atomic():
        note = Note.objects.select_for_update().filter(pk=note_id).first()
        if note is None or not (note.by_id == by.pk or is_administrator(by)):
            raise NotFoundError("catalogue.note_not_found")
        kind, record_id = next(
            (kind, found)
            for kind in RecordKind
            if (found := getattr(note, f"{kind}_id")) is not None
        )
        check_can_act_on_attached(by, Cell(ObjectKind.NOTE, Action.SEE), lock_any(kind, record_id))
        note.delete()
        audit(
            action="catalogue.delete_note",
            by=by,
            object_kind=kind.value,
            object_id=record_id,
            note=note_id,
        )


def _find_mentioned(text: str, row: Loaded) -> tuple[list[User], tuple[str, ...]]:
    names = [match["name"] for match in _MENTION.finditer(text)]
    if not names:
        return [], ()
    told: dict[int, User] = {}
    not_told: list[str] = []
    staff = list(User.objects.filter(role__in=_STAFF, is_active=True).order_by("pk"))
    for match in _MENTION.finditer(text):
        user = _named(text[match.start("name") :], staff)
        if user is not None and can_act_on_attached(user, Cell(ObjectKind.NOTE, Action.SEE), row):
            told[user.pk] = user
        else:
            not_told.append(str(user) if user is not None else match["name"][:_SHOWN])
    return list(told.values()), tuple(dict.fromkeys(not_told))


def _named(text: str, staff: list[User]) -> User | None:
    """Whose name the text begins with, the longest name first: nothing need stand behind it, since
    Chinese has no spaces. A user name in Latin letters ends where it ends."""
    found: list[tuple[int, User]] = []
    folded = text.casefold()
    for user in staff:
        for name in (user.username, user.display_name):
            if name and folded.startswith(name.casefold()):
                following = folded[len(name) : len(name) + 1]
                if not (name[-1].isascii() and following.isascii() and following.isalnum()):
                    found.append((len(name), user))
    return max(found, key=lambda pair: (pair[0], -pair[1].pk))[1] if found else None
