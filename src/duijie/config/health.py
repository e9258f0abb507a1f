"""Whether this process answers and reaches its database; told on the loopback only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` with 200 to the machine itself; 404 to anybody else and to what a proxy forwards."""
    is_forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    if is_forwarded or request.META.get("REMOTE_ADDR") not in _LOOPBACK:
        raise Http404
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
