"""What several tables of the record have in common."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.accounts.models import Zone


class Zoned(models.Model):
    """Belongs to a zone; to none means to the region as a whole."""

    zone = models.ForeignKey(
        Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    zone_path = models.CharField(max_length=200, blank=True, db_index=True)
    """Of the zone, copied so that a list needs no join; empty without a zone."""

    class Meta:
        abstract = True


class Deletable(models.Model):
    """Goes to the recycle bin before it goes for good."""

    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True
