"""The web application that granian serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from duijie.core.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")

end_with_parent()
application = get_wsgi_application()
