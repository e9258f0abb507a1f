from __future__ import annotations

from django.apps import AppConfig

from duijie.core.sentences import register_sentences


class RepliesConfig(AppConfig):
    name = "duijie.core.replies"
    label = "replies"

    def ready(self) -> None:
        from duijie.core.replies.errors import SENTENCES

        register_sentences(SENTENCES)
