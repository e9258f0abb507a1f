"""Uploaded documents and how they were read."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.catalogue.models import Source
from duijie.intake.enums import DocumentState


class Upload(models.Model):
    """One stored original. Its file lies in the media folder under its SHA-256."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="+")
    """Name, hash, and whether it is part of the example."""
    file = models.TextField()
    """Path below the media folder."""
    size_bytes = models.PositiveBigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    zone_path = models.CharField(max_length=200, blank=True)
    """Of the owner's zone when it came in."""
    job_id = models.UUIDField(null=True)
    """The job that read it last."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["-created_at"], name="upload_newest_idx"),)

    def __str__(self) -> str:
        return self.file


class SourceDocument(models.Model):
    """One document as read: an uploaded file, or a file inside an uploaded archive."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="documents")
    name = models.TextField()
    """As the user knows it; inside an archive `bundle.zip!inner/needs.xlsx`."""
    title = models.TextField(blank=True)
    kind = models.CharField(max_length=20, blank=True)
    state = models.CharField(
        max_length=20, choices=DocumentState.choices, default=DocumentState.WAITING
    )
    page_count = models.PositiveIntegerField(null=True)
    need_count = models.PositiveIntegerField(default=0)
    offer_count = models.PositiveIntegerField(default=0)
    expert_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    """Records that were new; the others were known already."""
    findings = models.JSONField(default=list)
    """`[{"message": {"code", "params"}, "place": {…}, "severity"}]`."""
    tables = models.JSONField(default=list)
    """How each table was read: `TableReading` as JSON."""
    facts = models.JSONField(default=dict)
    """`engines.extraction.extract_facts(...).to_json()`."""
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["upload", "name"], name="document_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DocumentState.values), name="document_state_known"
            ),
        )

    def __str__(self) -> str:
        return self.name
