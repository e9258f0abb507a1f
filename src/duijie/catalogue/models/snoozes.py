"""What somebody has put off on their own desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.catalogue.models.records import Expert, Need, Offer


class Snooze(models.Model):
    """A record that is off one user's desk until a day. It goes with the record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.CASCADE)
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.CASCADE)
    expert = models.ForeignKey(Expert, null=True, blank=True, on_delete=models.CASCADE)
    until_date = models.DateField()
    """The day on which it is back."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(need__isnull=False, offer__isnull=True, expert__isnull=True)
                | models.Q(need__isnull=True, offer__isnull=False, expert__isnull=True)
                | models.Q(need__isnull=True, offer__isnull=True, expert__isnull=False),
                name="snooze_about_one",
            ),
            models.UniqueConstraint(fields=["user", "need"], name="snooze_need_once"),
            models.UniqueConstraint(fields=["user", "offer"], name="snooze_offer_once"),
            models.UniqueConstraint(fields=["user", "expert"], name="snooze_expert_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.until_date}"
