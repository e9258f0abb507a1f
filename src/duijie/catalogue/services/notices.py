"""The messages that the catalogue sends: a link and what to do there, never a record's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.core.actor import Actor
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.core.notify.services.sending import notify
from duijie.core.notify.types import Recipient
from duijie.errors import sentence

NOTE_MENTION: Final = "catalogue.note_mention"
CONSENT_REQUESTED: Final = "catalogue.consent_requested"
CONSENT_ANSWERED: Final = "catalogue.consent_answered"
RECORDS_EXPIRED: Final = "catalogue.records_expired"
RECORDS_HANDED_OVER: Final = "catalogue.records_handed_over"
RECORD_SHARED: Final = "catalogue.record_shared"

_NAME: Final = MessageParam(sentence("who did it"), sentence("Zhou Qing"))
_COUNT: Final = MessageParam(sentence("how many records"), "3")


def register_kinds() -> None:
    """At the start of the program."""
    register_kind(
        NOTE_MENTION,
        occasion=sentence("A colleague is named with @ in a note."),
        title=sentence("{name} mentions you in a note"),
        body=sentence("{name} has named you in a note on a record. Read it there: {link}"),
        params={"name": _NAME},
    )
    register_kind(
        CONSENT_REQUESTED,
        occasion=sentence("Somebody asks to see more of a record."),
        title=sentence("{name} asks to see more of a record"),
        body=sentence("{name} asks for your consent. Look at the request and answer it: {link}"),
        params={"name": _NAME},
    )
    register_kind(
        CONSENT_ANSWERED,
        occasion=sentence("A request to see more of a record has been answered."),
        title=sentence("Your request has been answered"),
        body=sentence("A request to see more of a record has been answered: {link}"),
        params={},
    )
    register_kind(
        RECORDS_EXPIRED,
        occasion=sentence("Published records have come to their last day."),
        title=sentence("{count} of your records have expired"),
        body=sentence(
            "{count} records that you are responsible for have expired and are no longer shown. "
            "Renew what still holds, close the rest: {link}"
        ),
        params={"count": _COUNT},
    )
    register_kind(
        RECORDS_HANDED_OVER,
        occasion=sentence("Records are handed over to somebody."),
        title=sentence("{name} has handed {count} records over to you"),
        body=sentence("You are now responsible for {count} more records: {link}"),
        params={"name": _NAME, "count": _COUNT},
    )
    register_kind(
        RECORD_SHARED,
        occasion=sentence("A published record is copied for a chat group."),
        title=sentence("{title}"),
        body=sentence("{summary}\nMore, and whom to ask: {link}"),
        params={
            "title": MessageParam(
                sentence("the title for strangers"), sentence("Inspection of bearing rings")
            ),
            "summary": MessageParam(
                sentence("the summary for strangers"),
                sentence("A bearing maker wants burns found within three seconds."),
            ),
        },
    )


def record_link(kind: RecordKind | str, record_id: int) -> str:
    """Path of a record's page."""
    return f"/{kind}s/{record_id}/"


def tell(
    kind: str,
    users: Iterable[User],
    *,
    link: str,
    by: Actor | None,
    params: Mapping[str, object],
    about: tuple[str, object] = ("", ""),
    is_once_a_day: bool = False,
) -> None:
    """Tell these users, but for the one who acts, each in their language."""
    to: Sequence[Recipient] = [
        Recipient(user.pk, str(user), user.email, language=user.language)
        for user in users
        if user.is_active and (by is None or user.pk != by.pk)
    ]
    if to:
        notify(
            kind=kind,
            to=to,
            params=params,
            link=link,
            by=by,
            object_kind=about[0],
            object_id=about[1],
            is_once_a_day=is_once_a_day,
        )


def tell_expired(counts: Mapping[int, int]) -> None:
    """Each owner how many of theirs have expired."""
    for user in User.objects.filter(pk__in=counts).order_by("pk"):
        tell(
            RECORDS_EXPIRED,
            [user],
            link="/needs/?state=expired",
            by=None,
            params={"count": counts[user.pk]},
        )
