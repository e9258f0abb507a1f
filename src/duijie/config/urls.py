"""Addresses: ours, sign-in, and the supervisor's health check."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from duijie.api.service import list_urls
from duijie.config.health import healthz

_to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login"))
_to_account = RedirectView.as_view(pattern_name="account:home")

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # Accounts are given, and without a mail server no link comes: these pages of allauth could only
    # disappoint. They stand before allauth's own, whose names its templates still need.
    path("accounts/signup/", _to_sign_in),
    *([] if settings.IS_MAIL_ON else [path("accounts/password/reset/", _to_sign_in)]),
    # mail addresses and linked accounts are what an administrator and the provider say
    path("accounts/email/", _to_account),
    path("accounts/3rdparty/", _to_account),
    path("accounts/", include("allauth.urls")),
    path("api/", include(list_urls())),
    path("", include("duijie.web.urls")),
]
