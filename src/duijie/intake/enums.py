"""Code lists of intake."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    READ = "read", _("read")
    PARTIAL = "partial", _("partly read")
    REFUSED = "refused", _("not read")


class ImportState(models.TextChoices):
    """Where a spreadsheet stands on its way into the record."""

    READING = "reading", _("being read")
    MAPPING = "mapping", _("columns to be confirmed")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("ready to import")
    WRITING = "writing", _("being imported")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("not readable")


class Verdict(models.TextChoices):
    """What the check says of one row."""

    NEW = "new", _("new")
    UPDATE = "update", _("changes a known record")
    DUPLICATE = "duplicate", _("possibly known")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


class Choice(models.TextChoices):
    """What is to be done with a row; of a known record nothing, until somebody chooses."""

    CREATE = "create", _("add")
    UPDATE = "update", _("take the changes")
    SKIP = "skip", _("leave out")


class RowState(models.TextChoices):
    """What became of a row. `LATE`: the record had changed between check and import."""

    OPEN = "open", _("not imported yet")
    WRITTEN = "written", _("imported")
    LEFT = "left", _("left out")
    LATE = "late", _("changed meanwhile")
    UNDONE = "undone", _("undone")
    KEPT = "kept", _("could not be undone")


class CaptureState(models.TextChoices):
    """Where a captured note or photo stands."""

    READING = "reading", _("being read")
    READY = "ready", _("to be looked at")
    SAVED = "saved", _("saved as a draft")
