"""单位 and who belongs to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.catalogue.models.shared import Deletable, Zoned


class Organisation(Zoned, Deletable):
    """A company, university, institute …; one row per name as `validators.name_key` sees it.

    Two ways of writing one name that differ in more than form stay two rows: joining those is
    linkage, which is not done here. Fields of the provincial form.
    """

    name = models.TextField()
    normalised_name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, blank=True)
    former_names = models.JSONField(default=list)
    """曾用名, a list of texts."""
    credit_code = models.CharField(max_length=18, blank=True)
    """统一社会信用代码."""
    kind = models.CharField(max_length=100, blank=True)
    """As stated."""
    kind_code = models.CharField(max_length=12, blank=True)
    """机构属性."""
    region = models.CharField(max_length=200, blank=True)
    division_code = models.CharField(max_length=12, blank=True)
    """GB/T 2260."""
    industry_code = models.CharField(max_length=12, blank=True)
    """GB/T 4754."""
    profile = models.TextField(blank=True)
    website = models.TextField(blank=True)
    legal_representative = models.CharField(max_length=100, blank=True)
    contact_person = models.CharField(max_length=100, blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revision = models.PositiveIntegerField(default=1)
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["normalised_name", "is_example"],
                condition=models.Q(deleted_at__isnull=True),
                name="organisation_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user speaks for an organisation: its records are then their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} of {self.organisation_id}"
