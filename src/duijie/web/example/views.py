"""Loading and removing the example."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duijie.catalogue.permissions import check_can_remove_example
from duijie.catalogue.queries import get_counts_for_user
from duijie.catalogue.services import remove_example
from duijie.core.errors import NotAllowedError
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.intake.services import load_example


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Start reading the example's files in the background."""
    try:
        job_id = load_example(by=request.user)
    except NotAllowedError:
        raise
    except DuijieError as error:
        messages.error(request, say(error.message))
        return redirect("desk:home")
    return redirect("documents:batch", job_id=job_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """Asked for: what will go. Confirmed: it goes, all at once."""
    if request.method != "POST":
        check_can_remove_example(request.user)
        return render(request, "example/remove.html", {"counts": get_counts_for_user(request.user)})
    try:
        removed = remove_example(by=request.user)
    except NotAllowedError:
        raise
    except DuijieError as error:
        messages.error(request, say(error.message))
    else:
        sentence = _(
            "The example is gone: %(needs)d needs, %(offers)d offers, %(experts)d experts and "
            "%(organisations)d organisations. You can load it again at any time."
        )
        messages.success(
            request,
            sentence
            % {
                "needs": removed.needs,
                "offers": removed.offers,
                "experts": removed.experts,
                "organisations": removed.organisations,
            },
        )
    return redirect("desk:home")
