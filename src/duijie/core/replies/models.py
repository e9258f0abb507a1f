"""One row per key and user."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StoredReply(models.Model):
    """What a request was answered with; kept for a day."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    """None: still being answered."""
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="reply_once"),)

    def __str__(self) -> str:
        return self.key
