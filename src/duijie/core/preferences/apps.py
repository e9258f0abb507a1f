from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started

from duijie.core.preferences.errors import SENTENCES
from duijie.core.preferences.holding import begin_request, end_request
from duijie.core.sentences import register_sentences


class PreferencesConfig(AppConfig):
    name = "duijie.core.preferences"
    label = "preferences"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        request_started.connect(begin_request, dispatch_uid="preferences.begin")
        request_finished.connect(end_request, dispatch_uid="preferences.end")
