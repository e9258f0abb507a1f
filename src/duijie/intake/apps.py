from __future__ import annotations

from django.apps import AppConfig

from duijie.core.sentences import register_sentences
from duijie.intake.errors import SENTENCES


class IntakeConfig(AppConfig):
    name = "duijie.intake"
    label = "intake"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        from duijie.intake import receivers  # noqa: F401 - connects on import
