"""Code lists of the catalogue that the program itself depends on; all others are `CodeList`s."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordKind(models.TextChoices):
    """The four kinds of record; also their names in addresses and keys (`need:12`)."""

    NEED = "need", _("need")
    OFFER = "offer", _("offer")
    EXPERT = "expert", _("expert")
    ORGANISATION = "organisation", _("organisation")


class RecordState(models.TextChoices):
    """Which step follows which is said once, in `policies.TRANSITIONS`."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    CHECKED = "checked", _("checked")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", pgettext_lazy("a record", "closed")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CloseReason(models.TextChoices):
    SOLVED = "solved", _("solved with partners found here")
    SOLVED_ELSEWHERE = "solved_elsewhere", _("solved elsewhere")
    GIVEN_UP = "given_up", _("no longer wanted")
    DUPLICATE = "duplicate", _("stated twice")
    OTHER = "other", _("other")


class NeedKind(models.TextChoices):
    """What is wanted (DESIGN: a technology, service, talent, money or site problem)."""

    TECHNOLOGY = "technology", _("technology")
    SERVICE = "service", _("service")
    TALENT = "talent", _("talent")
    MONEY = "money", _("money")
    SITE = "site", _("site")
    OTHER = "other", _("other")


class Comparison(models.TextChoices):
    """How an indicator compares: with one value, or between two."""

    AT_LEAST = "ge", "≥"
    AT_MOST = "le", "≤"
    MORE_THAN = "gt", ">"
    LESS_THAN = "lt", "<"
    EQUAL = "eq", "="
    ABOUT = "about", "≈"
    BETWEEN = "between", "–"


class NeedSort(models.TextChoices):
    NEWEST = "newest", _("newest first")
    TITLE = "title", _("by title")
    ORGANISATION = "organisation", _("by organisation")
    BUDGET = "budget", _("highest budget first")
