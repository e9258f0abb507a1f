from __future__ import annotations

from django.apps import AppConfig

from duijie.core.sentences import register_sentences


class ArchiveConfig(AppConfig):
    name = "duijie.core.archive"
    label = "archive"

    def ready(self) -> None:
        from duijie.core.archive.errors import SENTENCES

        register_sentences(SENTENCES)
