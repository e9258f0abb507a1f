"""Texts as administrators see and edit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.notify.enums import LANGUAGES, Channel
from duijie.core.notify.group import as_group_text
from duijie.core.notify.links import absolute_link
from duijie.core.notify.models import MessageText
from duijie.core.notify.permissions import check_can_manage_messages
from duijie.core.notify.registry import BUILT_IN, MessageKind, get_kind, list_kinds
from duijie.core.notify.texts import built_in_values, fill_message
from duijie.core.notify.types import GroupText
from duijie.core.notify.wording import check_wording
from duijie.core.preferences.queries import get_preferences
from duijie.core.sentences import language_tag, translation


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of message in the list."""

    kind: str
    title: str
    """The subject in force, in the reader's language, with its placeholders."""
    occasion: str
    channels: tuple[Channel, ...]
    may_go_to_groups: bool
    edited_languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditableText:
    """A text with what may be filled in."""

    kind: str
    language: str
    occasion: str
    title: str
    body: str
    is_edited: bool
    placeholders: Mapping[str, str]
    """What each of them is, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A text filled in with samples."""

    title: str
    body: str
    link: str
    group: GroupText


def list_kinds_for_user(user: Actor) -> tuple[KindRow, ...]:
    """All kinds, by name. One query. Raises `NotAllowedError` for all but administrators."""
    check_can_manage_messages(user)
    edited: dict[str, dict[str, str]] = {}
    for row in MessageText.objects.all():
        edited.setdefault(row.kind, {})[row.language] = row.title
    tag = language_tag()
    return tuple(_kind_row(kind, edited.get(kind.kind, {}), tag) for kind in list_kinds())


def get_text_for_user(kind: str, language: str, user: Actor) -> EditableText:
    """Raises `NotFoundError` for an unknown kind or language, `NotAllowedError`."""
    check_can_manage_messages(user)
    known = _get_known(kind, language)
    row = MessageText.objects.filter(kind=kind, language=language).first()
    title, body = (row.title, row.body) if row else known.default_text(language)
    catalogue = translation()
    return EditableText(
        kind=kind,
        language=language,
        occasion=catalogue.gettext(known.occasion),
        title=title,
        body=body,
        is_edited=row is not None,
        placeholders={
            name: catalogue.gettext(param.label)
            for name, param in {**known.params, **BUILT_IN}.items()
        },
    )


def preview_text(*, kind: str, language: str, title: str, body: str, user: Actor) -> Preview:
    """The unsaved text with sample data. Raises `MessageTextError` as keeping it would,
    `NotFoundError`, `NotAllowedError`."""
    check_can_manage_messages(user)
    known = _get_known(kind, language)
    title = check_wording(title, known=known.known_names, part="title")
    body = check_wording(body, known=known.known_names, part="body")
    link = absolute_link("/")
    values = known.samples(language)
    own = built_in_values(get_preferences(), language=language, link=link)
    values |= {name: value for name, value in own.items() if value}
    shown = fill_message(title, body, values)
    return Preview(shown.title, shown.body, link, as_group_text(shown))


def _get_known(kind: str, language: str) -> MessageKind:
    if language not in LANGUAGES:
        raise NotFoundError("notify.language_unknown", language=language)
    return get_kind(kind)


def _kind_row(kind: MessageKind, edited: Mapping[str, str], tag: str) -> KindRow:
    return KindRow(
        kind=kind.kind,
        title=edited.get(tag) or kind.default_text(tag)[0],
        occasion=translation(tag).gettext(kind.occasion),
        channels=kind.channels,
        may_go_to_groups=kind.may_go_to_groups,
        edited_languages=tuple(sorted(edited)),
    )
