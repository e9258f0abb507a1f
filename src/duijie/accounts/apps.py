from __future__ import annotations

from django.apps import AppConfig

from duijie.accounts.errors import SENTENCES
from duijie.core.notify.enums import Channel
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.core.sentences import register_sentences
from duijie.errors import sentence


class AccountsConfig(AppConfig):
    name = "duijie.accounts"
    label = "accounts"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        register_kind(
            "accounts.invitation",
            occasion=sentence("Somebody is invited to join."),
            title=sentence("{inviter} invites you to {region}"),
            body=sentence(
                "{name}, you are invited to {region}. Open the link, choose a password, and you"
                " are in:\n{link}\nThe link works once. {contact}"
            ),
            params={
                "name": MessageParam(sentence("who is invited"), sentence("Lin Wei")),
                "inviter": MessageParam(sentence("who invites"), sentence("Zhou Qing")),
            },
            channels=(Channel.MAIL,),
        )
        register_kind(
            "accounts.answer_link",
            occasion=sentence("Somebody without an account is asked about a record."),
            title=sentence("{region} asks: is this right?"),
            body=sentence(
                "{name}, please look at “{about}” and correct what is wrong. It takes three"
                " minutes and no account:\n{link}\n{sender}, {region}. {contact}"
            ),
            params={
                "name": MessageParam(sentence("who is asked"), sentence("Lin Wei")),
                "sender": MessageParam(sentence("who asks"), sentence("Zhou Qing")),
                "about": MessageParam(sentence("title of the record"), sentence("Coating")),
            },
            channels=(Channel.MAIL,),
        )
        register_kind(
            "accounts.link_answered",
            occasion=sentence("An answer link has been answered."),
            title=sentence("{name} has answered"),
            body=sentence("{name} has looked through “{about}”. What they said stands there."),
            params={
                "name": MessageParam(sentence("who has answered"), sentence("Lin Wei")),
                "about": MessageParam(sentence("title of the record"), sentence("Coating")),
            },
            channels=(Channel.IN_APP,),
        )
        register_kind(
            "accounts.password_reset",
            occasion=sentence("Somebody has forgotten the password."),
            title=sentence("A new password for {region}"),
            body=sentence(
                "{name}, with this link you choose a new password for the user name {username}:\n"
                "{link}\nIf you have not asked for it, do nothing: your password stays."
            ),
            params={
                "name": MessageParam(sentence("whose account it is"), sentence("Lin Wei")),
                "username": MessageParam(sentence("the user name"), sentence("linwei")),
            },
            channels=(Channel.MAIL,),
        )
        from duijie.accounts import receivers  # noqa: F401 - connects on import
