"""One row per setting that differs from its default, and the logo."""

from __future__ import annotations

from django.db import models


class StoredPreference(models.Model):
    """A setting as an administrator left it. What has no row has its default."""

    name = models.CharField(primary_key=True, max_length=50)
    value = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """The logo as we drew it; one row at most.

    In the database, not in a file: every process has it, and a backup of the record holds it.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.width}×{self.height}"
