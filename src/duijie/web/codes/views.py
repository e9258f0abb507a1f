"""What the picker shows while somebody types."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from duijie.catalogue.queries.codes import find_codes

_ID = re.compile(r"[A-Za-z][\w-]{0,80}")


@require_safe
def suggest(request: HttpRequest, list_key: str) -> HttpResponse:
    """The best entries for `q`, or for the field that HTMX says was typed in, as options."""
    htmx = getattr(request, "htmx", None)
    name = (htmx.trigger_name if htmx else None) or "q"
    target = (htmx.target if htmx else None) or ""
    context = {
        "items": find_codes(list_key, request.GET.get(name, "")),
        "prefix": target if _ID.fullmatch(target) else "codes",
    }
    response = render(request, "codes/options.html", context)
    patch_cache_control(response, private=True, no_cache=True)
    return response
