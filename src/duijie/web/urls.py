"""All addresses of the pages. No app name: each area has its own namespace."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("duijie.web.desk.urls")),
    path("", include("duijie.web.search.urls")),
    path("a/", include("duijie.web.answers.door_urls")),
    path("account/", include("duijie.web.account.urls")),
    path("answers/", include("duijie.web.answers.urls")),
    path("capture/", include("duijie.web.capture.urls")),
    path("codes/", include("duijie.web.codes.urls")),
    path("consents/", include("duijie.web.consents.urls")),
    path("documents/", include("duijie.web.documents.urls")),
    path("example/", include("duijie.web.example.urls")),
    path("experts/", include("duijie.web.experts.urls")),
    path("invitations/", include("duijie.web.invitations.urls")),
    path("imports/", include("duijie.web.imports.urls")),
    path("exports/", include("duijie.web.exports.urls")),
    path("files/", include("duijie.web.files.urls")),
    path("jobs/", include("duijie.web.jobs.urls")),
    path("needs/", include("duijie.web.needs.urls")),
    path("organisations/", include("duijie.web.organisations.urls")),
    path("open/", include("duijie.web.public.urls")),
    path("offers/", include("duijie.web.offers.urls")),
    path("reports/", include("duijie.web.reports.urls")),
    path("settings/", include("duijie.web.settings.urls")),
    path("suggestions/", include("duijie.web.suggestions.urls")),
]
