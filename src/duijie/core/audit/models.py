"""One row per act."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Written once, never changed. `details` holds counts, ids and states, no contact data."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None: the installation itself, as at the first start."""
    action = models.CharField(max_length=100)
    """`area.verb_noun`, the service that did it."""
    object_kind = models.CharField(max_length=50)
    object_id = models.CharField(max_length=50, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=["object_kind", "object_id"], name="audit_object_idx"),
            models.Index(fields=["at"], name="audit_at_idx"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.object_kind} {self.object_id}".rstrip()
