"""Somebody is asked to join."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.accounts.enums import Role
from duijie.accounts.models.zones import Zone


class Invitation(models.Model):
    """One person, one use. Its secret is kept as a SHA-256 only: sending again makes a new one."""

    display_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    """Empty: the link is handed over by other means."""
    role = models.CharField(max_length=20, choices=Role.choices)
    zone = models.ForeignKey(
        Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    context = models.JSONField(default=dict)
    """What the capabilities above make of the new user (`signals.invitation_accepted`), such as
    `{"organisation_id": 7}`; means nothing here."""
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    """Whom it has become."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, user__isnull=True)
                | models.Q(accepted_at__isnull=False, user__isnull=False),
                name="invitation_accepted_by_user",
            ),
        )

    def __str__(self) -> str:
        return self.display_name
