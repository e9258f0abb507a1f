from __future__ import annotations

from django.apps import AppConfig

from duijie.accounts.errors import SENTENCES
from duijie.core.sentences import register_sentences


class AccountsConfig(AppConfig):
    name = "duijie.accounts"
    label = "accounts"

    def ready(self) -> None:
        register_sentences(SENTENCES)
