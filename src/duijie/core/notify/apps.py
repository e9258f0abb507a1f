from __future__ import annotations

from django.apps import AppConfig

from duijie.core.notify.errors import SENTENCES
from duijie.core.notify.kinds import register_own_kinds
from duijie.core.sentences import register_sentences


class NotifyConfig(AppConfig):
    name = "duijie.core.notify"
    label = "notify"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        register_own_kinds()
