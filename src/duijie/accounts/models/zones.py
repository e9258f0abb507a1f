"""辖区: the tree of provinces, cities, counties and parks that people and records belong to."""

from __future__ import annotations

from django.db import models

from duijie.accounts.enums import ZoneKind


class Zone(models.Model):
    """A node of the tree. No zone at all means the whole region."""

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=ZoneKind.choices)
    division_code = models.CharField(max_length=12, blank=True)
    """GB/T 2260, where it is an administrative division."""
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=200, db_index=True)
    """Ids from the top, `/3/17/`: a subtree is a prefix. Kept by `services.zones`."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["parent", "name"], name="zone_once"),
            # to a database, two zones without a parent never have the same one
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(parent__isnull=True), name="top_zone_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ZoneKind.values), name="zone_kind_known"
            ),
        )

    def __str__(self) -> str:
        return self.name
