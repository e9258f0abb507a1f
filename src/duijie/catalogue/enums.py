"""Code lists of the catalogue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class NeedSort(models.TextChoices):
    NEWEST = "newest", _("newest first")
    TITLE = "title", _("by title")
    ORGANISATION = "organisation", _("by organisation")
    BUDGET = "budget", _("highest budget first")
