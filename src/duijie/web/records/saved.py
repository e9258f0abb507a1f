"""Saved lists: the present filters under a name."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services import delete_filter, save_filter
from duijie.core.sentences import say
from duijie.errors import DuijieError


class SavedFilterForm(forms.Form):
    """What is too long is said by the service, in the place of the form's own words."""

    name = forms.CharField(required=False, max_length=200)
    query = forms.CharField(required=False, max_length=4000)
    is_shared = forms.BooleanField(required=False)


def save_view(kind: RecordKind) -> Callable[[HttpRequest], HttpResponse]:
    """The view that keeps a list as it is narrowed now."""

    @require_POST
    def save(request: HttpRequest) -> HttpResponse:
        """Under a name of one's own; back to the list as it was."""
        form = SavedFilterForm(request.POST)
        form.is_valid()
        query = form.cleaned_data.get("query", "")
        try:
            save_filter(
                kind=kind,
                name=form.cleaned_data.get("name", ""),
                query=query,
                is_shared=form.cleaned_data.get("is_shared", False),
                by=request.user,
            )
        except DuijieError as error:
            messages.error(request, say(error.message))
        else:
            messages.success(request, _("Kept. You find it beside the filters."))
        address = reverse(f"{kind}s:list")
        return redirect(f"{address}?{query}" if query else address)

    return save


def forget_view(kind: RecordKind) -> Callable[..., HttpResponse]:
    """The view that forgets a saved list of one's own."""

    @require_POST
    def forget(request: HttpRequest, filter_id: int) -> HttpResponse:
        delete_filter(filter_id=filter_id, by=request.user)
        messages.success(request, _("The saved list is gone; its records are not touched."))
        return redirect(f"{kind}s:list")

    return forget
