from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from duijie.core.jobs.sentences import SENTENCES
from duijie.core.sentences import register_sentences


class JobsConfig(AppConfig):
    name = "duijie.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        # every capability's `tasks` registers itself on import
        autodiscover_modules("tasks")
