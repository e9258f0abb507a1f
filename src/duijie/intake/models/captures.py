"""记一笔: a chat, a call note or a photographed form on its way to a draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.intake.enums import CaptureState


class Capture(models.Model):
    """What somebody pasted or photographed, kept at once; nobody but them sees it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    """`need` or `offer`."""
    text = models.TextField(blank=True)
    """As pasted; below it what was read off the photo."""
    file = models.TextField(blank=True)
    """Path of the photo below the media folder."""
    file_name = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=CaptureState.choices, default=CaptureState.READY
    )
    values = models.JSONField(default=dict)
    """Field -> text that was understood."""
    quotes = models.JSONField(default=dict)
    """Field -> the line in which it stands."""
    finding = models.JSONField(null=True)
    """What is to be said about the reading: a message."""
    job_id = models.UUIDField(null=True)
    record_id = models.PositiveBigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=CaptureState.values), name="capture_state_known"
            ),
        )
        indexes = (models.Index(fields=["owner", "state"], name="capture_owner_idx"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
