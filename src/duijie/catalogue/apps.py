from __future__ import annotations

from django.apps import AppConfig

from duijie.catalogue.errors import SENTENCES
from duijie.core.sentences import register_sentences


class CatalogueConfig(AppConfig):
    name = "duijie.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        register_sentences(SENTENCES)
