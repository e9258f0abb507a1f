from __future__ import annotations

from django.apps import AppConfig

from duijie.core.sentences import register_sentences


class WebConfig(AppConfig):
    name = "duijie.web"
    label = "web"

    def ready(self) -> None:
        from duijie.web.answers.confirm_need import register_confirm_need
        from duijie.web.answers.introduce import register_introductions
        from duijie.web.documents.findings import SENTENCES

        register_sentences(SENTENCES)
        register_confirm_need()
        register_introductions()
