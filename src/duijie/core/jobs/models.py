"""The row that a user sees of background work."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class JobState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE_STATES = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One piece of background work, from its being asked for to its end.

    Messages (`title`, `note`, `error`) are stored as code and parameters: each reader sees them
    in their own language.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    queue = models.CharField(max_length=20)
    title = models.JSONField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    payload = models.JSONField(default=dict)
    checkpoint = models.JSONField(default=dict)
    """What is done already, in the words of the task; a resumed run starts from it."""
    result = models.JSONField(default=dict)
    error = models.JSONField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    """0: not known yet."""
    note = models.JSONField(null=True)
    is_cancel_requested = models.BooleanField(default=False)
    attempt = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    """`host:pid:start` of the process that runs it."""
    heartbeat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-created_at"], name="job_owner_idx"),
            models.Index(fields=["state", "queue"], name="job_state_idx"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=JobState.values), name="job_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"
