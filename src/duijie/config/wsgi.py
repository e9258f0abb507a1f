"""The web application that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from duijie.core.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")


def warm_up() -> None:
    """Load what the first page and the first search would wait a second or two for."""
    from duijie.catalogue.queries.search import warm_up_search

    _ = get_resolver().reverse_dict  # imports every page
    warm_up_search()


end_with_parent()
application = get_wsgi_application()
warm_up()
