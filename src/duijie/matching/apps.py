from __future__ import annotations

from django.apps import AppConfig

from duijie.core.sentences import register_sentences
from duijie.matching.errors import SENTENCES


class MatchingConfig(AppConfig):
    name = "duijie.matching"
    label = "matching"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        from duijie.matching import receivers  # noqa: F401 - connects on import
        from duijie.matching.services.notices import register_kinds

        register_kinds()
