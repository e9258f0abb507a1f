"""The web application that granian serves."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from duijie.core.lifeline import end_with_parent
from duijie.engines.index import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")


end_with_parent()
application = get_wsgi_application()
# what the first page and the first search would wait a second or two for
_ = get_resolver().reverse_dict  # imports every page
warm_up()
# by default a page of 60 ms spends another 20 in a dozen rounds of collection, over all that was
# imported too; what stays is put aside, and a round begins when some pages' worth has come up
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
