"""Search over all kinds of record."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries.search import SearchHit, search_records_for_user
from duijie.matching.permissions import can_request_matching
from duijie.web.search.forms import LONGEST, SearchForm

ROWS_EACH = 12
MOST = 60
PROBLEM_FROM = 12
"""Characters from which on words may be a problem that somebody pasted."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The best records of each kind; a list shows all that hold the words."""
    pasted = request.GET.get("q", "")
    form = SearchForm({"q": pasted[:LONGEST]})
    words = form.cleaned_data["q"] if form.is_valid() else ""
    hits = search_records_for_user(words, request.user, limit=MOST) if words else ()
    by_kind: dict[str, list[SearchHit]] = defaultdict(list)
    for hit in hits:
        by_kind[hit.kind].append(hit)
    found = [
        (kind.value, by_kind[kind.value][:ROWS_EACH], len(by_kind[kind.value]))
        for kind in _in_order(hits)
    ]
    is_problem = len(words) >= PROBLEM_FROM and can_request_matching(request.user)
    context = {
        "words": words,
        "found": found,
        "total": len(hits),
        "is_cut": len(hits) == MOST,
        "to_try": pasted if is_problem else "",
    }
    return render(request, "search/home.html", context)


def _in_order(hits: tuple[SearchHit, ...]) -> list[RecordKind]:
    """The kind of the best hit first: who typed a company's name wants to see the company."""
    return list(dict.fromkeys(RecordKind(hit.kind) for hit in hits))
