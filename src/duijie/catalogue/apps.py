from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started

from duijie.catalogue.errors import SENTENCES
from duijie.core.sentences import register_sentences


class CatalogueConfig(AppConfig):
    name = "duijie.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        import duijie.catalogue.tasks  # noqa: F401 - registers itself
        from duijie.catalogue.permissions.held import begin_request, end_request
        from duijie.catalogue.queries.code_values import find_codes_of_values
        from duijie.catalogue.services.notices import register_kinds
        from duijie.catalogue.validators.code_lookup import use_code_lookup

        request_started.connect(begin_request, dispatch_uid="catalogue.begin")
        request_finished.connect(end_request, dispatch_uid="catalogue.end")
        register_sentences(SENTENCES)
        register_kinds()
        use_code_lookup(find_codes_of_values)
        from duijie.catalogue import receivers  # noqa: F401 - connects on import
