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
