"""填报链接: doors for people without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AnswerLink(models.Model):
    """One purpose, one object, one person. The secret is kept as a SHA-256 only."""

    purpose = models.CharField(max_length=50)
    """A name of `registry.register_purpose`."""
    object_kind = models.CharField(max_length=50)
    object_id = models.CharField(max_length=50)
    zone_path = models.CharField(max_length=200, blank=True, db_index=True)
    """Of the object, copied: whose brokers see the link."""
    recipient_name = models.CharField(max_length=100)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    uses_left = models.PositiveIntegerField()
    """How often it may still be answered; looking costs nothing."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    """Of the last answer."""

    class Meta:
        indexes = (
            models.Index(fields=["object_kind", "object_id"], name="answer_link_object_idx"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} for {self.recipient_name}"


class AnswerOpening(models.Model):
    """Somebody opened a link. No network address: the link says who was meant."""

    link = models.ForeignKey(AnswerLink, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.link_id} at {self.at:%Y-%m-%d %H:%M}"
