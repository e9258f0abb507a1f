"""What hangs on a record: indicators, attachments, notes, its history, and who agreed to what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import Comparison
from duijie.catalogue.models.organisations import Organisation
from duijie.catalogue.models.records import Expert, Need, Offer
from duijie.catalogue.models.shared import Deletable

_ABOUT = ("need", "offer", "expert", "organisation")


def _exactly_one(*names: str) -> models.Q:
    """One of the foreign keys is set, the others are empty."""
    condition = models.Q()
    for given in names:
        others = {f"{name}__isnull": name != given for name in names}
        condition |= models.Q(**others)
    return condition


class AboutRecord(models.Model):
    """Hangs on exactly one record and goes with it."""

    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.CASCADE)
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.CASCADE)
    expert = models.ForeignKey(Expert, null=True, blank=True, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        abstract = True


class Indicator(AboutRecord):
    """技术指标: a quantity that a need requires or an offer states."""

    name = models.CharField(max_length=200)
    comparison = models.CharField(max_length=10, choices=Comparison.choices)
    value = models.FloatField(null=True, blank=True)
    """None: the text could not be read as a quantity; it stands in `text`."""
    value_to = models.FloatField(null=True, blank=True)
    """The upper end, for BETWEEN."""
    unit = models.CharField(max_length=40, blank=True)
    """As stated."""
    is_must = models.BooleanField(default=True)
    """Required, or wished for."""
    text = models.TextField(blank=True)
    """As found."""
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_exactly_one(*_ABOUT), name="indicator_about_one"),
            models.CheckConstraint(
                condition=models.Q(comparison__in=Comparison.values),
                name="indicator_comparison_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Attachment(AboutRecord, Deletable):
    """A drawing, photo or report that belongs to a record. Its file lies in the media folder."""

    name = models.TextField()
    file = models.TextField()
    """Path below the media folder."""
    preview = models.TextField(blank=True)
    """Path of a picture of its first page; empty where none can be made."""
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    disclosure = models.PositiveSmallIntegerField(
        choices=DisclosureLevel.choices, default=DisclosureLevel.NDA
    )
    """From which level on it can be opened; never below that of its record."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_exactly_one(*_ABOUT), name="attachment_about_one"),
        )

    def __str__(self) -> str:
        return self.name


class Note(AboutRecord):
    """An internal note: staff only, whatever the record's disclosure."""

    text = models.TextField()
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    """Colleagues named with @, who are told."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_exactly_one(*_ABOUT), name="note_about_one"),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Change(AboutRecord):
    """One change of a record with the values before and after. Never changed itself."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    action = models.CharField(max_length=100)
    """The service that did it, `change_record`."""
    values = models.JSONField(default=dict)
    """`{field: [before, after]}`."""
    batch_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    """The import that did it."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_exactly_one(*_ABOUT), name="change_about_one"),
        )
        indexes = (
            models.Index(fields=["need", "-id"], name="change_need_idx"),
            models.Index(fields=["offer", "-id"], name="change_offer_idx"),
        )

    def __str__(self) -> str:
        return self.action


class Consent(AboutRecord):
    """Both sides agree that somebody sees more of a record: in force once both have said so."""

    grantee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    grantee_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    """Who gets to see it: one user, or all members of an organisation."""
    level = models.PositiveSmallIntegerField(choices=DisclosureLevel.choices)
    """CONSENT or NDA."""
    reason = models.TextField(blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    """When the record's side agreed."""
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    """When the other side agreed (to the agreement, under NDA)."""
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    expiry_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_exactly_one(*_ABOUT), name="consent_about_one"),
            models.CheckConstraint(
                condition=_exactly_one("grantee", "grantee_organisation"),
                name="consent_to_one",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=(DisclosureLevel.CONSENT, DisclosureLevel.NDA)),
                name="consent_level_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.grantee_id or self.grantee_organisation_id} {self.level}"


class Access(AboutRecord):
    """Somebody saw more of a record than registered users see, or opened one of its files."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    level = models.PositiveSmallIntegerField(choices=DisclosureLevel.choices)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    door = models.CharField(max_length=20)
    """`page`, `file`, `api` or `export`."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_exactly_one(*_ABOUT), name="access_about_one"),
        )
        indexes = (models.Index(fields=["-at"], name="access_at_idx"),)

    def __str__(self) -> str:
        return f"{self.by_id} {self.door}"


class SavedFilter(models.Model):
    """A list as somebody likes to see it: filters, columns and order, by name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.TextField()
    """The address's query, `state=published&sort=budget`."""
    is_shared = models.BooleanField(default=False)
    """With all colleagues."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "kind", "name"], name="saved_filter_once"),
        )

    def __str__(self) -> str:
        return self.name


class IndexMark(models.Model):
    """A record that the search index has still to take in; written with the change itself."""

    key = models.CharField(max_length=40, unique=True)
    """`need:12`."""
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.key
