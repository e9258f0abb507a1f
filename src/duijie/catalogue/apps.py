from __future__ import annotations

from django.apps import AppConfig

from duijie.catalogue.errors import SENTENCES
from duijie.core.sentences import register_sentences


class CatalogueConfig(AppConfig):
    name = "duijie.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        import duijie.catalogue.tasks  # noqa: F401 - registers itself
        from duijie.catalogue.queries.code_values import find_codes_of_values
        from duijie.catalogue.services.notices import register_kinds
        from duijie.catalogue.validators.code_lookup import use_code_lookup

        register_sentences(SENTENCES)
        register_kinds()
        use_code_lookup(find_codes_of_values)
        from duijie.catalogue import receivers  # noqa: F401 - connects on import
