"""The messages that matching sends: a link and what to do there, never a contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from duijie.accounts.models import User
from duijie.core.actor import Actor
from duijie.core.notify.enums import Channel
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.core.notify.services import notify
from duijie.core.notify.types import Recipient
from duijie.errors import sentence

NEW_SUGGESTIONS: Final = "matching.new_suggestions"
SIDE_TO_ASK: Final = "matching.side_to_ask"
SIDE_ANSWERED: Final = "matching.side_answered"
ASK_NEED_SIDE: Final = "matching.ask_need_side"
ASK_TARGET_SIDE: Final = "matching.ask_target_side"
LIST_LINK: Final = "/suggestions/"

_NAME: Final = MessageParam(sentence("who is asked"), sentence("Lin Wei"))
_SENDER: Final = MessageParam(sentence("who asks"), sentence("Zhou Qing"))
_ABOUT: Final = MessageParam(sentence("title of the record"), sentence("Coating"))


def register_kinds() -> None:
    """At the start of the program."""
    register_kind(
        NEW_SUGGESTIONS,
        occasion=sentence("New offers or experts fit needs that were there before."),
        title=sentence("{suggestions} new suggestions for {needs} of your needs"),
        body=sentence(
            "Offers or experts that have come in fit {needs} of your needs. Look at them, and "
            "introduce, hold or turn down: {link}"
        ),
        params={
            "suggestions": MessageParam(sentence("how many suggestions"), "3"),
            "needs": MessageParam(sentence("how many needs"), "2"),
        },
    )
    register_kind(
        SIDE_TO_ASK,
        occasion=sentence("A colleague wants to introduce a record that you work on."),
        title=sentence("{sender} wants to introduce “{about}”"),
        body=sentence(
            "{sender} wants to introduce “{about}” to somebody. Ask its side whether they want to "
            "talk: make the link and hand it over. {link}"
        ),
        params={"sender": _SENDER, "about": _ABOUT},
    )
    register_kind(
        SIDE_ANSWERED,
        occasion=sentence("A side of an introduction has answered or asked something."),
        title=sentence("{name} has answered about an introduction"),
        body=sentence("{name} has answered about “{about}”. What they said stands there: {link}"),
        params={
            "name": MessageParam(sentence("who has answered"), sentence("Lin Wei")),
            "about": _ABOUT,
        },
    )
    register_kind(
        ASK_NEED_SIDE,
        occasion=sentence("A company is asked whether it wants to talk about its need."),
        title=sentence("{region}: somebody could help with “{about}”"),
        body=sentence(
            "{name}, we have found somebody for “{about}”. Have a look and say whether you want to "
            "talk; it takes a minute and no account:\n{link}\n{sender}, {region}. {contact}"
        ),
        params={"name": _NAME, "sender": _SENDER, "about": _ABOUT},
        channels=(Channel.MAIL,),
    )
    register_kind(
        ASK_TARGET_SIDE,
        occasion=sentence("The side of an offer or expert is asked whether it wants to talk."),
        title=sentence("{region}: a company could need “{about}”"),
        body=sentence(
            "{name}, a company looks for what you bring with “{about}”. Have a look and say "
            "whether you want to talk; it takes a minute and no account:\n{link}\n"
            "{sender}, {region}. {contact}"
        ),
        params={"name": _NAME, "sender": _SENDER, "about": _ABOUT},
        channels=(Channel.MAIL,),
    )


def introduction_link(introduction_id: int) -> str:
    """Path of an introduction's page."""
    return f"/suggestions/introductions/{introduction_id}/"


def tell_new_suggestions(owner: User, *, needs: int, suggestions: int) -> None:
    """One message a run."""
    notify(
        kind=NEW_SUGGESTIONS,
        to=[_recipient(owner)],
        params={"needs": needs, "suggestions": suggestions},
        link=LIST_LINK,
        by=None,
        object_kind="suggestion",
    )


def tell_side_to_ask(users: Sequence[User], *, introduction_id: int, about: str, by: Actor) -> None:
    """Who works on the other record, where the one who introduces does not."""
    to = [_recipient(user) for user in users if user.pk != by.pk]
    if to:
        notify(
            kind=SIDE_TO_ASK,
            to=to,
            params={"sender": str(by), "about": about},
            link=introduction_link(introduction_id),
            by=by,
            object_kind="introduction",
            object_id=introduction_id,
        )


def tell_side_answered(
    users: Sequence[User], *, introduction_id: int, name: str, about: str
) -> None:
    """The owner of the introduction, and who handed the link over."""
    notify(
        kind=SIDE_ANSWERED,
        to=[_recipient(user) for user in users if user.is_active],
        params={"name": name, "about": about},
        link=introduction_link(introduction_id),
        by=None,
        object_kind="introduction",
        object_id=introduction_id,
    )


def mail_side(
    kind: str, *, name: str, email: str, about: str, link: str, introduction_id: int, by: Actor
) -> bool:
    """Send the link; whether a mail is on its way."""
    outcome = notify(
        kind=kind,
        to=[Recipient(name=name, email=email)],
        params={"name": name, "sender": str(by), "about": about},
        link=link,
        by=by,
        object_kind="introduction",
        object_id=introduction_id,
    )
    return bool(outcome.notification_ids)


def _recipient(user: User) -> Recipient:
    return Recipient(user.pk, str(user), user.email, language=user.language)
