from __future__ import annotations

from django.apps import AppConfig

from duijie.core.sentences import register_sentences


class ApiConfig(AppConfig):
    name = "duijie.api"
    label = "api"

    def ready(self) -> None:
        from duijie.api.sentences import SENTENCES

        register_sentences(SENTENCES)
