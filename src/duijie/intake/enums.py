"""Code lists of intake."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    READ = "read", _("read")
    PARTIAL = "partial", _("partly read")
    REFUSED = "refused", _("not read")
