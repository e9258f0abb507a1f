"""Addresses: ours, sign-in, and the supervisor's health check."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from duijie.config.health import healthz

_to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login"))

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # Accounts are made by an administrator, and no mail is sent: these two pages of allauth could
    # only disappoint. They stand before allauth's own, whose names its templates still need.
    path("accounts/signup/", _to_sign_in),
    path("accounts/password/reset/", _to_sign_in),
    path("accounts/", include("allauth.urls")),
    path("", include("duijie.web.urls")),
]
