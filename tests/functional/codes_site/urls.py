from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from duijie.web.codes.fields import CodeField


class ChosenForm(forms.Form):
    industry = CodeField("industry", label="Industry", initial="3562")
    division = CodeField("division", label="Division")
    stage = CodeField("stage", label="Stage")


def show_form(request: HttpRequest) -> HttpResponse:
    form = ChosenForm(request.GET) if "industry" in request.GET else ChosenForm()
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else None
    return render(request, "codes_form.html", {"form": form, "chosen": chosen})


urlpatterns = [path("picker/", show_form), path("", include("duijie.config.urls"))]
