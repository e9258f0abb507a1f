"""Code lists (代码表): what a classification may be, with the version and source it came from.

Records keep a code as text, not a key: a list can be replaced under them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CodeList(models.Model):
    """One version of one list. A replaced version stays and can be made current again."""

    key = models.CharField(max_length=40)
    """What `fields.FieldSpec.code_list` names."""
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    version = models.CharField(max_length=60)
    source = models.CharField(max_length=300, blank=True)
    shows_codes = models.BooleanField(default=True)
    """Its codes are known to people (`3562`), not only to programs (`joint`)."""
    digest = models.CharField(max_length=64)
    """SHA-256 over its codes as they came."""
    is_shipped = models.BooleanField(default=False)
    """Came with the program; else an administrator brought it."""
    is_current = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    """When it was last made current; None: brought, looked at, not yet used."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_current=True), name="code_list_one_current"
            ),
            models.UniqueConstraint(
                fields=["key", "version", "digest"], name="code_list_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Code(models.Model):
    """One code of one version of a list."""

    code_list = models.ForeignKey(CodeList, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=12)
    """As long as the columns of the records that hold it."""
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    path = models.CharField(max_length=120, blank=True)
    """The codes above it from the top, joined by `/`, so that a page needs no recursion."""
    level = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    """Its place in the list as it came."""
    pinyin = models.CharField(max_length=1000, blank=True)
    """Of the name, small letters without tones or gaps."""
    initials = models.CharField(max_length=200, blank=True)
    is_retired = models.BooleanField(default=False)
    """Of an earlier version and no longer in this one: records may hold it, none may choose it."""
    trl_from = models.PositiveSmallIntegerField(null=True, blank=True)
    trl_to = models.PositiveSmallIntegerField(null=True, blank=True)
    """The readiness levels that a stage stands for, ends included."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code_list", "code"], name="code_once_in_list"),
            models.CheckConstraint(
                condition=Q(trl_from__isnull=True, trl_to__isnull=True)
                | Q(trl_from__gte=1, trl_to__lte=9, trl_from__lte=models.F("trl_to")),
                name="code_trl_range",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
