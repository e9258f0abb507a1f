"""Keys by which programs act for a user."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """One key. The secret is shown once and kept as its SHA-256 only: it is random enough that
    nobody finds it by trying, so a slow hash would buy nothing and cost every request."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    """What it is for, in the owner's words."""
    prefix = models.CharField(max_length=12)
    """The beginning of the secret, by which its owner recognises it."""
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    """`enums.Scope` values."""
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    """Exact to a minute."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["user", "-created_at"], name="token_of_user_idx"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
