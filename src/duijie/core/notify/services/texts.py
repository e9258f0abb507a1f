"""Texts that administrators write in place of the defaults."""

from __future__ import annotations

from django.db import transaction

from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.notify.enums import LANGUAGES
from duijie.core.notify.models import MessageText
from duijie.core.notify.permissions import check_can_manage_messages
from duijie.core.notify.registry import get_kind
from duijie.core.notify.wording import check_wording


def change_text(*, kind: str, language: str, title: str, body: str, by: Actor) -> None:
    """Say it like this from now on. A text equal to the default is a reset.

    Raises `MessageTextError` naming the part that cannot be (unknown placeholder, too long),
    `NotFoundError` for an unknown kind or language, `NotAllowedError`.
    """
    check_can_manage_messages(by)
    known = get_kind(kind)
    _check_language(language)
    title = check_wording(title, known=known.known_names, part="title")
    body = check_wording(body, known=known.known_names, part="body")
    if (title, body) == known.default_text(language):
        reset_text(kind=kind, language=language, by=by)
        return
    with transaction.atomic():
        MessageText.objects.update_or_create(
            kind=kind, language=language, defaults={"title": title, "body": body}
        )
        _note("notify.change_text", kind, language, by)


def reset_text(*, kind: str, language: str, by: Actor) -> None:
    """Go back to the default. Does nothing where it is in force."""
    check_can_manage_messages(by)
    get_kind(kind)
    _check_language(language)
    with transaction.atomic():
        removed, _ = MessageText.objects.filter(kind=kind, language=language).delete()
        if removed:
            _note("notify.reset_text", kind, language, by)


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise NotFoundError("notify.language_unknown", language=language)


def _note(action: str, kind: str, language: str, by: Actor) -> None:
    record(action=action, by=by, object_kind="message_text", object_id=kind, language=language)
